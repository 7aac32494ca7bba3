package io.vigia.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.spec.TrainingSpec.Optimizer;
import io.vigia.engine.spec.TrainingSpec.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkTrainerTest {
  private static final int WIDTH = 4;
  private static final LogisticLoss LOSS = new LogisticLoss(5, 0);
  private static final TrainingOptions OPTIONS = options(12, 64, 1e-2f, 0.9f);

  private final TrainingRows fit = rows(4_000, 1);
  private final TrainingRows validation = rows(1_500, 2);

  @Test
  void learns_what_no_linear_model_can() {
    NetworkTrainer.Result result = train(3, OPTIONS);

    TrainingRows unseen = rows(1_500, 9);
    Metrics metrics =
        Metrics.of(
            result.network().logits(unseen.inputs(), unseen.count()), doubles(unseen.targets()));
    double base = (double) metrics.positives() / metrics.events();
    assertThat(base).isBetween(0.05, 0.2);
    assertThat(metrics.averagePrecision()).isGreaterThan(0.8);
    assertThat(result.quality()).isGreaterThan(0.8);
    assertThat(result.epoch()).isBetween(2, 12);
  }

  @ParameterizedTest
  @EnumSource
  void every_optimizer_learns(Optimizer kind) {
    TrainingOptions options =
        new TrainingOptions(
            12,
            64,
            kind,
            Optimizers.usualLearningRate(kind),
            Schedule.WARMUP_COSINE,
            1e-4f,
            12,
            0.9f);

    assertThat(train(3, options).quality()).isGreaterThan(0.7);
  }

  @Test
  void the_same_seed_gives_the_same_weights_and_another_does_not() {
    TrainingOptions few = options(2, 128, 1e-2f, 0.9f);

    List<float[]> first = train(5, few).network().weights();
    List<float[]> again = train(5, few).network().weights();
    List<float[]> other = train(6, few).network().weights();

    for (int i = 0; i < first.size(); i++) {
      assertThat(again.get(i)).isEqualTo(first.get(i));
      assertThat(other.get(i)).isNotEqualTo(first.get(i));
    }
  }

  @Test
  void the_best_epoch_is_kept_and_training_stops_when_patience_ends() {
    TrainingOptions hasty =
        new TrainingOptions(40, 64, Optimizer.ADAMW, 0.05f, Schedule.CONSTANT, 0, 2, 0.5f);
    List<String> lines = new ArrayList<>();

    NetworkTrainer.Result result =
        new NetworkTrainer(hasty, 1, lines::add).train(untrained(1), fit, LOSS, later());

    assertThat(lines).hasSize(result.epoch() + 2).hasSizeLessThan(40);
    assertThat(lines.get(0)).matches("epoch 1 of 40: average precision on later events 0\\.\\d{4}");
    double[] logits = result.network().logits(validation.inputs(), validation.count());
    assertThat(Metrics.of(logits, doubles(validation.targets())).averagePrecision())
        .isCloseTo(result.quality(), within(1e-4));
  }

  @Test
  void fewer_rows_than_a_batch_train_too() {
    NetworkTrainer.Result result =
        new NetworkTrainer(OPTIONS, 1, line -> {}).train(untrained(1), rows(50, 4), LOSS, later());

    assertThat(result.quality()).isBetween(0.0, 1.0);
  }

  @Test
  void training_that_diverges_says_so() {
    TrainingOptions wild =
        new TrainingOptions(5, 64, Optimizer.SGD, 1e20f, Schedule.CONSTANT, 0, 5, 0.5f);
    NetworkTrainer.Validation sum =
        new NetworkTrainer.Validation(validation.inputs(), "sum", outputs -> outputs[0] * 0);

    assertThatThrownBy(
            () -> new NetworkTrainer(wild, 1, l -> {}).train(untrained(1), fit, LOSS, sum))
        .hasMessageContaining("training diverged in epoch 1")
        .hasMessageContaining("lower the learning rate");
  }

  @Test
  void pytorch_and_the_definitions_in_java_compute_the_same() {
    Network network = Network.perceptron(WIDTH, List.of(16, 8), Activation.Kind.HARD_SWISH, 2, 7);
    try (TrainingSession session =
        new TrainingSession(
            Network.perceptron(WIDTH, List.of(16, 8), Activation.Kind.HARD_SWISH, 2, 8),
            fit,
            LOSS,
            OPTIONS,
            FakeQuantization.NONE,
            1)) {
      float[] expected = network.outputs(fit.inputs(), fit.count());

      float[] outputs = session.outputs(network, fit.inputs());

      assertThat(outputs).hasSize(2 * fit.count());
      for (int i = 0; i < outputs.length; i++) {
        assertThat(outputs[i]).isCloseTo(expected[i], within(1e-5f));
      }
    }
  }

  private NetworkTrainer.Result train(long seed, TrainingOptions options) {
    return new NetworkTrainer(options, seed, line -> {}).train(untrained(seed), fit, LOSS, later());
  }

  private static Network untrained(long seed) {
    return Network.perceptron(WIDTH, List.of(16), Activation.Kind.RELU, 1, seed);
  }

  private NetworkTrainer.Validation later() {
    return new NetworkTrainer.Validation(
        validation.inputs(),
        "average precision",
        logits -> Metrics.of(doubles(logits), doubles(validation.targets())).averagePrecision());
  }

  private static TrainingOptions options(int epochs, int batch, float rate, float averaging) {
    return new TrainingOptions(
        epochs, batch, Optimizer.ADAMW, rate, Schedule.COSINE, 1e-4f, epochs, averaging);
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  /** A positive is outside of a ring; two of the inputs are noise. */
  private static TrainingRows rows(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] inputs = new float[count * WIDTH];
    float[] labels = new float[count];
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < WIDTH; i++) {
        inputs[row * WIDTH + i] = (float) random.nextDouble(-1.5, 1.5);
      }
      labels[row] = Math.hypot(inputs[row * WIDTH], inputs[row * WIDTH + 1]) > 1.6 ? 1 : 0;
    }
    return new TrainingRows(count, inputs, labels);
  }
}
