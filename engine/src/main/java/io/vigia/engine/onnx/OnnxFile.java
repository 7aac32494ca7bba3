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
  private static final int MODEL_FUNCTION = 25;
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
            external |= Part.GRAPH.external(reader.message(), 0);
          }
          case MODEL_FUNCTION -> external |= Part.FUNCTION.external(reader.message(), 0);
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

  /** A message that has tensors in it, somewhere, and its fields that lead there. */
  private enum Part {
    TENSOR,
    SPARSE_TENSOR,
    ATTRIBUTE,
    NODE,
    GRAPH,
    FUNCTION;

    // Graphs within graphs (If, Loop) nest a few times; deeper than this is an attack on the stack.
    private static final int DEEPEST = 64;

    /** What the field of a message holds; {@code null} where no tensor can be. */
    private Part within(int field) {
      return switch (this) {
        case TENSOR -> null;
        case SPARSE_TENSOR -> field == 1 || field == 2 ? TENSOR : null;
        case ATTRIBUTE ->
            switch (field) {
              case 5, 10 -> TENSOR;
              case 6, 11 -> GRAPH;
              case 22, 23 -> SPARSE_TENSOR;
              default -> null;
            };
        case NODE -> field == 5 ? ATTRIBUTE : null;
        case GRAPH ->
            switch (field) {
              case 1 -> NODE;
              case 5 -> TENSOR;
              case 15 -> SPARSE_TENSOR;
              default -> null;
            };
        case FUNCTION -> field == 7 ? NODE : field == 11 ? ATTRIBUTE : null;
      };
    }

    /** Whether any tensor keeps its numbers in another file. */
    boolean external(ProtoReader reader, int depth) throws ProtoReader.MalformedException {
      if (depth > DEEPEST) {
        throw new ProtoReader.MalformedException("nested more than " + DEEPEST + " deep");
      }
      boolean external = false;
      while (reader.next()) {
        Part part = within(reader.field());
        if (part != null) {
          external |= part.external(reader.message(), depth + 1);
        } else if (this == TENSOR && reader.field() == TENSOR_DATA_LOCATION) {
          external |= reader.number() == EXTERNAL;
        }
      }
      return external;
    }
  }
}
