package io.vigia.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SampleBudgetTest {
  /** 2018-05-08 to 2018-08-01. */
  private static final double DAYS = 85;

  private static final double POSITIVES_PER_DAY = 12 / DAYS;
  private static final double OTHERS_PER_DAY = (1000 - 12) / DAYS;

  private final Reference reference =
      DetectorFixture.reference(DetectorFixture.FP32, DetectorFixture.INT8);
  private final SampleBudget budget =
      SampleBudget.of(DetectorFixture.open(DetectorFixture.files(), Precision.FP32));

  /** What a threshold would give a day, worked out from the sample. */
  private double alertsPerDay(double threshold) {
    double[] scores = DetectorFixture.score(DetectorFixture.FP32, reference.sample().inputs());
    double positives = 0;
    double positiveAlerts = 0;
    double otherAlerts = 0;
    for (int i = 0; i < scores.length; i++) {
      boolean isPositive = reference.sample().labels()[i] >= 0.5;
      positives += isPositive ? 1 : 0;
      if (scores[i] >= threshold) {
        positiveAlerts += isPositive ? 1 : 0;
        otherAlerts += isPositive ? 0 : 1;
      }
    }
    return POSITIVES_PER_DAY * positiveAlerts / positives
        + OTHERS_PER_DAY * otherAlerts / (scores.length - positives);
  }

  @Test
  void keepsWithinTheBudgetAndUsesIt() {
    double previous = 1;
    for (double wanted : new double[] {0.02, 0.1, 0.5, 1, 3, 7}) {
      double threshold = budget.threshold(wanted);
      assertThat(alertsPerDay(threshold)).isLessThanOrEqualTo(wanted);
      // One row of the sample, whatever its label, stands for at most this many events a day.
      assertThat(alertsPerDay(threshold)).isGreaterThan(wanted - 0.1);
      assertThat(threshold).isBetween(0.0, previous);
      previous = threshold;
    }
  }

  @Test
  void aBudgetOfEverythingAlertsOnEverythingAndOneOfNothingOnNothing() {
    assertThat(alertsPerDay(budget.threshold(1_000_000)))
        .isCloseTo(1000 / DAYS, org.assertj.core.api.Assertions.within(1e-9));
    assertThat(budget.threshold(1e-9)).isEqualTo(1);
  }

  @Test
  void aCardThatSaysNoTimesIsRefused() {
    ModelCard card = DetectorFixture.card();
    ModelCard timeless =
        new ModelCard(
            card.name(),
            card.version(),
            card.detector(),
            card.features(),
            card.featuresHash(),
            new ModelCard.TrainingData(card.trainingData().files(), "once", "later", 1000, 12),
            card.seed(),
            card.network(),
            card.pca(),
            card.threshold(),
            card.scores(),
            card.metrics(),
            card.costs(),
            card.tools(),
            card.hashes());
    Detector detector =
        DetectorFixture.open(
            DetectorFixture.files(timeless, reference, DetectorFixture.FP32, DetectorFixture.INT8),
            Precision.FP32);
    assertThatThrownBy(() -> SampleBudget.of(detector))
        .isInstanceOf(DetectorException.class)
        .hasMessageContaining("1000 events in training from once to later")
        .hasMessageContaining("give a threshold instead");
  }
}
