package io.vigia.training.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.Optional;

/**
 * Brings a graph into the form that is quantised: constants as such, nothing that does nothing,
 * every batch normalisation in the weights before it. What the graph computes stays the same but
 * for rounding.
 */
final class Normalisation {
  private final Graph graph;

  private Normalisation(Graph graph) {
    this.graph = graph;
  }

  /**
   * Normalises a graph in place.
   *
   * @param input one input, to see how many axes tensors have
   */
  static void apply(Graph graph, float[] input) {
    Normalisation pass = new Normalisation(graph);
    pass.constants();
    OperatorSet.raise(graph);
    pass.nothings();
    pass.products(Activations.observe(graph, input, 1));
    pass.factors();
    pass.biases();
    pass.batchNormalisations();
  }

  private void constants() {
    for (NodeProto node : graph.nodes()) {
      if (node.getOpType().equals("Constant")) {
        Optional<TensorProto> value = Attributes.tensor(node, "value");
        if (value.isPresent() && !graph.isOutput(node.getOutput(0))) {
          graph.constant(value.get().toBuilder().setName(node.getOutput(0)).build());
          graph.remove(node);
        }
      }
    }
  }

  private void nothings() {
    for (NodeProto node : graph.nodes()) {
      boolean isNothing =
          switch (node.getOpType()) {
            case "Identity" -> true;
            case "Dropout" ->
                node.getOutputCount() == 1 || graph.consumers(node.getOutput(1)).isEmpty();
            case "Pad" -> isZeros(node, 1);
            default -> false;
          };
      if (isNothing) {
        // The list may hold an older form of the node, as neighbours were renamed.
        graph
            .producer(node.getOutput(0))
            .filter(now -> graph.constant(now.getInput(0)).isEmpty())
            .ifPresent(graph::bypass);
      }
    }
  }

  private boolean isZeros(NodeProto node, int input) {
    return graph
        .constant(node, input)
        .map(pads -> Arrays.stream(Tensors.longs(pads)).allMatch(pad -> pad == 0))
        .orElse(false);
  }

  /** Writes a product of a matrix of inputs and one of weights as the Gemm that it is. */
  private void products(Activations seen) {
    for (NodeProto node : graph.nodes()) {
      boolean isGemm =
          node.getOpType().equals("MatMul")
              && seen.rank(node.getInput(0)) == 2
              && graph.floats(node, 1).isPresent()
              && graph.constant(node, 1).orElseThrow().getDimsCount() == 2;
      if (isGemm) {
        graph.replace(node, node.toBuilder().setOpType("Gemm").build());
      }
    }
  }

  /** Puts a constant that is added to a Gemm without bias into it. */
  private void biases() {
    for (NodeProto gemm : graph.nodes()) {
      if (!gemm.getOpType().equals("Gemm") || gemm.getInputCount() > 2) {
        continue;
      }
      Optional<NodeProto> add =
          graph.onlyConsumer(gemm.getOutput(0)).filter(node -> node.getOpType().equals("Add"));
      Optional<TensorProto> weights = graph.constant(gemm, 1);
      if (add.isEmpty() || weights.isEmpty()) {
        continue;
      }
      int other = add.get().getInput(0).equals(gemm.getOutput(0)) ? 1 : 0;
      Optional<TensorProto> bias = graph.constant(add.get(), other).filter(Tensors::isFloat);
      int outputs = Tensors.dimension(weights.get(), new Weights(gemm).axis());
      if (bias.isPresent()
          && bias.get().getDimsCount() == 1
          && Tensors.dimension(bias.get(), 0) == outputs) {
        graph.remove(add.get());
        graph.replace(
            gemm,
            gemm.toBuilder()
                .addInput(bias.get().getName())
                .setOutput(0, add.get().getOutput(0))
                .build());
      }
    }
  }

  private void batchNormalisations() {
    for (NodeProto node : graph.nodes()) {
      if (node.getOpType().equals("BatchNormalization")) {
        fold(node);
      }
    }
  }

