package io.vigia.training.onnx;

import io.vigia.training.data.Reduction;
import io.vigia.training.network.Dense;
import io.vigia.training.network.Folding;
import io.vigia.training.network.Layer;
import io.vigia.training.network.Network;
import io.vigia.training.network.PlattCalibration;
import java.util.List;
import java.util.Set;

/**
 * Exports a detector as one ONNX graph: imputer, scaler, PCA, network and calibration; features in,
 * score out.
 */
public final class DetectorGraph {
  private static final String LOGIT = "logit";

  private final Reduction reduction;
  private final Network network;
  private final PlattCalibration calibration;

  /** The graph of these parts. */
  public DetectorGraph(Reduction reduction, Network network, PlattCalibration calibration) {
    this.reduction = reduction;
    this.network = network;
    this.calibration = calibration;
  }

  /** Names of nodes of the fp32 graph whose weights stay in fp32 when the rest is quantised. */
  public Set<String> floatNodes() {
    return reduction.pca().isPresent() ? Set.of(ReductionNodes.COMPONENTS, LOGIT) : Set.of(LOGIT);
  }

  /** All of it in fp32. */
  public byte[] fp32() {
    Network folded = Folding.fold(network);
    List<Layer> layers = folded.layers();
    if (!(layers.get(layers.size() - 1) instanceof Dense last)) {
      throw new IllegalArgumentException(
          "a network that ends in " + layers.get(layers.size() - 1) + ", expected a dense layer");
    }
    Network hidden = new Network(folded.input(), layers.subList(0, layers.size() - 1));
    GraphBuilder graph = new GraphBuilder();
    String x = ReductionNodes.add(graph, reduction, ReductionNodes.ones(reduction.width()));
    x = LayerNodes.add(graph, hidden, x);
    return finish(graph, x, last, ReductionNodes.ones(last.in()));
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
    String x = ReductionNodes.add(graph, reduction, plan.divisors(0));
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

  private static String quantise(
      GraphBuilder graph, String name, String x, QuantizationPlan.Range range) {
    String scale = graph.floats(name + "_scale", new float[] {range.scale()});
    String zero = graph.uint8(name + "_zero", range.zero());
    return graph.node(
        "DequantizeLinear", graph.node("QuantizeLinear", x, scale, zero), scale, zero);
  }

  /** The last layer with the calibration in its weights, then the logistic function. */
  private byte[] finish(GraphBuilder graph, String x, Dense last, float[] factors) {
    float[] weights = new float[last.in()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (calibration.slope() * last.kernel()[i] * factors[i]);
    }
    float[] bias = {(float) (calibration.slope() * last.bias()[0] + calibration.shift())};
    String logit =
        graph.named(
            LOGIT,
            "Gemm",
            x,
            graph.floats("w_out", weights, last.in(), 1),
            graph.floats("b_out", bias, 1));
    return graph.finish(graph.node("Sigmoid", logit), reduction.preprocessing().width());
  }
}
