package io.vigia.training.recipe;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.spec.TrainingSpec;
import io.vigia.training.data.LearningData;
import io.vigia.training.network.DistillationLoss;
import io.vigia.training.network.LogisticLoss;
import io.vigia.training.network.NetworkTrainer;
import io.vigia.training.network.Objective;
import io.vigia.training.teacher.Teacher;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What a student learns of which events.
 *
 * @param rows of the table
 * @param values as the objective takes them, row by row
 * @param objective what is made small
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
record Targets(int[] rows, float[] values, Objective objective) {

  /** The truth alone, of the labelled events. */
  static Targets truth(LearningData data, TrainingSpec spec) {
    int[] rows = data.split().fit();
    return new Targets(rows, data.labels(rows), loss(spec));
  }

  /** The truth and the teacher's opinion; of unlabelled events, the opinion. */
  static Targets taught(LearningData data, TrainingSpec spec, Teacher teacher) {
    TrainingSpec.Distillation way = spec.teacher().orElseThrow();
    int[] unlabelled = data.unlabelled();
    int[] rows =
        IntStream.concat(Arrays.stream(data.split().fit()), Arrays.stream(unlabelled)).toArray();
    int known = data.split().fit().length;
    float[] labels = data.labels(rows);
    double[] opinions = teacher.logits(data.raw(rows));
    float[] values = new float[rows.length * DistillationLoss.TARGETS];
    for (int i = 0; i < rows.length; i++) {
      int at = i * DistillationLoss.TARGETS;
      values[at] = labels[i];
      values[at + 1] = i < known ? 1 : 0;
      values[at + 2] = (float) opinions[i];
    }
    return new Targets(
        rows,
        values,
        new DistillationLoss(loss(spec), (float) way.temperature(), (float) way.mix()));
  }

  private static LogisticLoss loss(TrainingSpec spec) {
    return new LogisticLoss((float) spec.loss().positiveWeight(), (float) spec.loss().focus());
  }

  /**
   * The validation events of a split.
   *
   * @param inputs those of the network
   */
  static NetworkTrainer.Validation validation(LearningData data, float[] inputs) {
    double[] truth = data.truth(data.split().validation());
    return new NetworkTrainer.Validation(
        inputs, "average precision", logits -> quality(logits, truth));
  }

  private static double quality(float[] logits, double[] truth) {
    double[] scores = new double[logits.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = logits[i];
    }
    // Not a number ranks nowhere; the trainer is told.
    return Arrays.stream(scores).anyMatch(Double::isNaN)
        ? Double.NaN
        : Metrics.of(scores, truth).averagePrecision();
  }
}
