package io.vigia.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.model.Reference;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.Tables;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PreprocessingTest {
  private static final double NONE = Double.NaN;

  @Test
  void a_varying_input_has_mean_0_and_deviation_1() {
    double[] prepared = column(2, 4, 4, 4, 5, 5, 7, 9);

    assertThat(prepared)
        .containsExactly(new double[] {-1.5, -.5, -.5, -.5, 0, 0, 1, 2}, within(1e-6));
  }

  @Test
  void a_missing_value_becomes_the_median_not_the_mean() {
    double[] prepared = column(0, 1, 1, NONE, 8);

    assertThat(prepared[3]).isEqualTo(prepared[1]).isNegative();
  }

  @Test
  void a_constant_input_becomes_0_missing_or_not() {
    assertThat(column(5, 5, NONE, 5)).containsOnly(0);
    // The rounding of a sum is no variation.
    assertThat(column(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1)).containsOnly(0);
    assertThat(column(1e15, 1e15, 1e15)).containsOnly(0);
  }

  @Test
  void an_input_that_is_always_missing_becomes_0() {
    assertThat(column(NONE, NONE, NONE)).containsOnly(0);
  }

  /** The definition, by itself: logarithms by the root of the mean square, standardised. */
  @Test
  void a_compressed_input_is_a_standardised_logarithm() {
    double[] raw = {0, 0, 0, 3, 40, 500, 0, 2};
    double size = Math.sqrt(Arrays.stream(raw).map(x -> x * x).average().orElseThrow());

    assertThat(compressed(raw))
        .containsExactly(
            standardised(Arrays.stream(raw).map(x -> Math.log(1 + 16 * x / size)).toArray()),
            within(1e-5));
  }

  @Test
  void a_compressed_input_with_negative_values_begins_at_the_least() {
    double[] raw = {-1, 0, 0.5, 3, -0.5, 2, 0, 1};
    double size = Math.sqrt(Arrays.stream(raw).map(x -> (x + 1) * (x + 1)).average().orElseThrow());

    assertThat(compressed(raw))
        .containsExactly(
            standardised(Arrays.stream(raw).map(x -> Math.log(1 + (x + 1) / size)).toArray()),
            within(1e-5));
  }

  @Test
  void a_constant_input_is_0_compressed_too() {
    assertThat(compressed(5, 5, NONE, 5)).containsOnly(0);
    assertThat(compressed(NONE, NONE)).containsOnly(0);
  }

  private static double[] standardised(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double deviation =
        Math.sqrt(Arrays.stream(values).map(y -> (y - mean) * (y - mean)).average().orElseThrow());
    return Arrays.stream(values).map(y -> (y - mean) / deviation).toArray();
  }

  private static double[] compressed(double... values) {
    FeatureTable table = Tables.of(1, values);
    Preprocessing preprocessing =
        Preprocessing.of(List.of(Inputs.describe(table, 0, Tables.all(table))), InputScale.LOG);
    return apply(
        Reduction.fit(table, Tables.all(table), preprocessing, Optional.empty()).preprocessing(),
        table);
  }

  @Test
  void compressed_values_beyond_the_range_of_floats_make_numbers() {
    FeatureTable table = Tables.of(1, 1e-30, 2e-30, 0, NONE);
    Reduction reduction =
        Reduction.fit(
            table,
            Tables.all(table),
            Preprocessing.of(List.of(Inputs.describe(table, 0, Tables.all(table))), InputScale.LOG),
            Optional.empty());

    assertThat(apply(reduction.preprocessing(), Tables.of(1, 1e300, -1e308)))
        .doesNotContain(NONE, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
  }

  @Test
  void values_far_out_are_clipped_and_infinities_too() {
    FeatureTable fit = Tables.of(1, -1, 1);
    Preprocessing preprocessing =
        Preprocessing.of(List.of(Inputs.describe(fit, 0, Tables.all(fit))));
    FeatureTable far =
        Tables.of(1, 7.5, 100, -1e30, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

    assertThat(apply(preprocessing, far)).containsExactly(7.5, 8, -8, 8, -8);
  }

  @Test
  void values_beyond_the_range_of_floats_make_numbers() {
    assertThat(column(1e300, 1, 2, -1e300)).doesNotContain(NONE);
    assertThat(column(1e308, 1e308, 1e308, 1)).doesNotContain(NONE);
    FeatureTable constant = Tables.of(1, 3, 3);
    Preprocessing preprocessing =
        Preprocessing.of(List.of(Inputs.describe(constant, 0, Tables.all(constant))));

    assertThat(apply(preprocessing, Tables.of(1, 1e300, -1e300))).containsOnly(0, -0.0);
  }

  @Test
  void each_input_is_prepared_by_its_own_numbers() {
    FeatureTable table = Tables.of(2, 1, 100, 3, 300);
    Preprocessing preprocessing =
        Preprocessing.of(
            IntStream.range(0, 2)
                .mapToObj(i -> Inputs.describe(table, i, Tables.all(table)))
                .toList());
    double[] out = new double[2];

    preprocessing.apply(table, 1, out);

    assertThat(preprocessing.width()).isEqualTo(2);
    assertThat(out).containsExactly(1, 1);
  }

  private static double[] column(double... values) {
    FeatureTable table = Tables.of(1, values);
    Reference.Feature input = Inputs.describe(table, 0, Tables.all(table));
    return apply(Preprocessing.of(List.of(input)), table);
  }

  private static double[] apply(Preprocessing preprocessing, FeatureTable table) {
    double[] prepared = new double[table.rows()];
    double[] out = new double[1];
    for (int row = 0; row < prepared.length; row++) {
      preprocessing.apply(table, row, out);
      prepared[row] = out[0];
    }
    return prepared;
  }
}
