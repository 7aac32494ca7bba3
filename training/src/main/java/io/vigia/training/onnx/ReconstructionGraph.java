package io.vigia.training.onnx;

import io.vigia.engine.pca.Pca;
import io.vigia.engine.spec.ModelSpec.NetworkSpec.ErrorSpace;
import io.vigia.training.data.Reduction;
import io.vigia.training.network.Dense;
import io.vigia.training.network.Layer;
import io.vigia.training.network.Network;
import io.vigia.training.outlier.ErrorScale;
import io.vigia.training.outlier.Reconstruction;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Exports a detector that scores by reconstruction as one ONNX graph: imputer, scaler, PCA,
 * autoencoder if there is one, the way back to the inputs where the error is theirs, the squared
 * distance and its score.
 */
public final class ReconstructionGraph {
  private static final String REPEATED = "repeated";
  private static final String BACK = "back";

  private final Reconstruction reconstruction;
  private final ErrorScale scale;

  /** The graph of these parts. */
  public ReconstructionGraph(Reconstruction reconstruction, ErrorScale scale) {
    this.reconstruction = reconstruction;
    this.scale = scale;
  }

  /**
   * Names of nodes of the fp32 graph whose weights stay in fp32 when the rest is quantised: an
   * error of rounding would add to the error that is the score.
   */
  public Set<String> floatNodes() {
    Set<String> names = new TreeSet<>();
    if (reconstruction.reduction().pca().isPresent()) {
      names.add(ReductionNodes.COMPONENTS);
      if (reconstruction.space() == ErrorSpace.INPUTS) {
        names.add(BACK);
      }
    }
    if (reconstruction.network().isPresent()) {
      names.add(REPEATED);
    }
    return names;
  }

  /** All of it in fp32. */
  public byte[] fp32() {
    Reduction reduction = reconstruction.reduction();
    GraphBuilder graph = new GraphBuilder();
    String inputs = ReductionNodes.prepare(graph, reduction.preprocessing());
    String components = ReductionNodes.reduce(graph, inputs, reduction);
    String x = components;
    if (reconstruction.network().isPresent()) {
      x = repeat(graph, reconstruction.network().get(), x);
    }
    boolean isOfInputs = reconstruction.space() == ErrorSpace.INPUTS;
    if (reduction.pca().isPresent() && isOfInputs) {
      x = back(graph, reduction.pca().get(), x);
    }
    String distance = graph.node("Sub", isOfInputs ? inputs : components, x);
    String error =
        graph.node(
            "ReduceMean",
            List.of(NodeAttributes.integers("axes", 1), NodeAttributes.integer("keepdims", 1)),
            graph.node("Mul", distance, distance));
    String log =
        graph.node("Log", graph.node("Add", error, scalar(graph, "floor", ErrorScale.FLOOR)));
    String logit =
        graph.node(
            "Add",
            graph.node("Mul", log, scalar(graph, "slope", scale.slope())),
            scalar(graph, "shift", scale.shift()));
    return graph.finish(graph.node("Sigmoid", logit), reduction.preprocessing().width());
  }

  private static String scalar(GraphBuilder graph, String name, double value) {
    return graph.floats(name, new float[] {(float) value});
  }

  private static String repeat(GraphBuilder graph, Network network, String x) {
    List<Layer> layers = network.layers();
    if (!(layers.get(layers.size() - 1) instanceof Dense last)) {
      throw new IllegalArgumentException(
          "a network that ends in " + layers.get(layers.size() - 1) + ", expected a dense layer");
    }
    Network hidden = new Network(network.input(), layers.subList(0, layers.size() - 1));
    return graph.named(
        REPEATED,
        "Gemm",
        LayerNodes.add(graph, hidden, x),
        graph.floats("w_out", last.kernel(), last.in(), last.out()),
        graph.floats("b_out", last.bias(), last.out()));
  }

  /** From components to inputs. */
  private static String back(GraphBuilder graph, Pca pca, String x) {
    int width = pca.mean().length;
    int components = pca.components().length;
    float[] weights = new float[components * width];
    float[] mean = new float[width];
    for (int i = 0; i < width; i++) {
      mean[i] = (float) pca.mean()[i];
      for (int c = 0; c < components; c++) {
        weights[c * width + i] =
            (float) (pca.components()[c][i] * Reconstruction.deviation(pca, c));
      }
    }
    return graph.named(
        BACK,
        "Gemm",
        x,
        graph.floats("back_weights", weights, components, width),
        graph.floats("back_mean", mean, width));
  }
}
