package io.vigia.benchmarks.architectures;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.model.Reference;
import io.vigia.engine.spec.TrainingSpec;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.calibrate.PlattCalibration;
import io.vigia.training.data.Inputs;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.data.TimeSplit;
import io.vigia.training.network.Architecture;
import io.vigia.training.network.Folding;
import io.vigia.training.network.LogisticLoss;
import io.vigia.training.network.Network;
import io.vigia.training.network.NetworkTrainer;
import io.vigia.training.network.TrainingOptions;
import io.vigia.training.network.TrainingRows;
import io.vigia.training.onnx.DetectorGraph;
import io.vigia.training.quantize.QuantizationOptions;
import io.vigia.training.quantize.Quantizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * An architecture that has learned a task.
 *
 * @param network its network, folded
 * @param fp32 its graph
 * @param int8 the same in integers
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
record TrainedArchitecture(Network network, byte[] fp32, byte[] int8) {
  private static final int CALIBRATION_ROWS = 256;
  private static final long SEED = 1;

  /** Trains on rows of a task; the last ones choose the epoch. */
  static TrainedArchitecture of(
      Architecture architecture, Task task, FeatureTable table, int epochs, Consumer<String> log) {
    TimeSplit split = TimeSplit.of(table);
    List<Reference.Feature> inputs =
        IntStream.range(0, table.width())
            .mapToObj(column -> Inputs.describe(table, column, split.fit()))
            .toList();
    Reduction reduction =
        Reduction.fit(table, split.fit(), Preprocessing.of(inputs), Optional.empty());
    float[] later = reduction.apply(table, split.validation());
    double[] truth = truth(table, split.validation());
    Network network =
        new NetworkTrainer(options(epochs), SEED, log)
            .train(
                architecture.network(task.input(), SEED),
                new TrainingRows(
                    split.fit().length,
                    reduction.apply(table, split.fit()),
                    floats(truth(table, split.fit()))),
                new LogisticLoss(2, 0),
                new NetworkTrainer.Validation(
                    later,
                    "average precision",
                    logits -> Metrics.of(doubles(logits), truth).averagePrecision()))
            .network();
    Network folded = Folding.fold(network);
    PlattCalibration calibration = PlattCalibration.fit(folded.logits(later, truth.length), truth);
    DetectorGraph graph = new DetectorGraph(reduction, folded, calibration);
    byte[] fp32 = graph.fp32();
    float[] some =
        floats(
            Arrays.copyOf(
                table.values(), Math.min(CALIBRATION_ROWS, table.rows()) * table.width()));
    byte[] int8 =
        Quantizer.quantize(
                fp32,
                some,
                table.width(),
                QuantizationOptions.defaults().keepingFloat(graph.floatNodes()))
            .onnx();
    return new TrainedArchitecture(folded, fp32, int8);
  }

  private static TrainingOptions options(int epochs) {
    return new TrainingOptions(
        epochs,
        64,
        TrainingSpec.Optimizer.ADAMW,
        3e-3f,
        TrainingSpec.Schedule.WARMUP_COSINE,
        1e-4f,
        epochs,
        0.95f);
  }

  private static double[] truth(FeatureTable table, int[] rows) {
    return Arrays.stream(rows).mapToDouble(row -> table.labels()[row]).toArray();
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }
}
