package io.vigia.training.quantize;

import java.util.List;

/**
 * A quantised network.
 *
 * @param onnx the graph
 * @param nodes what became of the nodes of the fp32 network, after it was normalised
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record Quantized(byte[] onnx, List<Node> nodes) {

  /** A quantised network. */
  public Quantized {
    nodes = List.copyOf(nodes);
  }

  /** What becomes of a node. */
  public enum Fate {
    /** Computes in integers. */
    INTEGER,
    /** Hands integers on. */
    PASSED,
    /** Done by the rounding of the node before. */
    ABSORBED,
    /** Computes in floating point. */
    FLOAT
  }

  /**
   * A node of the fp32 network.
   *
   * @param name its name, or that of its output where it has none
   * @param operator its kind
   * @param fate what becomes of it
   * @param reason why it stays in floating point; empty where it does not
   */
  public record Node(String name, String operator, Fate fate, String reason) {
    /** Whether it is to run as an integer kernel of its own. */
    boolean hasKernel() {
      return fate == Fate.INTEGER;
    }
  }

  /** How many nodes have a fate. */
  public long count(Fate fate) {
    return nodes.stream().filter(node -> node.fate() == fate).count();
  }
}
