package io.vigia.training.recipe;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.spec.ModelSpec;
import io.vigia.engine.spec.ModelSpec.NetworkSpec;
import io.vigia.engine.spec.TrainingSpec;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.Tables;
import io.vigia.training.data.LearningData;
import io.vigia.training.data.TimeSplit;
import io.vigia.training.report.Contender;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Events of which few have a label, and whose positives lie in a corner of two of ten inputs, as
 * trees find them at once and small networks do with many rows only.
 */
final class FewLabels {
  static final int WIDTH = 10;

  private FewLabels() {}

  /**
   * Events to learn from.
   *
   * @param labelledEvery one in so many has a label
   */
  static LearningData data(int events, int labelledEvery, long seed) {
    FeatureTable table = table(events, labelledEvery, seed);
    return LearningData.of(table, TimeSplit.of(table));
  }

  static FeatureTable table(int events, int labelledEvery, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[events * WIDTH];
    double[] labels = new double[events];
    for (int row = 0; row < events; row++) {
      for (int i = 0; i < WIDTH; i++) {
        values[row * WIDTH + i] = random.nextDouble();
      }
      boolean isPositive = values[row * WIDTH] > 0.6 && values[row * WIDTH + 1] > 0.5;
      labels[row] = row % labelledEvery != 0 ? Double.NaN : isPositive ? 1 : 0;
    }
    return Tables.labelled(WIDTH, values, labels);
  }

  /** A small classifier that is not trained on with rounding, however much int8 costs. */
  static ModelSpec model(
      Optional<TrainingSpec.Distillation> teacher,
      Optional<TrainingSpec.Pruning> pruning,
      int epochs) {
    TrainingSpec usual = TrainingSpec.DEFAULT;
    return new ModelSpec(
        "model.onnx",
        Optional.empty(),
        new NetworkSpec(NetworkSpec.Kind.CLASSIFIER, List.of(16, 8)),
        new TrainingSpec(
            usual.inputs(),
            usual.clip(),
            teacher,
            pruning,
            new TrainingSpec.Quantization(TrainingSpec.Ranges.PERCENTILE, 1),
            usual.calibration(),
            usual.loss(),
            usual.optimizer(),
            usual.learningRate(),
            usual.schedule(),
            epochs,
            usual.batch(),
            usual.patience()));
  }

  static Product make(ModelSpec model, LearningData data, boolean isCompared, long seed) {
    long[] now = {0};
    return new ClassifierRecipe(
            model, seed, () -> now[0] += 1_000_000_000, line -> {}, Optional.empty())
        .make(data, isCompared);
  }

  static Contender contender(Product product, String name) {
    return product.contenders().stream()
        .filter(contender -> contender.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  static double[] scores(Contender contender, FeatureTable table) {
    double[] scores = new double[table.rows()];
    try (Scorer scorer = contender.source().open(table.rows())) {
      for (int row = 0; row < table.rows(); row++) {
        scorer.put(row, table.values(), row * WIDTH);
      }
      scorer.run(table.rows());
      for (int row = 0; row < table.rows(); row++) {
        scores[row] = scorer.score(row);
      }
    }
    return scores;
  }

  static double precision(Contender contender, FeatureTable table) {
    return Metrics.of(scores(contender, table), table.labels()).averagePrecision();
  }
}