  /** Folds a batch normalisation into the convolution or Gemm before it, where one is. */
  private void fold(NodeProto older) {
    NodeProto node = graph.producer(older.getOutput(0)).orElseThrow();
    Optional<NodeProto> before = graph.producer(node.getInput(0));
    Optional<BatchNormalisation> affine = BatchNormalisation.of(graph, node);
    if (before.isEmpty()
        || affine.isEmpty()
        || graph.onlyConsumer(before.get().getOutput(0)).isEmpty()) {
      return;
    }
    NodeProto producer = before.get();
    Optional<float[]> weights = graph.floats(producer, 1);
    boolean hasBias = producer.getInputCount() > 2 && !producer.getInput(2).isEmpty();
    Optional<float[]> bias = hasBias ? graph.floats(producer, 2) : Optional.of(new float[0]);
    if (!isFoldable(producer) || weights.isEmpty() || bias.isEmpty()) {
      return;
    }
    TensorProto shape = graph.constant(producer, 1).orElseThrow();
    int axis = outputAxis(producer);
    int outputs = affine.get().factors().length;
    if (Tensors.dimension(shape, axis) != outputs
        || (bias.get().length != 0 && bias.get().length != outputs)) {
      return;
    }
    float[] scaled = weights.get();
    int inner = inner(shape, axis);
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= affine.get().factors()[i / inner % outputs];
    }
    float[] shifted = affine.get().offsets().clone();
    for (int j = 0; j < bias.get().length; j++) {
      shifted[j] += bias.get()[j] * affine.get().factors()[j];
    }
    rewrite(producer, node, shape, scaled, shifted);
  }

  private void rewrite(
      NodeProto producer, NodeProto node, TensorProto shape, float[] weights, float[] bias) {
    long[] dimensions = shape.getDimsList().stream().mapToLong(Long::longValue).toArray();
    NodeProto.Builder folded =
        producer.toBuilder()
            .setInput(
                1,
                graph.constant(
                    Tensors.floats(
                        graph.fresh(producer.getInput(1) + "_folded"), weights, dimensions)))
            .setOutput(0, node.getOutput(0));
    String biasName =
        graph.constant(
            Tensors.floats(graph.fresh(producer.getName() + "_bias"), bias, bias.length));
    if (folded.getInputCount() > 2) {
      folded.setInput(2, biasName);
    } else {
      folded.addInput(biasName);
    }
    graph.remove(node);
    graph.replace(producer, folded.build());
  }

  private static boolean isFoldable(NodeProto node) {
    return switch (node.getOpType()) {
      case "Conv" -> true;
      case "Gemm" -> isPlain(node);
      default -> false;
    };
  }

  private static boolean isPlain(NodeProto gemm) {
    return Attributes.number(gemm, "alpha", 1) == 1 && Attributes.number(gemm, "beta", 1) == 1;
  }

  private static int outputAxis(NodeProto node) {
    return node.getOpType().equals("Gemm") && Attributes.integer(node, "transB", 0) == 0 ? 1 : 0;
  }

  private static int inner(TensorProto shape, int axis) {
    int inner = 1;
    for (int d = axis + 1; d < shape.getDimsCount(); d++) {
      inner *= Tensors.dimension(shape, d);
    }
    return inner;
  }

  /** Puts the factors alpha and beta of a Gemm into its weights and biases. */
  private void factors() {
    for (NodeProto node : graph.nodes()) {
      Optional<float[]> weights = graph.floats(node, 1);
      Optional<float[]> bias = graph.floats(node, 2);
      if (!node.getOpType().equals("Gemm")
          || isPlain(node)
          || weights.isEmpty()
          || (node.getInputCount() > 2 && bias.isEmpty())) {
        continue;
      }
      NodeProto.Builder plain = Attributes.without(node, "alpha", "beta").toBuilder();
      plain.setInput(1, scaled(node, 1, Attributes.number(node, "alpha", 1)));
      if (node.getInputCount() > 2) {
        plain.setInput(2, scaled(node, 2, Attributes.number(node, "beta", 1)));
      }
      graph.replace(node, plain.build());
    }
  }

  private String scaled(NodeProto node, int input, float factor) {
    TensorProto tensor = graph.constant(node, input).orElseThrow();
    float[] values = Tensors.floats(tensor);
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    long[] dimensions = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
    return graph.constant(
        Tensors.floats(graph.fresh(node.getInput(input) + "_scaled"), values, dimensions));
  }
}
