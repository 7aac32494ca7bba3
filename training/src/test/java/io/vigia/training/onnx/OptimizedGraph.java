package io.vigia.training.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What ONNX Runtime makes of a graph before it runs it. */
final class OptimizedGraph {
  private final List<NodeProto> nodes;

  private OptimizedGraph(List<NodeProto> nodes) {
    this.nodes = nodes;
  }

  /** Optimises a graph as a session of a job does. */
  static OptimizedGraph of(byte[] graph, Path folder) throws IOException, OrtException {
    Path file = folder.resolve("optimized.onnx");
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setOptimizedModelFilePath(file.toString());
      // Warns that the file fits this machine only; so it does.
      options.setSessionLogLevel(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      OrtEnvironment.getEnvironment().createSession(graph, options).close();
    }
    return new OptimizedGraph(
        ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getNodeList());
  }

  /** How many nodes are of a kind. */
  long count(String type) {
    return nodes.stream().filter(node -> node.getOpType().equals(type)).count();
  }

  /** Kinds of the nodes, in the order of computation. */
  List<String> types() {
    return nodes.stream().map(NodeProto::getOpType).toList();
  }
}
