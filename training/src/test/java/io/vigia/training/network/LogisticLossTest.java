package io.vigia.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Held to the formulas of the textbook and of Lin et al., in double precision. */
class LogisticLossTest {
  private static final float[] LOGITS = {-100, -6, -1.5f, -0.3f, 0, 0, 0.4f, 2, 7, 100, -100, 100};
  private static final float[] LABELS = {0, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 0};

  @ParameterizedTest
  @CsvSource({"1, 0", "5, 0", "0.25, 0", "1, 0.5", "1, 2", "3, 2", "1, 5"})
  void is_the_mean_of_the_formula_over_the_rows(float positiveWeight, float focus) {
    LogisticLoss loss = new LogisticLoss(positiveWeight, focus);
    double expected = 0;
    for (int i = 0; i < LOGITS.length; i++) {
      expected += row(LOGITS[i], LABELS[i], positiveWeight, focus) / LOGITS.length;
    }

    assertThat(Losses.value(loss, LOGITS, LABELS)).isCloseTo(expected, within(1e-5 * expected));
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "5, 0", "0.25, 0", "1, 0.5", "1, 2", "3, 2", "1, 5"})
  void its_gradient_is_the_slope_of_the_formula(float positiveWeight, float focus) {
    float[] slopes = Losses.slopes(new LogisticLoss(positiveWeight, focus), LOGITS, LABELS);

    for (int i = 0; i < LOGITS.length; i++) {
      double step = 1e-4;
      double expected =
          (row(LOGITS[i] + step, LABELS[i], positiveWeight, focus)
                  - row(LOGITS[i] - step, LABELS[i], positiveWeight, focus))
              / (2 * step)
              / LOGITS.length;
      assertThat((double) slopes[i])
          .as("slope at %s of label %s", LOGITS[i], LABELS[i])
          .isCloseTo(expected, within(1e-6 + 1e-4 * Math.abs(expected)));
    }
  }

  @Test
  void nothing_overflows_where_the_network_is_sure() {
    LogisticLoss focused = new LogisticLoss(1, 2);
    for (LogisticLoss loss : new LogisticLoss[] {new LogisticLoss(1, 0), focused}) {
      assertThat(one(loss, 100, 1)).isCloseTo(0, within(1e-6));
      assertThat(one(loss, -100, 0)).isCloseTo(0, within(1e-6));
      assertThat(one(loss, 100, 0)).isCloseTo(100, within(1e-4));
      assertThat(one(loss, -100, 1)).isCloseTo(100, within(1e-4));
      for (float slope : Losses.slopes(loss, new float[] {1e4f, -1e4f}, new float[] {1, 1})) {
        assertThat(slope).isFinite();
      }
    }
  }

  @Test
  void a_positive_row_counts_as_often_as_its_weight_says() {
    assertThat(one(new LogisticLoss(5, 0), 0.7f, 1) / one(new LogisticLoss(1, 0), 0.7f, 1))
        .isCloseTo(5, within(1e-5));
    assertThat(one(new LogisticLoss(5, 0), 0.7f, 0) / one(new LogisticLoss(1, 0), 0.7f, 0))
        .isCloseTo(1, within(1e-5));
  }

  @Test
  void focus_takes_easy_rows_down_more_than_hard_ones() {
    // Lin et al., section 3.2: with γ = 2, a row at p = 0.9 counts 100 times less, and one at
    // p ≤ 0.5 at most 4 times less.
    float easy = (float) Math.log(0.9 / 0.1);
    LogisticLoss plain = new LogisticLoss(1, 0);
    LogisticLoss focused = new LogisticLoss(1, 2);

    assertThat(one(plain, easy, 1) / one(focused, easy, 1)).isCloseTo(100, within(0.01));
    assertThat(one(plain, -easy, 0) / one(focused, -easy, 0)).isCloseTo(100, within(0.01));
    assertThat(one(plain, 0, 1) / one(focused, 0, 1)).isCloseTo(4, within(1e-4));
  }

  @Test
  void weights_and_focus_out_of_their_ranges_are_refused() {
    assertThatThrownBy(() -> new LogisticLoss(0, 0)).hasMessageContaining("positive weight of 0");
    assertThatThrownBy(() -> new LogisticLoss(1, -1)).hasMessageContaining("focus of -1");
    assertThatThrownBy(() -> new LogisticLoss(Float.NaN, 0)).hasMessageContaining("above 0");
  }

  private static double one(LogisticLoss loss, float logit, float label) {
    return Losses.value(loss, new float[] {logit}, new float[] {label});
  }

  /** −α (1 − p)^γ ln p, p being the probability of the truth. */
  static double row(double logit, double label, double positiveWeight, double focus) {
    double toTruth = label == 1 ? logit : -logit;
    double lnP = -Math.log1p(Math.exp(-toTruth));
    double wrong = 1 / (1 + Math.exp(toTruth));
    return -(label == 1 ? positiveWeight : 1) * Math.pow(wrong, focus) * lnP;
  }
}
