package io.vigia.training.onnx;

import io.vigia.engine.pca.Pca;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.network.Dense;
import io.vigia.training.network.Network;
import io.vigia.training.network.PlattCalibration;
import java.util.List;

/**
 * Exports a detector as one ONNX graph: imputer, scaler, PCA, network and calibration; features in,
 * score out.
 */
public final class DetectorGraph {
  private final Reduction reduction;
  private final Network network;
  private final PlattCalibration calibration;

  /** The graph of these parts. */
  public DetectorGraph(Reduction reduction, Network network, PlattCalibration calibration) {
    this.reduction = reduction;
    this.network = network;
    this.calibration = calibration;
  }

  /** All of it in fp32. */
  public byte[] fp32() {
    GraphBuilder graph = new GraphBuilder();
    String x = reduce(graph, ones(reduction.width()));
    List<Dense> layers = network.dense();
    for (int l = 0; l < layers.size() - 1; l++) {
      Dense layer = layers.get(l);
      x =
          graph.node(
              "Relu",
              graph.node(
                  "Gemm",
                  x,
                  graph.floats("w" + l, layer.kernel(), layer.in(), layer.out()),
                  graph.floats("b" + l, layer.bias(), layer.out())));
    }
    return finish(
        graph, x, layers.get(layers.size() - 1), ones(layers.get(layers.size() - 1).in()));
  }

  /**
   * The hidden layers in int8: activations of 8 bits a tensor, weights per output. Written as
   * quantise-dequantise pairs, which ONNX Runtime fuses into integer kernels. The last layer and
   * the calibration stay in fp32, since a quantised output has 256 different scores at the most.
   *
   * @param plan scales and ranges
   */
  public byte[] int8(QuantizationPlan plan) {
    GraphBuilder graph = new GraphBuilder();
    List<Dense> layers = network.dense();
    int hidden = layers.size() - 1;
    if (hidden == 0) {
      throw new IllegalArgumentException(
          "a network without hidden layers has nothing to quantise; give it some, such as"
              + " hidden: [32]");
    }
    String x = reduce(graph, plan.divisors(0));
    x = quantise(graph, "a0", x, plan.range(0));
    for (int l = 0; l < hidden; l++) {
      Dense layer = plan.balanced(l);
      QuantizedLayer quantized = QuantizedLayer.of(layer, plan.range(l).scale());
      String weights =
          graph.nodeAlong(
              1,
              "DequantizeLinear",
              graph.int8("w" + l, quantized.weights(), layer.in(), layer.out()),
              graph.floats("w" + l + "_scale", quantized.scales(), layer.out()),
              graph.int8("w" + l + "_zero", new byte[layer.out()], layer.out()));
      String bias =
          graph.nodeAlong(
              0,
              "DequantizeLinear",
              graph.integers("b" + l, quantized.bias(), layer.out()),
              graph.floats("b" + l + "_scale", quantized.biasScales(), layer.out()),
              graph.integers("b" + l + "_zero", new int[layer.out()], layer.out()));
      x = graph.node("Relu", graph.node("Gemm", x, weights, bias));
      x = quantise(graph, "a" + (l + 1), x, plan.range(l + 1));
    }
    return finish(graph, x, layers.get(hidden), plan.divisors(hidden));
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  private static String quantise(
      GraphBuilder graph, String name, String x, QuantizationPlan.Range range) {
    String scale = graph.floats(name + "_scale", new float[] {range.scale()});
    String zero = graph.uint8(name + "_zero", range.zero());
    return graph.node(
        "DequantizeLinear", graph.node("QuantizeLinear", x, scale, zero), scale, zero);
  }

  /** Imputer, scaler, clip and components, each component divided by a number. */
  private String reduce(GraphBuilder graph, float[] divisors) {
    Preprocessing first = reduction.preprocessing();
    int width = first.width();
    String input = io.vigia.engine.onnx.OnnxScorer.INPUT;
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
    return graph.node(
        "Gemm", x, graph.floats("pca", weights, width, out), graph.floats("pca_bias", bias, out));
  }

  /** The last layer with the calibration in its weights, then the logistic function. */
  private byte[] finish(GraphBuilder graph, String x, Dense last, float[] factors) {
    float[] weights = new float[last.in()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (calibration.slope() * last.kernel()[i] * factors[i]);
    }
    float[] bias = {(float) (calibration.slope() * last.bias()[0] + calibration.shift())};
    String logit =
        graph.node(
            "Gemm",
            x,
            graph.floats("w_out", weights, last.in(), 1),
            graph.floats("b_out", bias, 1));
    return graph.finish(graph.node("Sigmoid", logit), reduction.preprocessing().width());
  }
}
