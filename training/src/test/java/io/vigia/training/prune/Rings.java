package io.vigia.training.prune;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.spec.TrainingSpec.Optimizer;
import io.vigia.engine.spec.TrainingSpec.Schedule;
import io.vigia.training.network.Activation;
import io.vigia.training.network.LogisticLoss;
import io.vigia.training.network.Network;
import io.vigia.training.network.NetworkTrainer;
import io.vigia.training.network.TrainingOptions;
import io.vigia.training.network.TrainingRows;
import java.util.List;
import java.util.SplittableRandom;

/** Rows whose positives lie outside of a ring in the first two inputs; the others are noise. */
final class Rings {
  static final int WIDTH = 6;
  static final LogisticLoss LOSS = new LogisticLoss(2, 0);

  /** Fine-tuning as training has it. */
  static final TrainingOptions TUNING = options(4, 3e-3f);

  /** Fine-tuning that changes nothing: what pruning alone does shows. */
  static final TrainingOptions NO_TUNING = options(1, 0);

  private Rings() {}

  static TrainingOptions options(int epochs, float rate) {
    return new TrainingOptions(
        epochs, 64, Optimizer.ADAMW, rate, Schedule.CONSTANT, 0, epochs, 0.9f);
  }

  static TrainingRows rows(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] inputs = new float[count * WIDTH];
    float[] labels = new float[count];
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < WIDTH; i++) {
        inputs[row * WIDTH + i] = (float) random.nextDouble(-1.5, 1.5);
      }
      labels[row] = Math.hypot(inputs[row * WIDTH], inputs[row * WIDTH + 1]) > 1.4 ? 1 : 0;
    }
    return new TrainingRows(count, inputs, labels);
  }

  /** Average precision on rows. */
  static NetworkTrainer.Validation validation(TrainingRows rows) {
    return new NetworkTrainer.Validation(
        rows.inputs(), "average precision", logits -> precision(logits, rows));
  }

  static double precision(float[] logits, TrainingRows rows) {
    double[] scores = new double[logits.length];
    double[] truth = new double[logits.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = logits[i];
      truth[i] = rows.targets()[i];
    }
    return Metrics.of(scores, truth).averagePrecision();
  }

  static NetworkTrainer.Result trained(long seed, TrainingRows fit, TrainingRows later) {
    return new NetworkTrainer(options(12, 1e-2f), seed, line -> {})
        .train(
            Network.perceptron(WIDTH, List.of(16, 8), Activation.Kind.RELU, 1, seed),
            fit,
            LOSS,
            validation(later));
  }

  /** Some of the inputs of each row. */
  static float[] select(float[] inputs, int[] kept) {
    float[] selected = new float[inputs.length / WIDTH * kept.length];
    for (int at = 0; at < selected.length; at++) {
      selected[at] = inputs[at / kept.length * WIDTH + kept[at % kept.length]];
    }
    return selected;
  }
}
