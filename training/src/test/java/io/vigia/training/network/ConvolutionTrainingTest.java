package io.vigia.training.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.spec.TrainingSpec.Optimizer;
import io.vigia.engine.spec.TrainingSpec.Schedule;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConvolutionTrainingTest {
  private static final Size SERIES = new Size(2, 1, 32);

  /**
   * Noise in two channels; in every eighth row a short swing in the same steps of both, somewhere.
   */
  private static TrainingRows rows(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = Values.random(count * SERIES.count(), random);
    float[] y = new float[count];
    for (int row = 0; row < count; row++) {
      int first = random.nextInt(26);
      int second = random.nextInt(26);
      y[row] = random.nextInt(8) == 0 ? 1 : 0;
      for (int i = 0; i < 6; i++) {
        float swing = i % 2 == 0 ? 3 : -3;
        x[row * 64 + first + i] += swing;
        // Normal rows swing too, but against each other.
        x[row * 64 + 32 + (y[row] == 1 ? first : second) + i] += y[row] == 1 ? swing : -swing;
      }
    }
    return new TrainingRows(count, x, y);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mobile", "efficient"})
  void a_network_learns_shapes_wherever_they_are(String kind) {
    Architecture architecture =
        kind.equals("mobile") ? new MobileNets(0.5, MobileNets.BLOCKS) : new EfficientNets(0, true);
    TrainingRows validation = rows(1_000, 2);
    double[] truth = new double[1_000];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = validation.targets()[i];
    }
    TrainingOptions options =
        new TrainingOptions(6, 64, Optimizer.ADAMW, 5e-3f, Schedule.WARMUP_COSINE, 1e-4f, 8, 0.9f);

    Network network =
        new NetworkTrainer(options, 1, line -> {})
            .train(
                architecture.network(SERIES, 1),
                rows(4_000, 1),
                new LogisticLoss(5, 0),
                new NetworkTrainer.Validation(
                    validation.inputs(),
                    "average precision",
                    outputs -> averagePrecision(outputs, truth)))
            .network();

    Metrics metrics = Metrics.of(Folding.fold(network).logits(validation.inputs(), 1_000), truth);
    // Chance is an eighth.
    assertThat(metrics.averagePrecision()).isGreaterThan(0.6);
  }

  private static double averagePrecision(float[] outputs, double[] truth) {
    double[] logits = new double[outputs.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = outputs[i];
    }
    return Metrics.of(logits, truth).averagePrecision();
  }
}
