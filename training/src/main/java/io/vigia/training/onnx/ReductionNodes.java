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
   * Adds imputer, compression or clip, scaler and components.
   *
   * @return the node whose outputs are the inputs of the network, [rows, components]
   */
  static String add(GraphBuilder graph, Reduction reduction) {
    Preprocessing first = reduction.preprocessing();
    if (first.isCompressed() && reduction.pca().isPresent()) {
      // The scaler is part of the components: two passes over the batch less.
      String x = compress(graph, impute(graph, first), first);
      return components(graph, x, reduction, first.mean(), first.scale());
    }
    return reduce(graph, prepare(graph, first), reduction);
  }

  /** Adds imputer, compression or clip, and scaler; [rows, inputs]. */
  static String prepare(GraphBuilder graph, Preprocessing first) {
    String x = impute(graph, first);
    return first.isCompressed()
        ? scale(graph, compress(graph, x, first), first)
        : clip(graph, scale(graph, x, first), first.clip());
  }

  /**
   * Adds the components; [rows, components].
   *
   * @param x the prepared inputs
   */
  static String reduce(GraphBuilder graph, String x, Reduction reduction) {
    int width = reduction.preprocessing().width();
    return reduction.pca().isPresent()
        ? components(graph, x, reduction, new float[width], ones(width))
        : x;
  }

  private static String impute(GraphBuilder graph, Preprocessing first) {
    String input = OnnxScorer.INPUT;
    return graph.node(
        "Where",
        graph.node("IsNaN", input),
        graph.floats("median", first.median(), first.width()),
        input);
  }

  /** ln(min(max(x + shift, floor), ceiling)). */
  private static String compress(GraphBuilder graph, String x, Preprocessing first) {
    int width = first.width();
    String shifted = graph.node("Add", x, graph.floats("shift", first.shift(), width));
    String floored = graph.node("Max", shifted, graph.floats("floor", first.floor(), width));
    return graph.node(
        "Log", graph.node("Min", floored, graph.floats("ceiling", first.ceiling(), width)));
  }

  private static String scale(GraphBuilder graph, String x, Preprocessing first) {
    String shifted = graph.node("Sub", x, graph.floats("mean", first.mean(), first.width()));
    return graph.node("Mul", shifted, graph.floats("scale", first.scale(), first.width()));
  }

  private static String clip(GraphBuilder graph, String x, float clip) {
    return graph.node(
        "Clip",
        x,
        graph.floats("clip_low", new float[] {-clip}),
        graph.floats("clip_high", new float[] {clip}));
  }

  /** The projection of (x − shift) · stretch, as one matrix. */
  private static String components(
      GraphBuilder graph, String x, Reduction reduction, float[] shift, float[] stretch) {
    Pca pca = reduction.pca().orElseThrow();
    int width = shift.length;
    int out = reduction.width();
    float[] weights = new float[width * out];
    float[] bias = new float[out];
    for (int j = 0; j < out; j++) {
      double deviation = pca.whiten() ? Math.sqrt(pca.variances()[j]) : 1;
      double offset = 0;
      for (int i = 0; i < width; i++) {
        double weight = pca.components()[j][i] / deviation;
        weights[i * out + j] = (float) (weight * stretch[i]);
        offset -= weight * (pca.mean()[i] + (double) shift[i] * stretch[i]);
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

  private static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }
}
