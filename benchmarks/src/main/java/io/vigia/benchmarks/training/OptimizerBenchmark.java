package io.vigia.benchmarks.training;

import io.vigia.benchmarks.report.BenchmarkResult;
import io.vigia.benchmarks.report.Machine;
import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.engine.spec.ModelSpec;
import io.vigia.engine.spec.TrainingSpec;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.engine.spec.TrainingSpec.Loss;
import io.vigia.engine.spec.TrainingSpec.Optimizer;
import io.vigia.engine.spec.TrainingSpec.Schedule;
import io.vigia.jobs.offline.OfflineJob;
import io.vigia.training.data.LearningData;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.data.TimeSplit;
import io.vigia.training.network.Activation;
import io.vigia.training.network.LogisticLoss;
import io.vigia.training.network.Network;
import io.vigia.training.network.NetworkTrainer;
import io.vigia.training.network.TrainingOptions;
import io.vigia.training.network.TrainingRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * The optimisers, learning-rate schedules and losses that a detector can ask for, on the same
 * simulated payments: time of training, and average precision on later payments. Each optimiser
 * starts from its own usual learning rate, and from a third and three times of it, of which the
 * best is shown: so none loses for its rate.
 */
public final class OptimizerBenchmark {
  /** Name of the benchmark. */
  public static final String NAME = "optimizers";

  private static final float[] RATES = {1 / 3f, 1, 3};
  private static final int SEEDS = 3;

  private final DetectorFiles files;
  private final int days;
  private final Consumer<String> progress;

  /**
   * A benchmark.
   *
   * @param detector folder of a detector of card payments
   * @param days how many days of payments, about 9,600 a day
   * @param progress receives lines about what is going on
   */
  public OptimizerBenchmark(Path detector, int days, Consumer<String> progress) {
    this.files = DetectorFiles.read(detector);
    this.days = days;
    this.progress = progress;
  }

  /** Runs all. */
  public BenchmarkResult run() throws IOException {
    ModelSpec model = DetectorSpecReader.read(files).model().orElseThrow();
    try (SimulatedPayments payments = new SimulatedPayments(days, progress)) {
      var table = OfflineJob.features(payments.request(files));
      LearningData data = LearningData.of(table, TimeSplit.of(table));
      Trial trial = Trial.of(data, model);
      // Libraries are loaded and code is compiled before anything counts.
      progress.accept("warming up");
      var unused = trial.run(Optimizer.ADAMW, 1, Schedule.COSINE, usualLoss(), 1);
      List<Map<String, Object>> rows = new ArrayList<>();
      for (Optimizer optimizer : Optimizer.values()) {
        rows.add(report(best(trial, optimizer)));
      }
      for (Schedule schedule : Schedule.values()) {
        rows.add(
            report(
                median(
                    trial, "adamw, " + word(schedule), Optimizer.ADAMW, 1, schedule, usualLoss())));
      }
      for (Loss loss : List.of(new Loss(1, 0), new Loss(5, 0), new Loss(1, 2), new Loss(5, 2))) {
        String name =
            String.format(
                Locale.ROOT,
                "adamw, positives × %.0f, focus %.0f",
                loss.positiveWeight(),
                loss.focus());
        rows.add(report(median(trial, name, Optimizer.ADAMW, 1, Schedule.COSINE, loss)));
      }
      return new BenchmarkResult(NAME, Machine.here(), rows);
    }
  }

  private static Loss usualLoss() {
    return TrainingSpec.DEFAULT.loss();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Map<String, Object> report(Map<String, Object> row) {
    progress.accept(row.toString());
    return row;
  }

  private static Map<String, Object> best(Trial trial, Optimizer optimizer) {
    Map<String, Object> best = null;
    for (float rate : RATES) {
      Map<String, Object> row =
          median(trial, word(optimizer), optimizer, rate, Schedule.COSINE, usualLoss());
      if (best == null || quality(row) > quality(best)) {
        best = row;
      }
    }
    return best;
  }

  private static double quality(Map<String, Object> row) {
    return (Double) row.get("average_precision");
  }

  /** The median of the seeds by quality. */
  private static Map<String, Object> median(
      Trial trial, String name, Optimizer optimizer, float rate, Schedule schedule, Loss loss) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      outcomes.add(trial.run(optimizer, rate, schedule, loss, seed));
    }
    outcomes.sort((a, b) -> Double.compare(a.result.quality(), b.result.quality()));
    Outcome middle = outcomes.get(SEEDS / 2);
    Map<String, Object> row = BenchmarkResult.row(name);
    row.put("learning_rate", (double) middle.options.learningRate());
    row.put("seconds", outcomes.stream().mapToDouble(Outcome::seconds).sorted().toArray()[1]);
    row.put("epoch", middle.result.epoch());
    row.put("average_precision", middle.result.quality());
    return row;
  }

  private record Outcome(TrainingOptions options, NetworkTrainer.Result result, double seconds) {}

  /** The payments, ready for the network. */
  private record Trial(
      ModelSpec model, int width, TrainingRows rows, NetworkTrainer.Validation validation) {

    static Trial of(LearningData data, ModelSpec model) {
      int[] fit = data.split().fit();
      int[] later = data.split().validation();
      Reduction reduction =
          Reduction.fit(
              data.table(), fit, Preprocessing.of(data.inputs(), InputScale.LOG), model.pca());
      double[] truth = data.truth(later);
      return new Trial(
          model,
          reduction.width(),
          new TrainingRows(fit.length, reduction.apply(data.table(), fit), data.labels(fit)),
          new NetworkTrainer.Validation(
              reduction.apply(data.table(), later),
              "average precision",
              logits -> Metrics.of(doubles(logits), truth).averagePrecision()));
    }

    private static double[] doubles(float[] values) {
      double[] doubles = new double[values.length];
      Arrays.setAll(doubles, i -> values[i]);
      return doubles;
    }

    Outcome run(Optimizer optimizer, float rate, Schedule schedule, Loss loss, long seed) {
      TrainingOptions usual = TrainingOptions.of(spec(optimizer, schedule), rows.count());
      TrainingOptions options = usual.fineTuning(usual.epochs(), usual.learningRate() * rate);
      Network untrained =
          Network.perceptron(width, model.network().hidden(), Activation.Kind.RELU, 1, seed);
      long begun = System.nanoTime();
      NetworkTrainer.Result result =
          new NetworkTrainer(options, seed, line -> {})
              .train(
                  untrained,
                  rows,
                  new LogisticLoss((float) loss.positiveWeight(), (float) loss.focus()),
                  validation);
      return new Outcome(options, result, (System.nanoTime() - begun) * 1e-9);
    }

    private static TrainingSpec spec(Optimizer optimizer, Schedule schedule) {
      TrainingSpec usual = TrainingSpec.DEFAULT;
      return new TrainingSpec(
          usual.inputs(),
          usual.clip(),
          usual.teacher(),
          usual.pruning(),
          usual.quantization(),
          usual.calibration(),
          usual.loss(),
          optimizer,
          OptionalDouble.empty(),
          schedule,
          usual.epochs(),
          usual.batch(),
          usual.patience());
    }
  }
}
