package io.vigia.engine.onnx;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks into the bytes of an ONNX file before native code does: a {@code ModelProto} of <a
 * href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>, of which only the
 * operator sets and the places of the weights are of interest here. That needs a reader of a few
 * fields of the protocol buffers' wire format, not their library.
 */
final class OnnxFile {
  /** What ONNX Runtime has built in. */
  private static final Set<String> DOMAINS =
      Set.of("", "ai.onnx", "ai.onnx.ml", "com.microsoft", "com.microsoft.nchwc");

  private static final int MODEL_IR_VERSION = 1;
  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_OPSET_IMPORT = 8;
  private static final int OPSET_DOMAIN = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int TENSOR_DATA_LOCATION = 14;
  private static final long EXTERNAL = 1;

  private OnnxFile() {}

  /**
   * Refuses what is no ONNX, what needs operators from a library of its own and what keeps its
   * weights in other files: the first would run native code, the second read files, of whoever made
   * the model.
   *
   * @throws ModelException when it is any of them
   */
  static void check(byte[] model, String origin) {
    TreeSet<String> domains = new TreeSet<>();
    boolean version = false;
    boolean graph = false;
    boolean external = false;
    try {
      ProtoReader reader = new ProtoReader(model);
      while (reader.next()) {
        switch (reader.field()) {
          case MODEL_IR_VERSION -> version = true;
          case MODEL_GRAPH -> {
            graph = true;
            external |= external(reader.message());
          }
          case MODEL_OPSET_IMPORT -> domains.add(domain(reader.message()));
          default -> {}
        }
      }
    } catch (ProtoReader.MalformedException e) {
      throw new ModelException(
          origin + ": " + model.length + " bytes that are no ONNX model (" + e.getMessage() + ")",
          e);
    }
    if (!version || !graph) {
      throw new ModelException(
          origin
              + ": "
              + model.length
              + " bytes that are no ONNX model (no "
              + (version ? "graph" : "IR version")
              + " in them)");
    }
    if (!DOMAINS.containsAll(domains)) {
      domains.removeAll(DOMAINS);
      throw new ModelException(
          origin
              + ": needs operators of "
              + domains
              + ", expected those of ONNX and ONNX Runtime"
              + " only; custom operators are native code and are not loaded");
    }
    if (external) {
      throw new ModelException(
          origin + ": keeps weights in another file, expected all of them in the model file");
    }
  }

  private static String domain(ProtoReader opset) throws ProtoReader.MalformedException {
    String domain = "";
    while (opset.next()) {
      if (opset.field() == OPSET_DOMAIN) {
        domain = new String(opset.bytes(), StandardCharsets.UTF_8);
      }
    }
    return domain;
  }

  private static boolean external(ProtoReader graph) throws ProtoReader.MalformedException {
    boolean external = false;
    while (graph.next()) {
      if (graph.field() == GRAPH_INITIALIZER) {
        ProtoReader tensor = graph.message();
        while (tensor.next()) {
          external |= tensor.field() == TENSOR_DATA_LOCATION && tensor.number() == EXTERNAL;
        }
      }
    }
    return external;
  }
}
