package io.vigia.training.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.vigia.training.onnx.NodeAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Writes operators that ONNX Runtime has no integer form of by ones that it has, which compute the
 * same: a rectifier with slopes by channel (PRelu), a batch normalisation that stands alone, the
 * mean of windows. All become convolutions of one value a channel, the cheapest way to multiply
 * channels by numbers of their own in integers.
 */
final class Lowering {
  private final Graph graph;
  private final Activations seen;
  private final QuantizationOptions options;

  private Lowering(Graph graph, Activations seen, QuantizationOptions options) {
    this.graph = graph;
    this.seen = seen;
    this.options = options;
  }

  /**
   * Rewrites a normalised graph.
   *
   * @param seen how many axes its tensors have
   */
  static void apply(Graph graph, Activations seen, QuantizationOptions options) {
    Lowering pass = new Lowering(graph, seen, options);
    for (NodeProto node : graph.nodes()) {
      if (!options.keepFloat().contains(node.getName())) {
        switch (node.getOpType()) {
          case "PRelu" -> pass.slopes(node);
          case "BatchNormalization" -> pass.normalisation(node);
          case "AveragePool" -> pass.averages(node);
          default -> {}
        }
      }
    }
  }

  /**
   * PRelu(y) is y + max(0, (a − 1)·y) where the slope a is up to 1, and y + min(0, (a − 1)·y) where
   * it is more; a channel has one of the two.
   */
  private void slopes(NodeProto node) {
    Optional<float[]> slopes = graph.floats(node, 1);
    if (slopes.isEmpty() || !followsInteger(node)) {
      return;
    }
    TensorProto shape = graph.constant(node, 1).orElseThrow();
    float[] values = slopes.get();
    if (values.length == 1) {
      graph.replace(
          node,
          node.toBuilder()
              .setOpType("LeakyRelu")
              .clearInput()
              .addInput(node.getInput(0))
              .addAttribute(NodeAttributes.real("alpha", values[0]))
              .build());
      return;
    }
    int axes = seen.rank(node.getInput(0));
    if (axes != shape.getDimsCount() + 1
        || axes < 3
        || axes > 4
        || Tensors.dimension(shape, 0) != values.length) {
      return;
    }
    float[] upTo1 = new float[values.length];
    float[] above1 = new float[values.length];
    boolean hasAbove = false;
    for (int c = 0; c < values.length; c++) {
      (values[c] > 1 ? above1 : upTo1)[c] = values[c] - 1;
      hasAbove |= values[c] > 1;
    }
    String y = node.getInput(0);
    String low = rectified(node, upTo1, axes, "Relu");
    if (hasAbove) {
      String sum = add(node, "Add", node.getName() + "_sum", List.of(), y, low);
      low = rectified(node, above1, axes, "Clip");
      y = sum;
    }
    graph.replace(
        node, node.toBuilder().setOpType("Add").clearInput().addInput(y).addInput(low).build());
  }

  private String rectified(NodeProto node, float[] factors, int axes, String rectifier) {
    String product =
        scaled(node, node.getName() + "_slopes", node.getInput(0), factors, axes, Optional.empty());
    if (rectifier.equals("Relu")) {
      return add(node, "Relu", node.getName() + "_low", List.of(), product);
    }
    String none = constant(node.getName() + "_none", -Float.MAX_VALUE);
    String zero = constant(node.getName() + "_top", 0);
    return add(node, "Clip", node.getName() + "_high", List.of(), product, none, zero);
  }

  private void normalisation(NodeProto node) {
    Optional<BatchNormalisation> affine = BatchNormalisation.of(graph, node);
    int axes = seen.rank(node.getInput(0));
    if (affine.isEmpty() || axes < 3 || axes > 4 || !followsInteger(node)) {
      return;
    }
    String made =
        scaled(
            node,
            node.getName() + "_scaled",
            node.getInput(0),
            affine.get().factors(),
            axes,
            Optional.of(affine.get().offsets()));
    NodeProto convolution = graph.producer(made).orElseThrow();
    graph.remove(node);
    graph.replace(
        convolution,
        convolution.toBuilder().setName(node.getName()).setOutput(0, node.getOutput(0)).build());
  }

  /**
   * The mean of a window is a convolution with equal weights, whose kernel is faster than that of
   * pooling. Where borders are padded the mean would be of fewer values.
   */
  private void averages(NodeProto node) {
    Optional<long[]> kernel = Attributes.integers(node, "kernel_shape");
    int channels = seen.channels(node.getInput(0));
    if (kernel.isEmpty() || channels == 0 || !followsInteger(node) || isBordered(node)) {
      return;
    }
    long[] dimensions = new long[kernel.get().length + 2];
    dimensions[0] = channels;
    dimensions[1] = 1;
    int window = 1;
    for (int d = 0; d < kernel.get().length; d++) {
      dimensions[d + 2] = kernel.get()[d];
      window *= (int) kernel.get()[d];
    }
    float[] weights = new float[channels * window];
    Arrays.fill(weights, 1f / window);
    graph.replace(
        node,
        Attributes.without(node, "pads", "auto_pad", "ceil_mode", "count_include_pad").toBuilder()
            .setOpType("Conv")
            .addInput(
                graph.constant(
                    Tensors.floats(graph.fresh(node.getName() + "_w"), weights, dimensions)))
            .addAttribute(NodeAttributes.integer("group", channels))
            .build());
  }

  private static boolean isBordered(NodeProto pool) {
    boolean isPadded =
        Attributes.integers(pool, "pads")
            .map(p -> Arrays.stream(p).anyMatch(n -> n != 0))
            .orElse(false);
    boolean isAutomatic =
        Attributes.find(pool, "auto_pad")
            .map(a -> !List.of("NOTSET", "VALID").contains(a.getS().toStringUtf8()))
            .orElse(false);
    return isPadded
        || isAutomatic
        || Attributes.integer(pool, "ceil_mode", 0) != 0
        || Attributes.integers(pool, "dilations").isPresent();
  }

  /** Whether what a node reads is going to be integers. */
  private boolean followsInteger(NodeProto node) {
    Optional<NodeProto> before = graph.producer(node.getInput(0));
    return before.isPresent()
        && Role.of(before.get().getOpType()) != Role.FLOAT
        && !options.keepFloat().contains(before.get().getName());
  }

  private String scaled(
      NodeProto node, String name, String x, float[] factors, int axes, Optional<float[]> offsets) {
    long[] dimensions = new long[axes];
    Arrays.fill(dimensions, 1);
    dimensions[0] = factors.length;
    String weights = graph.constant(Tensors.floats(graph.fresh(name + "_w"), factors, dimensions));
    List<AttributeProto> attributes = List.of(NodeAttributes.integer("group", factors.length));
    return offsets.isEmpty()
        ? add(node, "Conv", name, attributes, x, weights)
        : add(
            node,
            "Conv",
            name,
            attributes,
            x,
            weights,
            graph.constant(
                Tensors.floats(graph.fresh(name + "_b"), offsets.get(), factors.length)));
  }

  private String constant(String name, float value) {
    return graph.constant(Tensors.floats(graph.fresh(name), new float[] {value}));
  }

  private String add(
      NodeProto before, String type, String name, List<AttributeProto> attributes, String... in) {
    String output = graph.fresh(name);
    graph.insert(
        before,
        NodeProto.newBuilder()
            .setOpType(type)
            .setName(output)
            .addOutput(output)
            .addAllInput(List.of(in))
            .addAllAttribute(attributes)
            .build());
    return output;
  }
}
