package io.vigia.benchmarks.scaling;

import io.vigia.engine.model.Precision;
import io.vigia.engine.model.Reference;
import io.vigia.engine.onnx.OnnxScorer;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.schemas.ModelRef;
import io.vigia.schemas.Tier;
import io.vigia.training.calibrate.PlattCalibration;
import io.vigia.training.data.Inputs;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.network.Activation;
import io.vigia.training.network.Network;
import io.vigia.training.onnx.DetectorGraph;
import io.vigia.training.quantize.QuantizationOptions;
import io.vigia.training.quantize.Quantizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A model of a stated size with weights drawn at random, as the trainer exports it: what it says is
 * worth nothing, what it costs is that of a trained one.
 */
final class GeneratedModel implements ModelSource {
  private static final long serialVersionUID = 1L;
  private static final int ROWS = 512;
  private static final long SEED = 31;

  private final byte[] graph;
  private final Tier tier;
  private final int inputs;
  private final long multiplyAdds;

  private GeneratedModel(byte[] graph, Tier tier, int inputs, long multiplyAdds) {
    this.graph = graph;
    this.tier = tier;
    this.inputs = inputs;
    this.multiplyAdds = multiplyAdds;
  }

  /**
   * A perceptron with two hidden layers of one width, in fp32 and in int8.
   *
   * @param inputs number of features
   * @param multiplyAdds about how many multiply-adds a row takes
   */
  static List<GeneratedModel> pair(int inputs, long multiplyAdds) {
    FeatureTable table = rows(inputs);
    int[] all = IntStream.range(0, ROWS).toArray();
    List<Reference.Feature> described = new ArrayList<>();
    for (int column = 0; column < inputs; column++) {
      described.add(Inputs.describe(table, column, all));
    }
    Reduction reduction = Reduction.fit(table, all, Preprocessing.of(described), Optional.empty());
    int width = width(inputs, multiplyAdds);
    Network network =
        Network.perceptron(inputs, List.of(width, width), Activation.Kind.RELU, 1, SEED);
    DetectorGraph graph = new DetectorGraph(reduction, network, new PlattCalibration(1, 0));
    byte[] fp32 = graph.fp32();
    float[] calibration = new float[table.values().length];
    for (int i = 0; i < calibration.length; i++) {
      calibration[i] = (float) table.values()[i];
    }
    byte[] int8 =
        Quantizer.quantize(
                fp32,
                calibration,
                inputs,
                QuantizationOptions.defaults().keepingFloat(graph.floatNodes()))
            .onnx();
    return List.of(
        new GeneratedModel(fp32, Tier.FP32, inputs, network.multiplyAdds()),
        new GeneratedModel(int8, Tier.INT8, inputs, network.multiplyAdds()));
  }

  /** The width w for which inputs · w + w² + w comes to the multiply-adds. */
  static int width(int inputs, long multiplyAdds) {
    double half = (inputs + 1) / 2.0;
    return Math.max(1, (int) Math.round(Math.sqrt(half * half + multiplyAdds) - half));
  }

  private static FeatureTable rows(int inputs) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] values = random.doubles((long) ROWS * inputs, -2, 2).toArray();
    double[] labels = new double[ROWS];
    List<String> names = IntStream.range(0, inputs).mapToObj(i -> "x" + i).toList();
    return new FeatureTable(
        names, new String[ROWS], new long[ROWS], values, labels, new long[ROWS]);
  }

  /** Multiply-adds of a row. */
  long multiplyAdds() {
    return multiplyAdds;
  }

  /** Which of the pair it is. */
  Precision precision() {
    return tier == Tier.INT8 ? Precision.INT8 : Precision.FP32;
  }

  @Override
  public Loaded load() {
    return new Loaded(
        tier,
        Optional.empty(),
        1,
        new ModelRef("generated", "1", "0".repeat(64)),
        new double[inputs],
        capacity -> OnnxScorer.open(graph, "generated", inputs, capacity));
  }
}
