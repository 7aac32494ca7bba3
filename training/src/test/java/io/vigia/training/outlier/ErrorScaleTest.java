package io.vigia.training.outlier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigia.training.data.UnsuitableDataException;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ErrorScaleTest {
  private final double[] errors = errors();
  private final ErrorScale scale = ErrorScale.fit(errors);

  private static double[] errors() {
    SplittableRandom random = new SplittableRandom(5);
    double[] errors = new double[20_001];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = Math.exp(random.nextGaussian() - 3);
    }
    return errors;
  }

  @Test
  void the_median_scores_a_tenth_and_one_in_a_thousand_nine_tenths() {
    double[] sorted = errors.clone();
    Arrays.sort(sorted);

    assertThat(scale.score(sorted[10_000])).isCloseTo(0.1, within(1e-9));
    assertThat(scale.score(sorted[19_980])).isCloseTo(0.9, within(1e-9));
  }

  @Property
  void scores_rise_with_the_error_within_zero_and_one(
      @ForAll @DoubleRange(min = 0, max = 1e6) double low,
      @ForAll @DoubleRange(min = 0.01, max = 1e6) double more) {
    assertThat(scale.score(low + more)).isBetween(scale.score(low), 1.0);
    assertThat(scale.score(low)).isGreaterThanOrEqualTo(0);
    assertThat(scale.score(2 * low + 1e-3)).isGreaterThan(scale.score(low));
  }

  @Test
  void events_that_all_come_back_are_refused() {
    assertThatThrownBy(() -> ErrorScale.fit(new double[] {0, 1e-12, 1e-9}))
        .isInstanceOf(UnsuitableDataException.class)
        .hasMessage(
            "the events come back from their components with an error of 1.0E-9 at the most, which"
                + " tells nothing apart: keep fewer components, such as pca: {variance: 0.9}, or"
                + " add inputs that depend on each other");
  }

  @Test
  void an_error_that_alerts_scores_nine_tenths_however_large_it_is() {
    double[] sorted = errors.clone();
    Arrays.sort(sorted);
    double largest = sorted[20_000];
    ErrorScale alerting = ErrorScale.fit(errors, 500 * largest);

    assertThat(alerting.score(sorted[10_000])).isCloseTo(0.1, within(1e-9));
    assertThat(alerting.score(500 * largest)).isCloseTo(0.9, within(1e-9));
    assertThat((float) alerting.score(501 * largest)).isGreaterThan((float) 0.9);
  }

  @Test
  void one_size_of_error_still_scores() {
    ErrorScale one = ErrorScale.fit(new double[] {0.5, 0.5, 0.5});

    assertThat(one.score(0.5)).isCloseTo(0.1, within(1e-9));
    assertThat(one.score(0.6)).isGreaterThan(0.9);
  }
}
