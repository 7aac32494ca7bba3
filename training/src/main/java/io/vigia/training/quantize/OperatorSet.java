package io.vigia.training.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.vigia.training.onnx.NodeAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Raises a graph to operator set 13, the first with quantisation per channel. Operators whose
 * attributes became inputs on the way there are rewritten (ONNX's changelog of operators).
 */
final class OperatorSet {
  static final long NEEDED = 13;
  private static final long OLDEST = 7;

  /** Operators that changed from 7 to 13 in a way that is not followed here. */
  private static final Set<String> UNKNOWN =
      Set.of("Upsample", "Resize", "Scan", "Loop", "If", "TopK", "OneHot", "Hardmax");

  private OperatorSet() {}

  /**
   * Raises a graph.
   *
   * @throws IllegalArgumentException when it uses what cannot be raised
   */
  static void raise(Graph graph) {
    long from = graph.operatorSet();
    for (NodeProto node : graph.nodes()) {
      if (node.getAttributeList().stream().anyMatch(AttributeProto::hasG)) {
        throw new IllegalArgumentException(
            node.getName()
                + ": "
                + node.getOpType()
                + " has a graph inside, which cannot be quantised; export the network without"
                + " control flow");
      }
    }
    if (from >= NEEDED) {
      return;
    }
    if (from < OLDEST) {
      throw new IllegalArgumentException(
          "operator set " + from + ", expected 7 or later; export the network again");
    }
    List<NodeProto> raised = new ArrayList<>();
    for (NodeProto node : graph.nodes()) {
      raised.add(raise(graph, node, from));
    }
    graph.replaceNodes(raised);
    graph.operatorSet(NEEDED);
  }

  private static NodeProto raise(Graph graph, NodeProto node, long from) {
    if (UNKNOWN.contains(node.getOpType())) {
      throw new IllegalArgumentException(
          node.getName()
              + ": "
              + node.getOpType()
              + " of operator set "
              + from
              + " cannot be raised to 13; export the network with operator set 13 or later");
    }
    return switch (node.getOpType()) {
      case "Squeeze", "Unsqueeze", "ReduceSum" -> longs(graph, node, "axes");
      case "Split" -> longs(graph, node, "split");
      case "Clip" -> from < 11 ? clip(graph, node) : node;
      case "Pad" -> from < 11 ? pad(graph, node) : node;
      case "Slice" -> from < 10 ? slice(graph, node) : node;
      case "Softmax", "LogSoftmax" -> softmax(node);
      case "BatchNormalization" -> Attributes.without(node, "spatial");
      default -> node;
    };
  }

  private static NodeProto longs(Graph graph, NodeProto node, String attribute) {
    Optional<long[]> values = Attributes.integers(node, attribute);
    return values.isEmpty()
        ? node
        : Attributes.without(node, attribute).toBuilder()
            .addInput(constant(graph, node, attribute, values.get()))
            .build();
  }

  private static NodeProto clip(Graph graph, NodeProto node) {
    return Attributes.without(node, "min", "max").toBuilder()
        .addInput(number(graph, node, "min", Attributes.number(node, "min", -Float.MAX_VALUE)))
        .addInput(number(graph, node, "max", Attributes.number(node, "max", Float.MAX_VALUE)))
        .build();
  }

  private static NodeProto pad(Graph graph, NodeProto node) {
    long[] pads = Attributes.integers(node, "pads").orElse(new long[0]);
    return Attributes.without(node, "pads", "value").toBuilder()
        .addInput(constant(graph, node, "pads", pads))
        .addInput(number(graph, node, "value", Attributes.number(node, "value", 0)))
        .build();
  }

  private static NodeProto slice(Graph graph, NodeProto node) {
    long[] starts = Attributes.integers(node, "starts").orElse(new long[0]);
    long[] axes =
        Attributes.integers(node, "axes")
            .orElse(java.util.stream.LongStream.range(0, starts.length).toArray());
    return Attributes.without(node, "starts", "ends", "axes").toBuilder()
        .addInput(constant(graph, node, "starts", starts))
        .addInput(
            constant(graph, node, "ends", Attributes.integers(node, "ends").orElse(new long[0])))
        .addInput(constant(graph, node, "axes", axes))
        .build();
  }

  /**
   * Until 12 the axes from the given one on were normalised together; the same as the last axis
   * alone where it is the last, which is what networks use.
   */
  private static NodeProto softmax(NodeProto node) {
    return Attributes.find(node, "axis").isPresent()
        ? node
        : Attributes.with(node, NodeAttributes.integer("axis", 1));
  }

  private static String constant(Graph graph, NodeProto node, String what, long[] values) {
    return graph.constant(
        Tensors.longs(graph.fresh(node.getName() + "_" + what), values, values.length));
  }

  private static String number(Graph graph, NodeProto node, String what, float value) {
    return graph.constant(
        Tensors.floats(graph.fresh(node.getName() + "_" + what), new float[] {value}));
  }
}
