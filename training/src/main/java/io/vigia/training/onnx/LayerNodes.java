package io.vigia.training.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.vigia.training.network.Activation;
import io.vigia.training.network.BatchNorm;
import io.vigia.training.network.Convolution;
import io.vigia.training.network.Dense;
import io.vigia.training.network.GlobalAveragePool;
import io.vigia.training.network.Layer;
import io.vigia.training.network.Network;
import io.vigia.training.network.Residual;
import io.vigia.training.network.Resize;
import io.vigia.training.network.Size;
import io.vigia.training.network.SqueezeExcitation;
import io.vigia.training.network.Window;
import java.util.List;

/** The layers of a network as nodes of a graph. */
final class LayerNodes {
  private final GraphBuilder graph;
  private int layers;

  /** Whether the values are [rows, numbers], not [rows, channels, height, width]. */
  private boolean isFlat = true;

  private LayerNodes(GraphBuilder graph) {
    this.graph = graph;
  }

  /**
   * Adds a network.
   *
   * @param x the node whose outputs are its inputs, [rows, inputs]
   * @return the node whose outputs are its outputs, [rows, outputs]
   */
  static String add(GraphBuilder graph, Network network, String x) {
    LayerNodes nodes = new LayerNodes(graph);
    return nodes.flat(nodes.add(network.layers(), x, network.input()));
  }

  private String add(List<Layer> all, String x, Size input) {
    String values = x;
    Size size = input;
    for (Layer layer : all) {
      layers++;
      values = add(layer, values, size);
      size = layer.output(size);
    }
    return values;
  }

  private String add(Layer layer, String x, Size size) {
    if (layer instanceof Dense dense) {
      return dense(dense, flat(x));
    }
    if (layer instanceof Activation activation) {
      return activation(activation.kind(), x);
    }
    if (layer instanceof Residual residual) {
      String planes = planes(x, size);
      return graph.node("Add", planes, planes(add(residual.layers(), planes, size), size));
    }
    String planes = planes(x, size);
    if (layer instanceof Convolution convolution) {
      return convolution(convolution, planes);
    }
    if (layer instanceof BatchNorm norm) {
      return normalization(norm, planes);
    }
    if (layer instanceof SqueezeExcitation squeeze) {
      return squeeze(squeeze, planes);
    }
    if (layer instanceof GlobalAveragePool) {
      return graph.node("GlobalAveragePool", planes);
    }
    if (layer instanceof Resize resize) {
      return resize(resize, planes, size);
    }
    throw new IllegalArgumentException("no nodes for " + layer);
  }

  private String flat(String x) {
    if (isFlat) {
      return x;
    }
    isFlat = true;
    return graph.nodeAlong(1, "Flatten", x);
  }

  private String planes(String x, Size size) {
    if (!isFlat) {
      return x;
    }
    isFlat = false;
    // Zero stands for as many rows as there are.
    String shape = graph.longs("shape" + layers, 0, size.channels(), size.height(), size.width());
    return graph.node("Reshape", x, shape);
  }

  private String dense(Dense dense, String x) {
    return graph.node(
        "Gemm",
        x,
        graph.floats("w" + layers, dense.kernel(), dense.in(), dense.out()),
        graph.floats("b" + layers, dense.bias(), dense.out()));
  }

  private String activation(Activation.Kind kind, String x) {
    return switch (kind) {
      case RELU -> graph.node("Relu", x);
      case RELU6 ->
          graph.node(
              "Clip",
              x,
              graph.floats("low" + layers, new float[] {0}),
              graph.floats("high" + layers, new float[] {6}));
      case HARD_SIGMOID ->
          graph.node(
              "HardSigmoid",
              List.of(NodeAttributes.real("alpha", 1 / 6f), NodeAttributes.real("beta", 0.5f)),
              x);
      case HARD_SWISH -> graph.node("Mul", x, activation(Activation.Kind.HARD_SIGMOID, x));
      case SIGMOID -> graph.node("Sigmoid", x);
      case TANH -> graph.node("Tanh", x);
    };
  }

  private String convolution(Convolution convolution, String x) {
    Window window = convolution.window();
    int high = window.paddingHeight();
    int wide = window.paddingWidth();
    List<AttributeProto> attributes =
        List.of(
            NodeAttributes.integers("kernel_shape", window.height(), window.width()),
            NodeAttributes.integers("strides", window.strideHeight(), window.strideWidth()),
            NodeAttributes.integers("pads", high, wide, high, wide),
            NodeAttributes.integer("group", convolution.groups()));
    return graph.node(
        "Conv",
        attributes,
        x,
        graph.floats(
            "w" + layers,
            convolution.kernel(),
            convolution.out(),
            convolution.in() / convolution.groups(),
            window.height(),
            window.width()),
        graph.floats("b" + layers, convolution.bias(), convolution.out()));
  }

  private String normalization(BatchNorm norm, String x) {
    int channels = norm.gamma().length;
    return graph.node(
        "BatchNormalization",
        List.of(NodeAttributes.real("epsilon", BatchNorm.EPSILON)),
        x,
        graph.floats("gamma" + layers, norm.gamma(), channels),
        graph.floats("beta" + layers, norm.beta(), channels),
        graph.floats("mean" + layers, norm.mean(), channels),
        graph.floats("variance" + layers, norm.variance(), channels));
  }

  private String squeeze(SqueezeExcitation squeeze, String x) {
    String means = graph.node("GlobalAveragePool", x);
    String reduced = convolution(point(squeeze.reduce()), means);
    layers++;
    String within = activation(SqueezeExcitation.WITHIN, reduced);
    String factors = convolution(point(squeeze.expand()), within);
    return graph.node("Mul", x, activation(SqueezeExcitation.GATE, factors));
  }

  /** A dense layer as a convolution of single values: weights by output, then by input. */
  private static Convolution point(Dense dense) {
    float[] kernel = new float[dense.kernel().length];
    for (int i = 0; i < dense.in(); i++) {
      for (int j = 0; j < dense.out(); j++) {
        kernel[j * dense.in() + i] = dense.kernel()[i * dense.out() + j];
      }
    }
    return new Convolution(dense.in(), dense.out(), Window.POINT, 1, kernel, dense.bias());
  }

  private String resize(Resize resize, String x, Size size) {
    float[] scales = {
      1, 1, factor(size.height(), resize.height()), factor(size.width(), resize.width())
    };
    return graph.node(
        "Resize",
        List.of(
            GraphBuilder.text("mode", "linear"),
            GraphBuilder.text("coordinate_transformation_mode", "half_pixel")),
        x,
        "",
        graph.floats("scales" + layers, scales, 4));
  }

  /** ONNX rounds sides down, so a factor must not fall short of its side. */
  private static float factor(int from, int to) {
    float factor = (float) to / from;
    return (int) (from * factor) < to ? Math.nextUp(factor) : factor;
  }
}
