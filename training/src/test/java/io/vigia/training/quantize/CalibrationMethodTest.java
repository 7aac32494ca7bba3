package io.vigia.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CalibrationMethodTest {
  private static final int COUNT = 100_000;

  @Test
  void min_max_takes_the_ends() {
    float[] values = Samples.normal(3, COUNT);
    float[] sorted = values.clone();
    Arrays.sort(sorted);

    assertThat(choose(CalibrationMethod.MIN_MAX, values))
        .containsExactly(sorted[0], sorted[COUNT - 1]);
  }

  @Test
  void a_percentile_cuts_off_as_many_as_it_says_at_each_end() {
    float[] values = HistogramTest.heavyTailed(3, COUNT);

    double[] ends = choose(CalibrationMethod.PERCENTILE, values);

    long below = count(values, Double.NEGATIVE_INFINITY, ends[0]);
    long above = count(values, ends[1], Double.POSITIVE_INFINITY);
    assertThat(below).isBetween(5L, 15L);
    assertThat(above).isBetween(5L, 15L);
  }

  /** By trying every threshold of a grid on the values themselves. */
  @Test
  void the_least_squared_error_is_found() {
    float[] values = HistogramTest.heavyTailed(4, COUNT);

    double[] ends = choose(CalibrationMethod.MSE, values);

    double least = Double.POSITIVE_INFINITY;
    for (double end = 2; end < 100; end *= 1.05) {
      least = Math.min(least, error(values, -end, end));
    }
    assertThat(error(values, ends[0], ends[1])).isLessThan(1.05 * least);
    assertThat(error(values, ends[0], ends[1]))
        .isLessThan(0.9 * error(values, choose(CalibrationMethod.MIN_MAX, values)));
  }

  @ParameterizedTest
  @EnumSource(CalibrationMethod.class)
  void rectified_values_start_at_0(CalibrationMethod method) {
    float[] values = Samples.normal(5, COUNT);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(0, values[i]);
    }

    double[] ends = choose(method, values);

    assertThat(ends[0]).isZero();
    assertThat(Range.of(ends[0], ends[1]).zero()).isZero();
    assertThat(ends[1]).isCloseTo(4, within(1.0));
  }

  private static double[] choose(CalibrationMethod method, float[] values) {
    return method.choose(HistogramTest.of(values), 0.9999);
  }

  private static double error(float[] values, double... ends) {
    double step = (ends[1] - ends[0]) / 255;
    double sum = 0;
    for (float value : values) {
      double rounded = Math.rint(Math.max(ends[0], Math.min(ends[1], value)) / step) * step;
      sum += (value - rounded) * (value - rounded);
    }
    return sum;
  }

  private static long count(float[] values, double from, double to) {
    long count = 0;
    for (float value : values) {
      count += value > from && value < to ? 1 : 0;
    }
    return count;
  }
}
