package io.vigia.training.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes an int8 network of an fp32 one, both ONNX, with ranges found on inputs. */
public final class Quantizer {
  private Quantizer() {}

  /**
   * Quantises a network.
   *
   * @param fp32 the network, ONNX, with one input of floats whose first axis counts inputs
   * @param inputs what to find ranges on, input by input; a few hundred suffice
   * @param width how many floats one input is
   * @return the network with quantise-dequantise pairs, and what became of its nodes
   * @throws IllegalArgumentException when it is no such network, when the inputs do not fit or
   *     bring values that are not finite, or when a node to be kept in float is not there
   */
  public static Quantized quantize(
      byte[] fp32, float[] inputs, int width, QuantizationOptions options) {
    Graph graph = Graph.read(fp32);
    InputShape shape = InputShape.of(graph);
    if (shape.width() != width) {
      throw new IllegalArgumentException(
          "calibration inputs of " + width + " numbers, expected " + shape.width());
    }
    float[] first = Arrays.copyOf(inputs, Math.min(width, inputs.length));
    Normalisation.apply(graph, first);
    checkNames(graph, options.keepFloat());
    if (options.equalise()) {
      Equalisation.apply(graph, Activations.observe(graph, inputs, options.batch()), options);
    }
    Lowering.apply(graph, Activations.observe(graph, first, 1), options);
    Activations seen = Activations.observe(graph, inputs, options.batch());
    Plan plan = Plan.of(graph, seen, options);
    List<Quantized.Node> nodes = new ArrayList<>();
    for (NodeProto node : graph.nodes()) {
      nodes.add(describe(node, plan));
    }
    QdqWriter.apply(graph, plan, seen, options);
    return new Quantized(graph.toBytes(), nodes);
  }

  private static Quantized.Node describe(NodeProto node, Plan plan) {
    return new Quantized.Node(
        node.getName(),
        node.getOpType(),
        plan.fate(node),
        plan.reasons().getOrDefault(node.getName(), ""));
  }

  private static void checkNames(Graph graph, Set<String> wanted) {
    Set<String> names = graph.nodes().stream().map(NodeProto::getName).collect(Collectors.toSet());
    Set<String> missing = new TreeSet<>(wanted);
    missing.removeAll(names);
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "no node is called "
              + String.join(", ", missing)
              + ", to be kept in float; nodes with weights: "
              + graph.nodes().stream()
                  .filter(node -> Role.of(node.getOpType()) == Role.WEIGHTED)
                  .map(NodeProto::getName)
                  .collect(Collectors.joining(", ")));
    }
  }
}
