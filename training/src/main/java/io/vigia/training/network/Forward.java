package io.vigia.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/** The layers of a network as computations of PyTorch, which finds their gradients. */
final class Forward {
  private Forward() {}

  /**
   * Outputs of a network.
   *
   * @param weights those of {@link Network#weights}, in the shapes of {@link #shapes}
   * @param x [rows, inputs]
   * @param quantization what rounds values and weights on the way
   */
  static NDArray apply(
      Network network, List<NDArray> weights, NDArray x, FakeQuantization quantization) {
    int next = 0;
    NDArray values = x;
    for (int l = 0; l < network.layers().size(); l++) {
      Layer layer = network.layers().get(l);
      int count = layer.weights().size();
      List<NDArray> own = new ArrayList<>(weights.subList(next, next + count));
      if (layer instanceof Dense) {
        own.set(0, quantization.kernel(l, own.get(0), 1));
      }
      values = apply(layer, own, quantization.inputs(l, values));
      next += count;
    }
    return values;
  }

  /** The shapes that PyTorch wants a layer's weights in. */
  static List<Shape> shapes(Layer layer) {
    if (layer instanceof Dense dense) {
      return List.of(new Shape(dense.in(), dense.out()), new Shape(dense.out()));
    }
    return List.of();
  }

  private static NDArray apply(Layer layer, List<NDArray> weights, NDArray x) {
    if (layer instanceof Dense) {
      return x.matMul(weights.get(0)).add(weights.get(1));
    }
    if (layer instanceof Activation activation) {
      return apply(activation.kind(), x);
    }
    throw new IllegalArgumentException("no computation of " + layer);
  }

  private static NDArray apply(Activation.Kind kind, NDArray x) {
    return switch (kind) {
      case RELU -> ai.djl.nn.Activation.relu(x);
      case RELU6 -> x.clip(0, 6);
      case HARD_SWISH -> x.mul(x.add(3).clip(0, 6)).div(6);
      case SIGMOID -> ai.djl.nn.Activation.sigmoid(x);
      case HARD_SIGMOID -> x.div(6).add(0.5f).clip(0, 1);
      case TANH -> x.tanh();
    };
  }
}
