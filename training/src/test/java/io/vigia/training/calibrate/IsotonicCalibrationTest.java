package io.vigia.training.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IsotonicCalibrationTest {

  @Property(tries = 300, seed = "11")
  void pools_are_the_least_squares_of_all_rising_functions(
      @ForAll @IntRange(min = 1, max = 40) int events,
      @ForAll @IntRange(min = 2, max = 60) int distinct,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] logits = new double[events];
    double[] labels = new double[events];
    for (int i = 0; i < events; i++) {
      logits[i] = random.nextInt(distinct) - distinct / 2.0;
      labels[i] = random.nextDouble() < (logits[i] + distinct) / (2.0 * distinct) ? 1 : 0;
    }

    double[] shares = new double[events];
    int from = 0;
    double[] sorted = Arrays.stream(logits).sorted().toArray();
    for (IsotonicCalibration.Pool pool : IsotonicCalibration.violatorsPooled(logits, labels)) {
      for (int i = from; i < from + pool.events(); i++) {
        shares[i] = pool.share();
      }
      from += (int) pool.events();
    }

    assertThat(from).isEqualTo(events);
    for (int i = 0; i < events; i++) {
      assertThat(shares[i]).isCloseTo(rising(logits, labels, sorted[i]), within(1e-9));
    }
  }

  /**
   * The value of isotonic regression at a logit by its min-max formula: the largest, over lower
   * bounds, of the least, over upper bounds, of the means between them (Robertson, Wright and
   * Dykstra, "Order Restricted Statistical Inference", 1988, section 1.4).
   */
  private static double rising(double[] logits, double[] labels, double at) {
    double[] levels = Arrays.stream(logits).distinct().sorted().toArray();
    double largest = Double.NEGATIVE_INFINITY;
    for (double low : levels) {
      if (low <= at) {
        double least = Double.POSITIVE_INFINITY;
        for (double high : levels) {
          if (high >= at) {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < logits.length; i++) {
              if (logits[i] >= low && logits[i] <= high) {
                sum += labels[i];
                count++;
              }
            }
            least = Math.min(least, sum / count);
          }
        }
        largest = Math.max(largest, least);
      }
    }
    return largest;
  }

  @Property(tries = 200, seed = "11")
  void rises_strictly_so_that_the_order_of_scores_stays(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double scale = Math.exp(random.nextDouble(-3, 3));
    double[] logits = new double[400];
    double[] labels = new double[400];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = scale * random.nextGaussian();
      labels[i] = random.nextDouble() < sigmoid(logits[i] / scale) ? 1 : 0;
    }

    IsotonicCalibration calibration = IsotonicCalibration.fit(logits, labels);

    double before = Double.NEGATIVE_INFINITY;
    for (double logit = -6 * scale; logit <= 6 * scale; logit += 0.01 * scale) {
      double logOdds = calibration.logOdds(logit);
      assertThat(logOdds).isGreaterThan(before);
      before = logOdds;
    }
    double middle = calibration.probability(0);
    assertThat(middle).isBetween(0.2, 0.8);
  }

  @Test
  void goes_through_its_knots_and_on_along_the_outer_pieces() {
    IsotonicCalibration line =
        new IsotonicCalibration(new double[] {-1, 0, 2}, new double[] {-3, -1, 0});

    assertThat(line.logOdds(-1)).isEqualTo(-3);
    assertThat(line.logOdds(0)).isEqualTo(-1);
    assertThat(line.logOdds(2)).isEqualTo(0);
    assertThat(line.logOdds(1)).isEqualTo(-0.5);
    assertThat(line.logOdds(-2)).isEqualTo(-5);
    assertThat(line.logOdds(4)).isEqualTo(1);
    assertThat(line.probability(4)).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-12));
  }

  @Test
  void straightens_an_s_that_platt_cannot() {
    // Log-odds that are steep in the middle and flat on both sides.
    DoubleUnaryOperator truth = z -> 3 * Math.tanh(2 * z) - 1;
    double[] logits = gaussian(40_000, 1);
    double[] labels = labels(logits, truth, 2);
    double[] later = gaussian(40_000, 3);
    double[] laterLabels = labels(later, truth, 4);

    IsotonicCalibration isotonic = IsotonicCalibration.fit(logits, labels);
    PlattCalibration platt = PlattCalibration.fit(logits, labels);

    double fitted = error(later, laterLabels, isotonic::probability);
    assertThat(fitted).isLessThan(0.015);
    assertThat(error(later, laterLabels, platt::probability)).isGreaterThan(2 * fitted);
    assertThat(error(later, laterLabels, IsotonicCalibrationTest::sigmoid))
        .isGreaterThan(5 * fitted);
  }

  @Test
  void events_of_equal_logits_share_their_probability() {
    // Two leaves of a small network: one in ten is positive, then six in ten.
    int count = 2_000;
    double[] logits = new double[count];
    double[] labels = new double[count];
    SplittableRandom random = new SplittableRandom(5);
    double[] positives = new double[2];
    for (int i = 0; i < count; i++) {
      int leaf = i % 2;
      logits[i] = leaf == 0 ? -1 : 2;
      labels[i] = random.nextDouble() < (leaf == 0 ? 0.1 : 0.6) ? 1 : 0;
      positives[leaf] += labels[i];
    }

    IsotonicCalibration calibration = IsotonicCalibration.fit(logits, labels);

    assertThat(calibration.probability(-1)).isCloseTo(positives[0] / 1_000, within(1e-3));
    assertThat(calibration.probability(2)).isCloseTo(positives[1] / 1_000, within(1e-3));
  }

  @Test
  void pools_that_lie_too_near_for_two_knots_share_one() {
    double[] logits = new double[1_200];
    double[] labels = new double[1_200];
    for (int i = 0; i < logits.length; i++) {
      int level = i / 400;
      logits[i] = new double[] {-1, 1, 1.0005}[level];
      labels[i] = i % 10 < new int[] {1, 4, 8}[level] ? 1 : 0;
    }

    IsotonicCalibration calibration = IsotonicCalibration.fit(logits, labels);

    assertThat(calibration.logits()).hasSize(2);
    assertThat(calibration.probability(-1)).isCloseTo(0.1, within(1e-3));
    assertThat(calibration.probability(1)).isCloseTo(0.6, within(1e-3));
  }

  @Test
  void has_few_knots_however_many_events() {
    double[] logits = gaussian(60_000, 6);

    IsotonicCalibration calibration =
        IsotonicCalibration.fit(logits, labels(logits, z -> 2 * z, 7));

    assertThat(calibration.logits()).hasSizeBetween(8, 16);
  }

  @Test
  void what_ranks_nothing_is_refused() {
    double[] logits = gaussian(2_000, 8);
    double[] upside = new double[2_000];
    for (int i = 0; i < upside.length; i++) {
      upside[i] = logits[i] > 0 ? 0 : 1;
    }

    assertThatThrownBy(() -> IsotonicCalibration.fit(logits, upside))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not rank the validation events");
    assertThatThrownBy(() -> IsotonicCalibration.fit(new double[2_000], upside))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not rank the validation events");
  }

  @Test
  void knots_that_do_not_rise_are_refused() {
    assertThatThrownBy(() -> new IsotonicCalibration(new double[] {0, 1}, new double[] {2, 2}))
        .hasMessageContaining("expected both to rise");
    assertThatThrownBy(() -> new IsotonicCalibration(new double[] {0}, new double[] {2}))
        .hasMessageContaining("from 2");
  }

  /** Expected calibration error over 20 bins of equally many events. */
  private static double error(double[] logits, double[] labels, DoubleUnaryOperator probability) {
    int[] order =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> logits[i]))
            .mapToInt(i -> i)
            .toArray();
    int size = logits.length / 20;
    double error = 0;
    for (int bin = 0; bin < 20; bin++) {
      double gap = 0;
      for (int i = bin * size; i < (bin + 1) * size; i++) {
        gap += labels[order[i]] - probability.applyAsDouble(logits[order[i]]);
      }
      error += Math.abs(gap) / size / 20;
    }
    return error;
  }

  private static double[] gaussian(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[count];
    Arrays.setAll(values, i -> 1.5 * random.nextGaussian());
    return values;
  }

  private static double[] labels(double[] logits, DoubleUnaryOperator logOdds, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return Arrays.stream(logits)
        .map(z -> random.nextDouble() < sigmoid(logOdds.applyAsDouble(z)) ? 1 : 0)
        .toArray();
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }
}
