package io.vigia.training.distributed;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.model.Reference;
import io.vigia.engine.spec.ModelSpec.PcaSpec;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.data.Inputs;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.data.TimeSplit;
import io.vigia.training.network.NetworkTrainer;
import io.vigia.training.network.TrainingRows;
import io.vigia.training.teacher.Teacher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What one process makes of rows, by the code that {@code vigia train} runs. */
record SingleProcess(
    List<Reference.Feature> inputs, Reduction reduction, NetworkTrainer.Result trained) {

  static SingleProcess of(FeatureTable table, Optional<PcaSpec> pca, TrainingPlan plan) {
    TimeSplit split = TimeSplit.of(table);
    List<Reference.Feature> inputs = new ArrayList<>();
    for (int column = 0; column < table.width(); column++) {
      inputs.add(Inputs.describe(table, column, split.fit()));
    }
    Reduction reduction =
        Reduction.fit(
            table, split.fit(), Preprocessing.of(inputs, InputScale.LOG, plan.clip()), pca);
    double[] truth = truth(table, split.validation());
    int rows = split.fit().length;
    float[] targets =
        plan.teacher().isPresent()
            ? taught(table, split.fit(), plan)
            : floats(truth(table, split.fit()));
    NetworkTrainer.Result trained =
        new NetworkTrainer(plan.options(rows), plan.seed(), line -> {})
            .train(
                plan.untrained(reduction.width()),
                new TrainingRows(rows, reduction.apply(table, split.fit()), targets),
                plan.objective(),
                new NetworkTrainer.Validation(
                    reduction.apply(table, split.validation()),
                    "average precision",
                    logits -> Metrics.of(doubles(logits), truth).averagePrecision()));
    return new SingleProcess(inputs, reduction, trained);
  }

  /** The teacher of one process. */
  static Teacher teacher(FeatureTable table, TrainingPlan plan) {
    TimeSplit split = TimeSplit.of(table);
    return Teacher.train(
        new Teacher.Rows(raw(table, split.fit()), floats(truth(table, split.fit()))),
        new Teacher.Rows(raw(table, split.validation()), floats(truth(table, split.validation()))),
        plan.teacher().orElseThrow(),
        plan.seed(),
        line -> {});
  }

  /** What it is taught: truth, that it is known, the teacher's logit. */
  private static float[] taught(FeatureTable table, int[] rows, TrainingPlan plan) {
    double[] truth = truth(table, rows);
    float[] targets = new float[3 * rows.length];
    try (Teacher teacher = teacher(table, plan)) {
      double[] opinions = teacher.logits(raw(table, rows));
      for (int i = 0; i < rows.length; i++) {
        targets[3 * i] = (float) truth[i];
        targets[3 * i + 1] = 1;
        targets[3 * i + 2] = (float) opinions[i];
      }
    }
    return targets;
  }

  /** The inputs of rows as floats. */
  static float[] raw(FeatureTable table, int[] rows) {
    float[] raw = new float[rows.length * table.width()];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (float) table.value(rows[i / table.width()], i % table.width());
    }
    return raw;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** The labels of rows. */
  static double[] truth(FeatureTable table, int[] rows) {
    return Arrays.stream(rows).mapToDouble(row -> table.labels()[row]).toArray();
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }
}
