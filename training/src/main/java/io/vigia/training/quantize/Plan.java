package io.vigia.training.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which nodes of a graph compute in integers, and why the others do not. Nodes with weights are
 * chosen first; those that combine or pass on values follow where values are integers already.
 */
final class Plan {
  /**
   * Input channels up to which a convolution is faster in floats: the integer kernel works channel
   * by channel on gathered pixels, the float one reads the picture as it is. It is the first of a
   * network, with few weights; keeping it spares rounding the input besides.
   */
  private static final int FEW_CHANNELS = 4;

  private final Graph graph;
  private final Activations seen;
  private final QuantizationOptions options;
  private final Set<String> chosen = new HashSet<>();
  private final Map<String, String> absorbers = new HashMap<>();
  private final Map<String, String> reasons = new LinkedHashMap<>();
  private final Set<String> integers = new HashSet<>();

  private Plan(Graph graph, Activations seen, QuantizationOptions options) {
    this.graph = graph;
    this.seen = seen;
    this.options = options;
  }

  /**
   * Plans for a graph.
   *
   * @throws IllegalArgumentException when a node to be kept in float is not there
   */
  static Plan of(Graph graph, Activations seen, QuantizationOptions options) {
    Plan plan = new Plan(graph, seen, options);
    for (NodeProto node : graph.nodes()) {
      plan.decide(node);
    }
    return plan;
  }

  private void decide(NodeProto node) {
    Optional<String> reason = reason(node);
    if (reason.isPresent()) {
      reasons.put(node.getName(), reason.get());
      return;
    }
    if (isAbsorbed(node)) {
      absorbers.put(graph.producer(node.getInput(0)).orElseThrow().getName(), node.getName());
    } else {
      chosen.add(node.getName());
    }
    integers.addAll(node.getOutputList());
  }

  private Optional<String> reason(NodeProto node) {
    if (options.keepFloat().contains(node.getName())) {
      return Optional.of("kept in float as asked");
    }
    return switch (Role.of(node.getOpType())) {
      case FLOAT -> Optional.of("ONNX Runtime has no integer " + node.getOpType());
      case WEIGHTED -> weighted(node);
      case PASSING -> isInteger(node, 0) ? Optional.empty() : Optional.of("its input is float");
      case COMBINING -> combining(node);
    };
  }

  private Optional<String> weighted(NodeProto node) {
    Optional<TensorProto> weights = graph.constant(node, 1).filter(Tensors::isFloat);
    if (weights.isEmpty()) {
      return Optional.of("its weights are no constant floats");
    }
    if (!seen.has(node.getInput(0))) {
      return Optional.of("its input is no tensor of floats");
    }
    int axes = weights.get().getDimsCount();
    boolean hasBias = node.getInputCount() > 2 && !node.getInput(2).isEmpty();
    if (hasBias && graph.floats(node, 2).isEmpty()) {
      return Optional.of("its bias is no constant");
    }
    if (node.getOpType().equals("Conv")) {
      if (Attributes.integer(node, "group", 1) == 1
          && Tensors.dimension(weights.get(), 1) <= FEW_CHANNELS
          && !isPooled(node)) {
        return Optional.of("it has few input channels, which floats are faster at");
      }
      return axes == 3 || axes == 4
          ? Optional.empty()
          : Optional.of("it has " + (axes - 2) + " dimensions, expected 1 or 2");
    }
    if (axes != 2) {
      return Optional.of("its weights have " + axes + " axes, expected 2");
    }
    if (node.getOpType().equals("MatMul")) {
      return Optional.empty();
    }
    if (Attributes.integer(node, "transA", 0) != 0) {
      return Optional.of("its input is transposed");
    }
    int outputs = Tensors.dimension(weights.get(), new Weights(node).axis());
    return hasBias && Tensors.size(graph.constant(node, 2).orElseThrow()) != outputs
        ? Optional.of("its bias is not one number an output")
        : Optional.empty();
  }

