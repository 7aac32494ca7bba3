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

  /**
   * A node of the fp32 network.
   *
   * @param name its name, or that of its output where it has none
   * @param operator its kind
   * @param isInteger whether it computes in integers
   * @param reason why it does not; empty where it does
   */
  public record Node(String name, String operator, boolean isInteger, String reason) {}
}
