package io.vigia.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Held to the formula of Hinton, Vinyals and Dean, in double precision. */
class DistillationLossTest {
  private static final float[] LOGITS = {-4, -1, 0, 0.5f, 3, -2, 100, -100};

  /** The truth (anything where it is unknown), whether it is known, the teacher's logit. */
  private static final float[] TARGETS = {
    0, 1, -5, 1, 1, 2, 0, 0, 1.5f, 1, 1, -0.5f, 0, 1, 4, 7, 0, -3, 1, 1, 100, 1, 1, 80
  };

  @ParameterizedTest
  @CsvSource({"1, 0.5, 1, 0", "2, 0.7, 5, 0", "4, 1, 5, 0", "2, 0, 5, 0", "3, 0.3, 2, 2"})
  void is_the_mean_of_the_formula_over_the_rows(
      float temperature, float mix, float positiveWeight, float focus) {
    DistillationLoss loss =
        new DistillationLoss(new LogisticLoss(positiveWeight, focus), temperature, mix);
    double expected = 0;
    for (int i = 0; i < LOGITS.length; i++) {
      expected +=
          row(LOGITS[i], TARGETS, i, temperature, mix, positiveWeight, focus) / LOGITS.length;
    }

    assertThat(Losses.value(loss, LOGITS, TARGETS)).isCloseTo(expected, within(1e-5 * expected));
  }

  @ParameterizedTest
  @CsvSource({"1, 0.5, 1, 0", "2, 0.7, 5, 0", "4, 1, 5, 0", "2, 0, 5, 0", "3, 0.3, 2, 2"})
  void its_gradient_is_the_slope_of_the_formula(
      float temperature, float mix, float positiveWeight, float focus) {
    float[] slopes =
        Losses.slopes(
            new DistillationLoss(new LogisticLoss(positiveWeight, focus), temperature, mix),
            LOGITS,
            TARGETS);

    for (int i = 0; i < LOGITS.length; i++) {
      double step = 1e-4;
      double expected =
          (row(LOGITS[i] + step, TARGETS, i, temperature, mix, positiveWeight, focus)
                  - row(LOGITS[i] - step, TARGETS, i, temperature, mix, positiveWeight, focus))
              / (2 * step)
              / LOGITS.length;
      assertThat((double) slopes[i])
          .as("slope of row %d", i)
          .isCloseTo(expected, within(1e-6 + 1e-4 * Math.abs(expected)));
    }
  }

  @Test
  void a_row_without_a_truth_learns_from_the_teacher_alone() {
    DistillationLoss loss = new DistillationLoss(new LogisticLoss(5, 0), 2, 0.6f);

    float[] positive = Losses.slopes(loss, new float[] {0.4f}, new float[] {1, 0, -3});
    float[] negative = Losses.slopes(loss, new float[] {0.4f}, new float[] {0, 0, -3});

    assertThat(positive).containsExactly(negative);
    // mix · T² · (σ(z/T) − σ(t/T)) / T
    assertThat((double) positive[0])
        .isCloseTo(0.6 * 2 * (sigmoid(0.2) - sigmoid(-1.5)), within(1e-6));
  }

  @Test
  void the_teachers_part_keeps_its_weight_at_any_temperature() {
    // Hinton et al., section 2.1: at a high temperature the gradient tends to z − t, over 4 for two
    // classes, as T² makes up for the 1/T² of the soft targets.
    for (float temperature : new float[] {20, 100}) {
      DistillationLoss loss = new DistillationLoss(new LogisticLoss(1, 0), temperature, 1);

      float[] slopes = Losses.slopes(loss, new float[] {1.5f}, new float[] {0, 1, -0.5f});

      assertThat((double) slopes[0]).isCloseTo((1.5 + 0.5) / 4, within(1e-2));
    }
  }

  @Test
  void without_a_share_of_the_teacher_it_is_the_plain_loss() {
    float[] labels = {0, 1, 0, 1, 0, 1, 1, 1};
    float[] targets = new float[3 * labels.length];
    for (int i = 0; i < labels.length; i++) {
      targets[3 * i] = labels[i];
      targets[3 * i + 1] = 1;
      targets[3 * i + 2] = 7 - i;
    }
    LogisticLoss plain = new LogisticLoss(3, 1);

    assertThat(Losses.value(new DistillationLoss(plain, 2, 0), LOGITS, targets))
        .isEqualTo(Losses.value(plain, LOGITS, labels));
  }

  @Test
  void temperatures_and_mixes_out_of_their_ranges_are_refused() {
    LogisticLoss truth = new LogisticLoss(1, 0);

    assertThatThrownBy(() -> new DistillationLoss(truth, 0, 0.5f))
        .hasMessageContaining("temperature of 0");
    assertThatThrownBy(() -> new DistillationLoss(truth, 1, 1.5f))
        .hasMessageContaining("mix of 1.5");
  }

  private static double row(
      double z,
      float[] targets,
      int row,
      double temperature,
      double mix,
      double positiveWeight,
      double focus) {
    double teacher = sigmoid(targets[3 * row + 2] / temperature);
    double soft =
        teacher * Math.log1p(Math.exp(-z / temperature))
            + (1 - teacher) * Math.log1p(Math.exp(z / temperature));
    double hard =
        targets[3 * row + 1] == 1
            ? LogisticLossTest.row(z, targets[3 * row], positiveWeight, focus)
            : 0;
    return mix * temperature * temperature * soft + (1 - mix) * hard;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
