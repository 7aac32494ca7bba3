package io.vigia.training.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Optional;
import java.util.Set;

/**
 * Evens out the channels between layers. One scale serves all values between two layers, so a
 * channel that is always small would be lost beside one that is large. A rectifier commutes with
 * positive factors: each channel is divided by a number, in the weights before, and multiplied by
 * it in the weights after, so that ranges of values and of weights meet in the middle (Nagel et
 * al., "Data-Free Quantization Through Weight Equalization and Bias Correction", 2019, section 4.1;
 * here with the values seen instead of the weights before). The network computes the same.
 */
final class Equalisation {
  private static final float NOTHING = 1e-6f;

  /** Operators that a positive factor of a channel may pass. */
  private static final Set<String> RECTIFIERS = Set.of("Relu", "LeakyRelu", "PRelu");

  private final Graph graph;
  private final Activations seen;
  private final QuantizationOptions options;

  private Equalisation(Graph graph, Activations seen, QuantizationOptions options) {
    this.graph = graph;
    this.seen = seen;
    this.options = options;
  }

  /**
   * Evens out a graph in place, wherever one layer alone reads another's outputs, a rectifier of
   * any slopes between them or nothing.
   *
   * @param seen what the graph's tensors hold
   */
  static void apply(Graph graph, Activations seen, QuantizationOptions options) {
    Equalisation pass = new Equalisation(graph, seen, options);
    for (NodeProto node : graph.nodes()) {
      pass.even(graph.producer(node.getOutput(0)).orElseThrow());
    }
  }

  /** Divides the outputs of a layer, where another layer follows. */
  private void even(NodeProto node) {
    if (!isLayer(node)) {
      return;
    }
    String values = node.getOutput(0);
    Optional<NodeProto> next = graph.onlyConsumer(values);
    if (next.isPresent() && RECTIFIERS.contains(next.get().getOpType())) {
      values = next.get().getOutput(0);
      next = graph.onlyConsumer(values);
    }
    if (next.isEmpty() || !isLayer(next.get()) || !next.get().getInput(0).equals(values)) {
      return;
    }
    float[] peak = seen.peaks(values);
    NodeProto after = next.get();
    TensorProto weights = graph.constant(after, 1).orElseThrow();
    float[] largest = largest(after, weights, peak.length);
    boolean isFloat = options.keepFloat().contains(after.getName());
    float[] factors = new float[peak.length];
    for (int c = 0; c < factors.length; c++) {
      boolean isUsed = peak[c] > NOTHING && largest[c] > NOTHING;
      // Weights that stay in float bear any factor: their inputs can be evened out wholly.
      double even = isFloat ? peak[c] : Math.sqrt(peak[c] / largest[c]);
      factors[c] = isUsed ? (float) even : 1;
    }
    divide(node, factors);
    multiply(after, weights, factors);
  }

  private boolean isLayer(NodeProto node) {
    boolean isKind =
        node.getOpType().equals("Conv")
            || (node.getOpType().equals("Gemm")
                && Attributes.integer(node, "transA", 0) == 0
                && Attributes.number(node, "alpha", 1) == 1
                && Attributes.number(node, "beta", 1) == 1);
    boolean hasBias = node.getInputCount() > 2;
    return isKind
        && graph.floats(node, 1).isPresent()
        && (!hasBias
            || graph.floats(node, 2).filter(bias -> bias.length == outputs(node)).isPresent());
  }

  private int outputs(NodeProto node) {
    return Tensors.dimension(graph.constant(node, 1).orElseThrow(), new Weights(node).axis());
  }

  /** The largest magnitude of the weights of each input channel. */
  private static float[] largest(NodeProto node, TensorProto weights, int channels) {
    float[] values = Tensors.floats(weights);
    float[] largest = new float[channels];
    Weights layout = new Weights(node);
    for (int i = 0; i < values.length; i++) {
      int channel = layout.input(weights, i);
      largest[channel] = Math.max(largest[channel], Math.abs(values[i]));
    }
    return largest;
  }

  private void divide(NodeProto node, float[] factors) {
    NodeProto.Builder changed = node.toBuilder();
    TensorProto weights = graph.constant(node, 1).orElseThrow();
    Weights layout = new Weights(node);
    float[] values = Tensors.floats(weights);
    for (int i = 0; i < values.length; i++) {
      values[i] /= factors[layout.output(weights, i)];
    }
    changed.setInput(1, constant(weights, values));
    if (node.getInputCount() > 2) {
      TensorProto bias = graph.constant(node, 2).orElseThrow();
      float[] shifts = Tensors.floats(bias);
      for (int j = 0; j < shifts.length; j++) {
        shifts[j] /= factors[j];
      }
      changed.setInput(2, constant(bias, shifts));
    }
    graph.replace(node, changed.build());
  }

  private void multiply(NodeProto node, TensorProto weights, float[] factors) {
    Weights layout = new Weights(node);
    float[] values = Tensors.floats(weights);
    for (int i = 0; i < values.length; i++) {
      values[i] *= factors[layout.input(weights, i)];
    }
    graph.replace(node, node.toBuilder().setInput(1, constant(weights, values)).build());
  }

  private String constant(TensorProto like, float[] values) {
    long[] dimensions = like.getDimsList().stream().mapToLong(Long::longValue).toArray();
    return graph.constant(
        Tensors.floats(graph.fresh(like.getName() + "_even"), values, dimensions));
  }
}
