package io.vigia.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import java.util.ArrayList;
import java.util.List;

/** The layers of a network as computations of PyTorch, which finds their gradients. */
final class Forward {
  /** Whether normalizations take the statistics of the batch, and gather them. */
  private final boolean isTraining;

  private Forward(boolean isTraining) {
    this.isTraining = isTraining;
  }

  /**
   * Outputs of a network.
   *
   * @param weights those of {@link Network#weights}, in the shapes of {@link #shapes}; the
   *     statistics among them change while it is trained
   * @param x [rows, inputs]
   * @param quantization what rounds values and weights on the way
   * @param isTraining whether it learns from these rows
   * @return [rows, outputs]
   */
  static NDArray apply(
      Network network,
      List<NDArray> weights,
      NDArray x,
      FakeQuantization quantization,
      boolean isTraining) {
    Forward forward = new Forward(isTraining);
    int next = 0;
    NDArray values = shaped(x, network.input());
    for (int l = 0; l < network.layers().size(); l++) {
      Layer layer = network.layers().get(l);
      int count = layer.weights().size();
      List<NDArray> own = new ArrayList<>(weights.subList(next, next + count));
      if (layer instanceof Dense) {
        own.set(0, quantization.kernel(l, own.get(0), 1));
      } else if (layer instanceof Convolution) {
        own.set(0, quantization.kernel(l, own.get(0), 0));
      }
      values = forward.apply(layer, own, quantization.inputs(l, values));
      next += count;
    }
    return values.reshape(-1, network.output().count());
  }

  /** The shapes that PyTorch wants a layer's weights in. */
  static List<Shape> shapes(Layer layer) {
    if (layer instanceof Convolution convolution) {
      Window window = convolution.window();
      return List.of(
          new Shape(
              convolution.out(),
              convolution.in() / convolution.groups(),
              window.height(),
              window.width()),
          new Shape(convolution.out()));
    }
    if (layer instanceof Dense dense) {
      return List.of(new Shape(dense.in(), dense.out()), new Shape(dense.out()));
    }
    if (layer instanceof SqueezeExcitation squeeze) {
      List<Shape> shapes = new ArrayList<>(shapes(squeeze.reduce()));
      shapes.addAll(shapes(squeeze.expand()));
      return shapes;
    }
    if (layer instanceof Residual residual) {
      return residual.gather(residual.layers().stream().map(Forward::shapes).toList());
    }
    return layer.weights().stream().map(array -> new Shape(array.length)).toList();
  }

  private NDArray apply(Layer layer, List<NDArray> weights, NDArray x) {
    if (layer instanceof Dense dense) {
      return dense(dense, weights, x);
    }
    if (layer instanceof Activation activation) {
      return apply(activation.kind(), x);
    }
    if (layer instanceof Convolution convolution) {
      return convolution(convolution, weights, x);
    }
    if (layer instanceof BatchNorm) {
      return normalization(weights, x);
    }
    if (layer instanceof SqueezeExcitation squeeze) {
      NDArray within = dense(squeeze.reduce(), weights.subList(0, 2), means(x));
      NDArray factors =
          dense(squeeze.expand(), weights.subList(2, 4), apply(SqueezeExcitation.WITHIN, within));
      return x.mul(
          shaped(apply(SqueezeExcitation.GATE, factors), Size.vector(squeeze.expand().out())));
    }
    if (layer instanceof Residual residual) {
      List<List<NDArray>> each = residual.split(weights);
      NDArray made = x;
      for (int l = 0; l < each.size(); l++) {
        made = apply(residual.layers().get(l), each.get(l), made);
      }
      return x.add(made);
    }
    if (layer instanceof GlobalAveragePool) {
      return means(x);
    }
    if (layer instanceof Resize resize) {
      return resize(resize, x);
    }
    throw new IllegalArgumentException("no computation of " + layer);
  }

  /** Rows of values as rows of channels of rows of columns. */
  private static NDArray shaped(NDArray x, Size size) {
    return x.reshape(-1, size.channels(), size.height(), size.width());
  }

  /** Of each channel. */
  private static NDArray means(NDArray x) {
    return x.flatten(2, 3).mean(new int[] {2});
  }

  private static NDArray dense(Dense dense, List<NDArray> weights, NDArray x) {
    return x.reshape(-1, dense.in()).matMul(weights.get(0)).add(weights.get(1));
  }

  private static NDArray convolution(Convolution convolution, List<NDArray> weights, NDArray x) {
    Window window = convolution.window();
    return Conv2d.conv2d(
            x,
            weights.get(0),
            weights.get(1),
            new Shape(window.strideHeight(), window.strideWidth()),
            new Shape(window.paddingHeight(), window.paddingWidth()),
            new Shape(1, 1),
            convolution.groups())
        .singletonOrThrow();
  }

  private NDArray normalization(List<NDArray> weights, NDArray x) {
    return ai.djl.nn.norm.BatchNorm.batchNorm(
            x,
            weights.get(2),
            weights.get(3),
            weights.get(0),
            weights.get(1),
            1,
            BatchNorm.MOMENTUM,
            BatchNorm.EPSILON,
            isTraining)
        .singletonOrThrow();
  }

  /** Both directions are linear maps. */
  private static NDArray resize(Resize resize, NDArray x) {
    int height = (int) x.getShape().get(2);
    int width = (int) x.getShape().get(3);
    NDArray rows =
        x.getManager()
            .create(Resize.matrix(height, resize.height()), new Shape(height, resize.height()));
    NDArray columns =
        x.getManager()
            .create(Resize.matrix(width, resize.width()), new Shape(width, resize.width()));
    return x.matMul(columns).transpose(0, 1, 3, 2).matMul(rows).transpose(0, 1, 3, 2);
  }

  static NDArray apply(Activation.Kind kind, NDArray x) {
    return switch (kind) {
      case RELU -> ai.djl.nn.Activation.relu(x);
      case RELU6 -> x.clip(0, 6);
      case HARD_SWISH -> Constants.times(x.mul(x.add(3).clip(0, 6)), 1 / 6f);
      case SIGMOID -> ai.djl.nn.Activation.sigmoid(x);
      case HARD_SIGMOID -> Constants.times(x, 1 / 6f).add(0.5f).clip(0, 1);
      case TANH -> x.tanh();
    };
  }
}
