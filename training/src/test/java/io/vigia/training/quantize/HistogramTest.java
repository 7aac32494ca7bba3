package io.vigia.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HistogramTest {

  @Property(tries = 300, seed = "7")
  void a_quantile_is_within_a_bin_of_the_sorted_values(
      @ForAll @Size(50) float @FloatRange(min = -1000, max = 1000) [] values,
      @ForAll @FloatRange(min = 0.02f, max = 1) float share) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(-1e6f, Math.min(1e6f, values[i]));
    }
    Histogram histogram = of(values);

    double found = histogram.quantile(share);

    float[] sorted = values.clone();
    Arrays.sort(sorted);
    double wanted = sorted[(int) Math.ceil((double) share * sorted.length) - 1];
    // Bins are a 64th of a power of two wide; below 2^-20 all is 0.
    assertThat(found).isCloseTo(wanted, within(Math.abs(wanted) / 64 + 1e-6));
  }

  @Test
  void an_outlier_takes_nothing_from_the_precision_of_a_quantile() {
    float[] values = Samples.normal(1, 100_000);
    double before = of(values).quantile(0.999);
    values[17] = 1e6f;

    assertThat(of(values).quantile(0.999)).isCloseTo(before, within(0.03));
    assertThat(before).isCloseTo(3.09, within(0.1));
  }

  @Test
  void the_expected_error_is_that_of_rounding_and_cutting_off() {
    float[] values = Samples.normal(2, 200_000);
    double low = -2.5;
    double high = 2;

    double error = of(values).squaredError(low, high);

    double step = (high - low) / 255;
    double counted = 0;
    for (float value : values) {
      double rounded = Math.rint(Math.max(low, Math.min(high, value)) / step) * step;
      counted += (value - rounded) * (value - rounded);
    }
    assertThat(error).isCloseTo(counted, within(0.02 * counted));
  }

  @Test
  void values_that_are_not_finite_are_counted_apart() {
    Histogram histogram = of(Float.NaN, 1, Float.POSITIVE_INFINITY, 2);

    assertThat(histogram.strange()).isEqualTo(2);
    assertThat(histogram.count()).isEqualTo(2);
    assertThat(histogram.highest()).isEqualTo(2);
  }

  static Histogram of(float... values) {
    Histogram histogram = new Histogram();
    for (float value : values) {
      histogram.add(value);
    }
    return histogram;
  }

  /** Values with heavy tails: Student's distribution with three degrees of freedom. */
  static float[] heavyTailed(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] normal = Sketch.normal(random, 4 * count, 1);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      double sum = 0;
      for (int k = 1; k < 4; k++) {
        sum += normal[4 * i + k] * normal[4 * i + k];
      }
      values[i] = (float) (normal[4 * i] / Math.sqrt(sum / 3));
    }
    return values;
  }
}
