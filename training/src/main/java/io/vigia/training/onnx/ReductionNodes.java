package io.vigia.training.onnx;

import io.vigia.engine.onnx.OnnxScorer;
import io.vigia.engine.pca.Pca;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import java.util.Arrays;

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
    return reduce(graph, prepare(graph, reduction.preprocessing()), reduction, divisors);
  }

  /** Adds imputer, scaler and clip; [rows, inputs]. */
  static String prepare(GraphBuilder graph, Preprocessing first) {
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
    return graph.node(
        "Clip",
        x,
        graph.floats("clip_low", new float[] {-Preprocessing.CLIP}),
        graph.floats("clip_high", new float[] {Preprocessing.CLIP}));
  }

  /**
   * Adds the components, each divided by a number; [rows, components].
   *
   * @param x the prepared inputs
   */
  static String reduce(GraphBuilder graph, String x, Reduction reduction, float[] divisors) {
    int width = reduction.preprocessing().width();
    int out = reduction.width();
    if (reduction.pca().isEmpty()) {
      float[] factors = new float[out];
      for (int j = 0; j < out; j++) {
        factors[j] = 1 / divisors[j];
      }
      if (Arrays.equals(factors, ones(out))) {
        return x;
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

  /** What divides nothing. */
  static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }
}
