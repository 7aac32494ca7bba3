package io.vigia.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MetricsTest {
  // The example of scikit-learn's documentation of both measures.
  private static final double[] LABELS = {0, 0, 1, 1};
  private static final double[] SCORES = {0.1, 0.4, 0.35, 0.8};

  @Test
  void the_textbook_example() {
    Metrics metrics = Metrics.of(SCORES, LABELS);
    assertThat(metrics.events()).isEqualTo(4);
    assertThat(metrics.positives()).isEqualTo(2);
    assertThat(metrics.aucRoc()).isEqualTo(0.75);
    assertThat(metrics.averagePrecision()).isCloseTo(0.8333333333333333, within(1e-15));
    assertThat(metrics.precisionAt(1)).isEqualTo(1);
    assertThat(metrics.precisionAt(2)).isEqualTo(0.5);
    assertThat(metrics.precisionAt(100)).isEqualTo(0.5);
    assertThat(metrics.recallAt(0.01)).isEqualTo(0.5);
    assertThat(metrics.recallAt(0.5)).isEqualTo(1);
  }

  @Test
  void ties_are_taken_together() {
    // By hand: at 0.9 one of one, at 0.5 two of four, at 0.1 two of five.
    Metrics metrics =
        Metrics.of(new double[] {0.9, 0.5, 0.5, 0.5, 0.1}, new double[] {1, 0, 1, 0, 0});
    assertThat(metrics.averagePrecision()).isEqualTo(0.5 * 1 + 0.5 * 2 / 4);
    // Pairs: 3 + (1 + ½ + ½) of 6.
    assertThat(metrics.aucRoc()).isCloseTo(5.0 / 6, within(1e-15));
    // One of the three at the edge is taken, and one of three is positive.
    assertThat(metrics.precisionAt(2)).isCloseTo((1 + 1 / 3.0) / 2, within(1e-15));
    assertThat(Metrics.of(new double[] {0.5, 0.5, 0.5}, new double[] {1, 0, 0}).aucRoc())
        .isEqualTo(0.5);
  }

  @Test
  void calibration_bins_by_hand() {
    Metrics metrics = Metrics.of(new double[] {0.05, 0.15, 0.19, 1.0}, new double[] {0, 1, 0, 1});

    List<CalibrationBin> bins = metrics.calibrationBins();

    assertThat(bins).hasSize(10);
    assertThat(bins.get(0)).isEqualTo(new CalibrationBin(0, 0.1, 1, 0.05, 0));
    assertThat(bins.get(1).rows()).isEqualTo(2);
    assertThat(bins.get(1).meanScore()).isCloseTo(0.17, within(1e-12));
    assertThat(bins.get(1).positiveShare()).isEqualTo(0.5);
    assertThat(bins.get(9)).isEqualTo(new CalibrationBin(0.9, 1, 1, 1, 1));
    assertThat(bins.get(5).rows()).isZero();
    assertThat(bins.get(5).meanScore()).isNaN();
  }

  @Test
  void calibration_error_by_hand() {
    // Bin [0.1, 0.2): mean 0.15, share 0.5; bin [0.9, 1]: mean 0.95, share 1.
    Metrics metrics = Metrics.of(new double[] {0.1, 0.19, 0.9, 1}, new double[] {0, 1, 1, 1});
    assertThat(metrics.calibrationError())
        .isCloseTo((Math.abs(0.29 - 1) + Math.abs(1.9 - 2)) / 4, within(1e-15));
  }

  @Test
  void rows_without_a_label_are_left_out_and_one_class_alone_has_no_curve() {
    Metrics metrics =
        Metrics.of(new double[] {0.9, 0.8, 0.1}, new double[] {Double.NaN, 1, Double.NaN});
    assertThat(metrics.events()).isEqualTo(1);
    assertThat(metrics.hasBothClasses()).isFalse();
    assertThat(metrics.aucRoc()).isNaN();
    assertThat(metrics.recallAt(0.01)).isNaN();
    assertThat(metrics.averagePrecision()).isEqualTo(1);
    assertThat(metrics.toMap()).containsOnlyKeys("average_precision", "calibration_error");
    assertThat(Metrics.of(new double[0], new double[0]).toMap()).isEmpty();
    assertThat(Metrics.of(SCORES, LABELS).toMap())
        .containsOnlyKeys(
            "auc_roc", "average_precision", "calibration_error", "recall_at_1pct_fpr");
  }

  @Property(tries = 150, seed = "31")
  void equals_the_definitions_counted_out(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 80) int rows) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] scores = new double[rows];
    double[] labels = new double[rows];
    for (int i = 0; i < rows; i++) {
      scores[i] = random.nextInt(12) / 12.0;
      labels[i] = random.nextInt(3) == 0 ? 1 : 0;
    }
    labels[0] = 1;
    labels[1] = 0;
    Metrics metrics = Metrics.of(scores, labels);
    assertThat(metrics.aucRoc()).isCloseTo(plainAuc(scores, labels), within(1e-12));
    assertThat(metrics.averagePrecision())
        .isCloseTo(plainAveragePrecision(scores, labels), within(1e-12));
  }

  private static double plainAuc(double[] scores, double[] labels) {
    double won = 0;
    int pairs = 0;
    for (int i = 0; i < scores.length; i++) {
      for (int j = 0; j < scores.length; j++) {
        if (labels[i] == 1 && labels[j] == 0) {
          pairs++;
          won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        }
      }
    }
    return won / pairs;
  }

  private static double plainAveragePrecision(double[] scores, double[] labels) {
    double[] thresholds = Arrays.stream(scores).distinct().sorted().toArray();
    double positives = Arrays.stream(labels).sum();
    double sum = 0;
    double last = 0;
    for (int t = thresholds.length - 1; t >= 0; t--) {
      double hits = 0;
      double raised = 0;
      for (int i = 0; i < scores.length; i++) {
        if (scores[i] >= thresholds[t]) {
          raised++;
          hits += labels[i];
        }
      }
      sum += (hits / positives - last) * hits / raised;
      last = hits / positives;
    }
    return sum;
  }

  @Test
  void rank_agreement_sees_order_alone() {
    double[] a = {0.1, 0.2, 0.3, 0.4};
    assertThat(Metrics.rankAgreement(a, new double[] {1, 4, 9, 16})).isEqualTo(1);
    assertThat(Metrics.rankAgreement(a, new double[] {4, 3, 2, 1})).isEqualTo(-1);
    // 1 − 6 Σd² / (n (n² − 1)) with one neighbouring pair exchanged.
    assertThat(Metrics.rankAgreement(a, new double[] {2, 1, 3, 4})).isCloseTo(0.8, within(1e-12));
    assertThat(Metrics.rankAgreement(a, new double[] {1, 1, 1, 1})).isZero();
    assertThat(Metrics.rankAgreement(new double[2], new double[2])).isEqualTo(1);
  }

  @Test
  void refuses_what_cannot_be_compared() {
    assertThatThrownBy(() -> Metrics.of(new double[2], new double[1]))
        .hasMessage("2 scores and 1 labels, expected as many");
    assertThatThrownBy(() -> Metrics.of(new double[] {Double.NaN}, new double[1]))
        .hasMessage("score 0 is NaN, expected a number");
    assertThatThrownBy(() -> Metrics.of(SCORES, LABELS).precisionAt(0))
        .hasMessage("k is 0, expected at least 1");
  }
}