  /**
   * Whether the maximum of windows is all that is read of a node: ONNX Runtime would round before
   * it, and its integer form is slow where pixels of a channel lie together, as floats have them.
   */
  private boolean isPooled(NodeProto node) {
    Optional<NodeProto> next = graph.onlyConsumer(node.getOutput(0));
    if (next.isPresent() && next.get().getOpType().equals("Relu")) {
      next = graph.onlyConsumer(next.get().getOutput(0));
    }
    return next.isPresent() && next.get().getOpType().equals("MaxPool");
  }

  private Optional<String> combining(NodeProto node) {
    boolean hasIntegers = false;
    int inputs =
        node.getOpType().equals("PRelu") || node.getOpType().equals("Clip")
            ? 1
            : node.getInputCount();
    for (int i = 0; i < inputs; i++) {
      hasIntegers |= isInteger(node, i);
      if (graph.constant(node, i).isPresent()
          ? graph.floats(node, i).isEmpty()
          : !seen.has(node.getInput(i))) {
        return Optional.of("an input is no tensor of floats");
      }
    }
    if (!hasIntegers) {
      return Optional.of("its inputs are float");
    }
    if (isAbsorbed(node)) {
      return Optional.empty();
    }
    if (graph.isOutput(node.getOutput(0))) {
      return Optional.of("it makes an output, which 8 bits would coarsen");
    }
    if (node.getOpType().equals("Clip") && !isRectifier(node)) {
      return Optional.of("it does not clip at 0");
    }
    return Optional.empty();
  }

  private boolean isInteger(NodeProto node, int input) {
    return integers.contains(node.getInput(input));
  }

  /**
   * A rectifier whose work the rounding of the node before does, as its range ends at 0: what is
   * beyond becomes 0. An upper end other than 0 is that of the range too, as values were seen after
   * it.
   */
  private boolean isAbsorbed(NodeProto node) {
    if (!(isRectifier(node) || isCeiling(node)) || graph.onlyConsumer(node.getInput(0)).isEmpty()) {
      return false;
    }
    return graph
        .producer(node.getInput(0))
        .filter(before -> chosen.contains(before.getName()))
        .filter(before -> Role.of(before.getOpType()) != Role.PASSING)
        .isPresent();
  }

  /** Relu, or Clip from 0. */
  private boolean isRectifier(NodeProto node) {
    return node.getOpType().equals("Relu")
        || (node.getOpType().equals("Clip") && isZero(graph.floats(node, 1)));
  }

  /** Clip to 0 from above. */
  private boolean isCeiling(NodeProto node) {
    return node.getOpType().equals("Clip") && isZero(graph.floats(node, 2));
  }

  private static boolean isZero(Optional<float[]> number) {
    return number.map(n -> n.length == 1 && n[0] == 0).orElse(false);
  }

  /** Whether a node computes in integers. */
  boolean isChosen(NodeProto node) {
    return chosen.contains(node.getName());
  }

  /** Whether a node is part of the one before. */
  boolean isPart(NodeProto node) {
    return absorbers.containsValue(node.getName());
  }

  /** The rectifier that is part of a node. */
  Optional<NodeProto> part(NodeProto node) {
    return Optional.ofNullable(absorbers.get(node.getName()))
        .flatMap(name -> graph.nodes().stream().filter(n -> n.getName().equals(name)).findFirst());
  }

  /** Whether a node's output is to be rounded: someone reads it as integers, or must. */
  boolean isRounded(NodeProto node) {
    String output = node.getOutput(0);
    boolean mayStayFloat = node.getOpType().equals("Gemm") || node.getOpType().equals("MatMul");
    return !mayStayFloat
        || part(node).isPresent()
        || graph.consumers(output).stream().anyMatch(this::isChosen);
  }

  /** What becomes of a node. */
  Quantized.Fate fate(NodeProto node) {
    if (isPart(node)) {
      return Quantized.Fate.ABSORBED;
    }
    if (!isChosen(node)) {
      return Quantized.Fate.FLOAT;
    }
    return Role.of(node.getOpType()) == Role.PASSING
        ? Quantized.Fate.PASSED
        : Quantized.Fate.INTEGER;
  }

  /** Why a node stays in float. */
  Map<String, String> reasons() {
    return reasons;
  }
}
