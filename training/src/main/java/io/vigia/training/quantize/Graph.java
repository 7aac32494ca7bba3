package io.vigia.training.quantize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An ONNX graph that can be changed. Every node has a name of its own; nodes stay in order. */
final class Graph {
  private static final int IR_VERSION = 8;

  private final ModelProto model;
  private final List<NodeProto> nodes = new ArrayList<>();
  private final Map<String, TensorProto> constants = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();
  private long operatorSet;

  private Graph(ModelProto model) {
    this.model = model;
    GraphProto graph = model.getGraph();
    graph.getInitializerList().forEach(this::constant);
    graph.getInputList().forEach(input -> names.add(input.getName()));
    for (NodeProto node : graph.getNodeList()) {
      names.addAll(node.getOutputList());
    }
    Set<String> nodeNames = new HashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      String name = node.getName().isEmpty() ? node.getOutput(0) : node.getName();
      while (!nodeNames.add(name)) {
        name += "_";
      }
      names.add(name);
      nodes.add(node.toBuilder().setName(name).build());
    }
    operatorSet =
        model.getOpsetImportList().stream()
            .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
            .mapToLong(OperatorSetIdProto::getVersion)
            .findFirst()
            .orElse(1);
  }

  /**
   * Reads a model.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Graph read(byte[] onnx) {
    try {
      ModelProto model = ModelProto.parseFrom(onnx);
      if (model.getGraph().getNodeCount() == 0) {
        throw new IllegalArgumentException("no ONNX model: it has no nodes; give an .onnx file");
      }
      return new Graph(model);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(
          "no ONNX model: " + e.getMessage() + "; give an .onnx file", e);
    }
  }

  long operatorSet() {
    return operatorSet;
  }

  void operatorSet(long version) {
    operatorSet = version;
  }

  /** The nodes, in the order of computation; a copy. */
  List<NodeProto> nodes() {
    return List.copyOf(nodes);
  }

  void replaceNodes(List<NodeProto> others) {
    nodes.clear();
    nodes.addAll(others);
  }

  void replace(NodeProto node, NodeProto other) {
    nodes.set(nodes.indexOf(node), other);
  }

  /** Adds a node before another. */
  void insert(NodeProto before, NodeProto node) {
    nodes.add(nodes.indexOf(before), node);
  }

  /** Takes a node away; what read its output reads its first input. False when it cannot be. */
  boolean bypass(NodeProto node) {
    String output = node.getOutput(0);
    String input = node.getInput(0);
    if (isOutput(output)) {
      Optional<NodeProto> producer = producer(input);
      if (producer.isEmpty() || isOutput(input) || consumers(input).size() > 1) {
        return false;
      }
      int at = producer.get().getOutputList().indexOf(input);
      replace(producer.get(), producer.get().toBuilder().setOutput(at, output).build());
    } else {
      rename(output, input);
    }
    nodes.remove(node);
    return true;
  }

  /** Lets every node that reads a tensor read another. */
  void rename(String from, String to) {
    nodes.replaceAll(
        node -> {
          if (!node.getInputList().contains(from)) {
            return node;
          }
          NodeProto.Builder changed = node.toBuilder();
          for (int i = 0; i < node.getInputCount(); i++) {
            if (node.getInput(i).equals(from)) {
              changed.setInput(i, to);
            }
          }
          return changed.build();
        });
  }

  void remove(NodeProto node) {
    nodes.remove(node);
  }

  Optional<NodeProto> producer(String tensor) {
    return nodes.stream().filter(node -> node.getOutputList().contains(tensor)).findFirst();
  }

  List<NodeProto> consumers(String tensor) {
    return nodes.stream().filter(node -> node.getInputList().contains(tensor)).toList();
  }

  /** The only node that reads a tensor which is no output of the graph. */
  Optional<NodeProto> onlyConsumer(String tensor) {
    List<NodeProto> consumers = consumers(tensor);
    return consumers.size() == 1 && !isOutput(tensor)
        ? Optional.of(consumers.get(0))
        : Optional.empty();
  }

  boolean isOutput(String tensor) {
    return outputs().contains(tensor);
  }

  List<String> outputs() {
    return model.getGraph().getOutputList().stream().map(ValueInfoProto::getName).toList();
  }

  /** The inputs to be given, without those that have a constant. */
  List<ValueInfoProto> inputs() {
    return model.getGraph().getInputList().stream()
        .filter(input -> !constants.containsKey(input.getName()))
        .toList();
  }

  /** A constant by its name. */
  Optional<TensorProto> constant(String name) {
    return Optional.ofNullable(constants.get(name));
  }

  /** The constant of a node's input, where it has one there. */
  Optional<TensorProto> constant(NodeProto node, int input) {
    return input < node.getInputCount() ? constant(node.getInput(input)) : Optional.empty();
  }

  /** The floats of a node's input, where they are constant. */
  Optional<float[]> floats(NodeProto node, int input) {
    return constant(node, input).filter(Tensors::isFloat).map(Tensors::floats);
  }

  /** Adds or replaces a constant. */
  String constant(TensorProto tensor) {
    constants.put(tensor.getName(), tensor);
    names.add(tensor.getName());
    return tensor.getName();
  }

  /** A name nothing has yet. */
  String fresh(String wish) {
    String name = wish;
    for (int i = 2; !names.add(name); i++) {
      name = wish + "_" + i;
    }
    return name;
  }

  /** The graph as a model, with further tensors among its outputs, without unused constants. */
  byte[] toBytes(List<String> furtherOutputs) {
    Set<String> used = new HashSet<>(outputs());
    nodes.forEach(node -> used.addAll(node.getInputList()));
    GraphProto.Builder graph =
        model.getGraph().toBuilder()
            .clearNode()
            .clearInitializer()
            .clearInput()
            .clearValueInfo()
            .addAllNode(nodes)
            .addAllInput(inputs());
    constants.values().stream()
        .filter(tensor -> used.contains(tensor.getName()))
        .forEach(graph::addInitializer);
    for (String output : furtherOutputs) {
      graph.addOutput(ValueInfoProto.newBuilder().setName(output));
    }
    ModelProto.Builder made =
        model.toBuilder()
            .setIrVersion(Math.max(IR_VERSION, model.getIrVersion()))
            .clearOpsetImport()
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(operatorSet))
            .setGraph(graph);
    model.getOpsetImportList().stream()
        .filter(set -> !set.getDomain().isEmpty() && !set.getDomain().equals("ai.onnx"))
        .forEach(made::addOpsetImport);
    return made.build().toByteArray();
  }

  byte[] toBytes() {
    return toBytes(List.of());
  }
}
