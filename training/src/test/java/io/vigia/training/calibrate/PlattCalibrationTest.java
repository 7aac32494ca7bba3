package io.vigia.training.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlattCalibrationTest {
  private static final double TRUE_SLOPE = 0.7;
  private static final double TRUE_SHIFT = -1.5;

  @Test
  void fit_is_the_maximum_that_gradient_ascent_finds() {
    double[] logits = logits(3_000, 7);
    double[] labels = labels(logits, 8);

    PlattCalibration fitted = PlattCalibration.fit(logits, labels);
    double[] ascended = gradientAscent(logits, labels);

    assertThat(fitted.slope()).isCloseTo(ascended[0], within(1e-5));
    assertThat(fitted.shift()).isCloseTo(ascended[1], within(1e-5));
  }

  @Test
  void no_neighbour_is_more_likely_even_when_logits_are_far_off_scale() {
    double[] logits = logits(2_000, 3);
    double[] labels = labels(logits, 4);
    for (int i = 0; i < logits.length; i++) {
      logits[i] = 200 * logits[i] + 900;
    }

    PlattCalibration fitted = PlattCalibration.fit(logits, labels);

    double best = likelihood(logits, labels, fitted.slope(), fitted.shift());
    for (double factor : new double[] {0.98, 1, 1.02}) {
      for (double offset : new double[] {-0.05, 0, 0.05}) {
        assertThat(
                likelihood(
                    logits, labels, factor * fitted.slope(), fitted.shift() * factor + offset))
            .isLessThanOrEqualTo(best);
      }
    }
  }

  @Test
  void a_known_slope_and_shift_are_found_again() {
    double[] logits = logits(100_000, 1);

    PlattCalibration fitted = PlattCalibration.fit(logits, labels(logits, 2));

    assertThat(fitted.slope()).isCloseTo(TRUE_SLOPE, within(0.03));
    assertThat(fitted.shift()).isCloseTo(TRUE_SHIFT, within(0.05));
  }

  @Test
  void two_logits_have_an_answer_in_closed_form() {
    // One unknown a group: each group's probability is its mean target. Targets, after Platt, are
    // (3 + 1) / (3 + 2) = 0.8 for a positive and 1 / (5 + 2) for a negative.
    double[] logits = {-1, -1, -1, -1, 1, 1, 1, 1};
    double[] labels = {0, 0, 0, 1, 0, 1, 1, 0};

    PlattCalibration fitted = PlattCalibration.fit(logits, labels);

    assertThat(fitted.probability(-1)).isCloseTo((0.8 + 3.0 / 7) / 4, within(1e-6));
    assertThat(fitted.probability(1)).isCloseTo((2 * 0.8 + 2.0 / 7) / 4, within(1e-6));
  }

  @Test
  void probabilities_rise_with_the_logit_and_stay_in_their_range() {
    PlattCalibration calibration = new PlattCalibration(0.4, -3);

    double before = -1;
    for (double logit = -30; logit <= 30; logit += 0.25) {
      double probability = calibration.probability(logit);
      assertThat(probability).isBetween(0.0, 1.0).isGreaterThan(before);
      before = probability;
    }
    assertThat(calibration.probability(-1e6)).isZero();
    assertThat(calibration.probability(1e6)).isEqualTo(1);
  }

  @Test
  void separated_classes_still_have_a_finite_fit() {
    double[] logits = {-4, -3, -2, 2, 3, 4};

    PlattCalibration fitted = PlattCalibration.fit(logits, new double[] {0, 0, 0, 1, 1, 1});

    assertThat(fitted.slope()).isFinite().isPositive();
    assertThat(fitted.probability(4)).isLessThan(1);
  }

  @Test
  void a_ranking_the_wrong_way_round_is_refused() {
    double[] logits = logits(1_000, 5);
    double[] labels = labels(logits, 6);
    for (int i = 0; i < logits.length; i++) {
      logits[i] = -logits[i];
    }

    assertThatThrownBy(() -> PlattCalibration.fit(logits, labels))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "the network ranks the validation events the wrong way round (Platt's slope is -0.")
        .hasMessageEndingWith("it has learned nothing: check features and labels");
  }

  private static double[] logits(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.doubles(count, -6, 6).toArray();
  }

  /** Labels drawn with the probabilities of the true calibration. */
  private static double[] labels(double[] logits, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] labels = new double[logits.length];
    for (int i = 0; i < labels.length; i++) {
      double p = 1 / (1 + Math.exp(-(TRUE_SLOPE * logits[i] + TRUE_SHIFT)));
      labels[i] = random.nextDouble() < p ? 1 : 0;
    }
    return labels;
  }

  private static double[] targets(double[] labels) {
    double positives = 0;
    for (double label : labels) {
      positives += label;
    }
    double[] targets = new double[labels.length];
    for (int i = 0; i < labels.length; i++) {
      targets[i] =
          labels[i] == 1 ? (positives + 1) / (positives + 2) : 1 / (labels.length - positives + 2);
    }
    return targets;
  }

  private static double likelihood(double[] logits, double[] labels, double slope, double shift) {
    double[] targets = targets(labels);
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      double z = slope * logits[i] + shift;
      // ln p and ln (1 - p), each without overflow.
      double logP = z > 0 ? -Math.log1p(Math.exp(-z)) : z - Math.log1p(Math.exp(z));
      sum += targets[i] * logP + (1 - targets[i]) * (logP - z);
    }
    return sum;
  }

  /** The plainest maximisation there is, on the mean log-likelihood. */
  private static double[] gradientAscent(double[] logits, double[] labels) {
    double[] targets = targets(labels);
    double slope = 1;
    double shift = 0;
    for (int step = 0; step < 3_000; step++) {
      double up = 0;
      double sideways = 0;
      for (int i = 0; i < logits.length; i++) {
        double error = targets[i] - 1 / (1 + Math.exp(-(slope * logits[i] + shift)));
        up += error * logits[i];
        sideways += error;
      }
      slope += 0.5 * up / logits.length;
      shift += 0.5 * sideways / logits.length;
    }
    return new double[] {slope, shift};
  }
}
