package io.vigia.training.onnx;

import io.vigia.engine.onnx.OnnxScorer;
import java.util.List;

/**
 * The mean of inputs, each cut off at its largest value and divided by it, as one ONNX graph. A
 * missing input counts as 0.
 */
public final class MeanGraph {
  private final List<Double> largest;

  /**
   * A graph.
   *
   * @param largest value of each input, above 0
   */
  public MeanGraph(List<Double> largest) {
    this.largest = List.copyOf(largest);
  }

  /** The graph; it has nothing to quantise. */
  public byte[] fp32() {
    GraphBuilder graph = new GraphBuilder();
    int width = largest.size();
    float[] top = new float[width];
    float[] share = new float[width];
    for (int i = 0; i < width; i++) {
      top[i] = largest.get(i).floatValue();
      share[i] = (float) (1 / largest.get(i));
    }
    String input = OnnxScorer.INPUT;
    String zero = graph.floats("zero", new float[] {0});
    String present = graph.node("Where", graph.node("IsNaN", input), zero, input);
    String cut =
        graph.node("Min", graph.node("Max", present, zero), graph.floats("top", top, width));
    String shares = graph.node("Mul", cut, graph.floats("share", share, width));
    String mean =
        graph.node(
            "ReduceMean",
            List.of(NodeAttributes.integers("axes", 1), NodeAttributes.integer("keepdims", 1)),
            shares);
    return graph.finish(mean, width);
  }
}
