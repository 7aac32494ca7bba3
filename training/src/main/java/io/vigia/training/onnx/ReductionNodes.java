package io.vigia.training.onnx;

import io.vigia.engine.onnx.OnnxScorer;
import io.vigia.engine.pca.Pca;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;

/** The way from the inputs of an event to those of the network, as nodes of a graph. */
final class ReductionNodes {
  /** Name of the node that makes components. */
  static final String COMPONENTS = "components";

  private ReductionNodes() {}

  /**
   * Adds imputer, scaler, clip and components, each component divided by a number.
   *
   * @return the node whose outputs are the inputs of the network, [rows, components]
   */
  static String add(GraphBuilder graph, Reduction reduction, float[] divisors) {
    Preprocessing first = reduction.preprocessing();
    int width = first.width();
    String input = OnnxScorer.INPUT;
    String x =
        graph.node(
            "Where",
            graph.node("IsNaN", input),
            graph.floats("median", first.median(), width),
            input);
    x = graph.node("Sub", x, graph.floats("mean", first.mean(), width));
    x = graph.node("Mul", x, graph.floats("scale", first.scale(), width));
    x =
        graph.node(
            "Clip",
            x,
            graph.floats("clip_low", new float[] {-Preprocessing.CLIP}),
            graph.floats("clip_high", new float[] {Preprocessing.CLIP}));
    int out = reduction.width();
    if (reduction.pca().isEmpty()) {
      float[] factors = new float[out];
      for (int j = 0; j < out; j++) {
        factors[j] = 1 / divisors[j];
      }
      return graph.node("Mul", x, graph.floats("balance", factors, out));
    }
    Pca pca = reduction.pca().get();
    float[] weights = new float[width * out];
    float[] bias = new float[out];
    for (int j = 0; j < out; j++) {
      double deviation = pca.whiten() ? Math.sqrt(pca.variances()[j]) : 1;
      double offset = 0;
      for (int i = 0; i < width; i++) {
        double weight = pca.components()[j][i] / (deviation * divisors[j]);
        weights[i * out + j] = (float) weight;
        offset -= weight * pca.mean()[i];
      }
      bias[j] = (float) offset;
    }
    return graph.named(
        COMPONENTS,
        "Gemm",
        x,
        graph.floats("pca", weights, width, out),
        graph.floats("pca_bias", bias, out));
  }
}
