package io.vigia.training.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What ONNX Runtime makes of a graph on this machine before it runs it. */
public final class OptimizedGraph {
  private final List<NodeProto> nodes;

  private OptimizedGraph(List<NodeProto> nodes) {
    this.nodes = nodes;
  }

  /**
   * Optimises a graph as a session of a job does.
   *
   * @throws IllegalArgumentException when ONNX Runtime refuses the graph
   */
  public static OptimizedGraph of(byte[] graph) {
    try {
      Path file = Files.createTempFile("vigia-optimized-", ".onnx");
      try (OrtSession.SessionOptions options = Runner.options()) {
        options.setOptimizedModelFilePath(file.toString());
        OrtEnvironment.getEnvironment().createSession(graph, options).close();
        return new OptimizedGraph(
            ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getNodeList());
      } catch (OrtException e) {
        throw new IllegalArgumentException(
            "ONNX Runtime refuses the network: " + e.getMessage(), e);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a temporary file: " + e.getMessage(), e);
    }
  }

  /** How many nodes are of a kind. */
  public long count(String type) {
    return nodes.stream().filter(node -> node.getOpType().equals(type)).count();
  }

  /** Kinds of the nodes, in the order of computation. */
  public List<String> types() {
    return nodes.stream().map(NodeProto::getOpType).toList();
  }

  /** How many nodes are of each kind. */
  public Map<String, Integer> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    types().forEach(type -> counts.merge(type, 1, Integer::sum));
    return counts;
  }

  List<NodeProto> nodes() {
    return nodes;
  }
}
