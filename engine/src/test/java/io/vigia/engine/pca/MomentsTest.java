package io.vigia.engine.pca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MomentsTest {

  @Test
  void mean_and_covariance_of_a_textbook_example() {
    Moments moments = new Moments(2);
    for (double[] row : new double[][] {{2, 1}, {4, 3}, {6, 2}, {8, 6}}) {
      moments.add(row);
    }
    assertThat(moments.count()).isEqualTo(4);
    assertThat(moments.weight()).isEqualTo(4);
    assertThat(moments.mean()).containsExactly(5, 3);
    assertThat(moments.covariance(0, 0)).isEqualTo(5);
    assertThat(moments.covariance(0, 1)).isEqualTo(3.5);
    assertThat(moments.covariance(1, 0)).isEqualTo(3.5);
    assertThat(moments.covariance(1, 1)).isEqualTo(3.5);
    assertThat(moments.std()).containsExactly(Math.sqrt(5), Math.sqrt(3.5));
  }

  @Test
  void standardised_covariances_are_pearsons_correlations() {
    Moments moments = new Moments(3);
    for (double[] row : new double[][] {{2, 1, 7}, {4, 3, 7}, {6, 2, 7}, {8, 6, 7}}) {
      moments.add(row);
    }

    Moments standardised = moments.standardised();

    assertThat(standardised.mean()).containsExactly(0, 0, 0);
    assertThat(standardised.covariance(0, 0)).isCloseTo(1, within(1e-12));
    assertThat(standardised.covariance(0, 1)).isCloseTo(3.5 / Math.sqrt(17.5), within(1e-12));
    assertThat(standardised.covariance(2, 2)).isZero();
    assertThat(standardised.covariance(0, 2)).isZero();
    assertThat(standardised.count()).isEqualTo(4);
  }

  @Test
  void of_nothing_all_is_zero() {
    assertThat(new Moments(2).mean()).containsExactly(0, 0);
    assertThat(new Moments(2).covariance(1, 0)).isZero();
  }

  @Test
  void data_far_from_zero_keeps_its_digits() {
    Moments moments = new Moments(1);
    for (double value : new double[] {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16}) {
      moments.add(new double[] {value});
    }
    assertThat(moments.covariance(0, 0)).isEqualTo(22.5);
  }

  @Test
  void a_weight_counts_as_so_many_vectors() {
    Moments weighted = new Moments(2);
    Moments repeated = new Moments(2);
    double[] values = {9, 1, 2, 3, 5};
    weighted.add(values, 1, 3);
    weighted.add(values, 3, 1);
    for (int i = 0; i < 3; i++) {
      repeated.add(new double[] {1, 2});
    }
    repeated.add(new double[] {3, 5});
    assertThat(weighted.count()).isEqualTo(2);
    assertThat(weighted.weight()).isEqualTo(repeated.weight());
    assertClose(weighted, repeated, 1e-15);
  }

  @Property(tries = 200, seed = "11")
  void merging_any_split_equals_one_pass(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 8) int width,
      @ForAll @IntRange(min = 1, max = 200) int rows,
      @ForAll @IntRange(min = 1, max = 6) int parts) {
    SplittableRandom random = new SplittableRandom(seed);
    Moments whole = new Moments(width);
    Moments[] split = new Moments[parts];
    for (int i = 0; i < parts; i++) {
      split[i] = new Moments(width);
    }
    for (int row = 0; row < rows; row++) {
      double[] values = new double[width];
      for (int j = 0; j < width; j++) {
        values[j] = 1000 * (j + 1) + random.nextDouble() * 10;
      }
      double weight = 0.5 + random.nextDouble();
      whole.add(values, 0, weight);
      split[random.nextInt(parts)].add(values, 0, weight);
    }
    Moments merged = new Moments(width);
    for (Moments part : split) {
      merged.merge(part);
    }
    assertThat(merged.count()).isEqualTo(whole.count());
    assertThat(merged.weight()).isCloseTo(whole.weight(), within(1e-9));
    assertClose(merged, whole, 1e-9);
  }

  private static void assertClose(Moments found, Moments expected, double tolerance) {
    for (int i = 0; i < expected.width(); i++) {
      assertThat(found.mean()[i]).isCloseTo(expected.mean()[i], within(tolerance * 1e4));
      for (int j = 0; j < expected.width(); j++) {
        assertThat(found.covariance(i, j))
            .isCloseTo(expected.covariance()[i][j], within(tolerance * 100));
      }
    }
  }

  @Test
  void refuses_what_it_cannot_count() {
    Moments moments = new Moments(2);
    assertThatThrownBy(() -> moments.add(new double[] {1, Double.NaN}))
        .hasMessage("value 1 is NaN, expected a finite number: impute missing values");
    assertThatThrownBy(() -> moments.add(new double[] {1, 2}, 0, 0))
        .hasMessage("weight is 0.0, expected a finite number above 0");
    assertThatThrownBy(() -> moments.merge(new Moments(3)))
        .hasMessage("moments of vectors of 3 numbers, expected 2");
    assertThatThrownBy(() -> new Moments(0)).hasMessage("width is 0, expected at least 1");
    assertThat(moments.count()).isZero();
  }
}
