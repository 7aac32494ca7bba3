package io.vigia.training.onnx;

import io.vigia.training.calibrate.Calibration;
import io.vigia.training.calibrate.IsotonicCalibration;
import io.vigia.training.calibrate.PlattCalibration;
import io.vigia.training.data.Reduction;
import io.vigia.training.network.Dense;
import io.vigia.training.network.Folding;
import io.vigia.training.network.Layer;
import io.vigia.training.network.Network;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Exports a detector as one ONNX graph: imputer, scaler, PCA, network and calibration; features in,
 * score out.
 */
public final class DetectorGraph {
  private static final String LOGIT = "logit";
  private static final String PIECES = "calibration";

  private final Reduction reduction;
  private final Network network;
  private final Calibration calibration;

  /** The graph of these parts. */
  public DetectorGraph(Reduction reduction, Network network, Calibration calibration) {
    this.reduction = reduction;
    this.network = network;
    this.calibration = calibration;
  }

  /** Names of nodes of the fp32 graph whose weights stay in fp32 when the rest is quantised. */
  public Set<String> floatNodes() {
    Set<String> nodes = new HashSet<>(Set.of(LOGIT));
    if (reduction.pca().isPresent()) {
      nodes.add(ReductionNodes.COMPONENTS);
    }
    if (calibration instanceof IsotonicCalibration line && line.logits().length > 2) {
      nodes.add(PIECES);
    }
    return nodes;
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
    String x = ReductionNodes.add(graph, reduction);
    x = LayerNodes.add(graph, hidden, x);
    return finish(graph, x, last);
  }

  /** The last layer, the calibration, the logistic function. */
  private byte[] finish(GraphBuilder graph, String x, Dense last) {
    float[] weights = last.kernel();
    String odds =
        calibration instanceof PlattCalibration platt
            ? scaled(graph, x, weights, last.bias()[0], platt.slope(), platt.shift())
            : pieces(
                graph,
                scaled(graph, x, weights, last.bias()[0], 1, 0),
                (IsotonicCalibration) calibration);
    return graph.finish(graph.node("Sigmoid", odds), reduction.preprocessing().width());
  }

  /** The last layer, its output times a slope plus a shift. */
  private static String scaled(
      GraphBuilder graph, String x, float[] kernel, float bias, double slope, double shift) {
    float[] weights = new float[kernel.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (slope * kernel[i]);
    }
    return graph.named(
        LOGIT,
        "Gemm",
        x,
        graph.floats("w_out", weights, weights.length, 1),
        graph.floats("b_out", new float[] {(float) (slope * bias + shift)}, 1));
  }

  /**
   * A line of pieces as two small layers: the first piece without end, and for each further knot
   * the change of slope times how far the logit is beyond it.
   */
  private static String pieces(GraphBuilder graph, String logit, IsotonicCalibration line) {
    int knots = line.logits().length - 2;
    double start = line.logOdds()[0] - line.slope(0) * line.logits()[0];
    String first =
        graph.node(
            "Add",
            graph.node("Mul", logit, graph.floats("slope", new float[] {(float) line.slope(0)})),
            graph.floats("start", new float[] {(float) start}));
    if (knots == 0) {
      return first;
    }
    float[] places = new float[knots];
    float[] changes = new float[knots];
    for (int k = 0; k < knots; k++) {
      places[k] = (float) line.logits()[k + 1];
      changes[k] = (float) (line.slope(k + 1) - line.slope(k));
    }
    String beyond =
        graph.node("Relu", graph.node("Sub", logit, graph.floats("knots", places, knots)));
    String rest = graph.named(PIECES, "MatMul", beyond, graph.floats("changes", changes, knots, 1));
    return graph.node("Add", first, rest);
  }
}
