package io.vigia.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.spec.ModelSpec.PcaSpec;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.Tables;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReductionTest {
  private static final int ROWS = 2_000;

  private final FeatureTable table = table();

  @Test
  void without_components_the_network_sees_the_prepared_inputs() {
    Reduction reduction = reduction(Optional.empty());

    float[] inputs = reduction.apply(table, new int[] {5, 3});

    double[] prepared = new double[3];
    assertThat(reduction.width()).isEqualTo(3);
    reduction.preprocessing().apply(table, 5, prepared);
    assertThat(inputs[0]).isEqualTo((float) prepared[0]);
    reduction.preprocessing().apply(table, 3, prepared);
    assertThat(inputs[5]).isEqualTo((float) prepared[2]);
  }

  @Test
  void inputs_that_say_the_same_become_one_component() {
    Reduction reduction = reduction(pca(0.999, false));

    assertThat(reduction.width()).isEqualTo(2);
    // Two standardised inputs that move together have the variance of both.
    assertThat(variance(reduction, 0)).isCloseTo(2, within(0.01));
    assertThat(variance(reduction, 1)).isCloseTo(1, within(0.01));
  }

  @Test
  void whitened_components_have_variance_1_and_no_covariance() {
    Reduction reduction = reduction(pca(0.999, true));

    assertThat(variance(reduction, 0)).isCloseTo(1, within(0.01));
    assertThat(variance(reduction, 1)).isCloseTo(1, within(0.01));
    float[] inputs = reduction.apply(table, Tables.all(table));
    double product = 0;
    for (int at = 0; at < inputs.length; at += 2) {
      product += inputs[at] * inputs[at + 1] / ROWS;
    }
    assertThat(product).isCloseTo(0, within(1e-4));
  }

  @Test
  void a_number_of_components_may_be_asked_for() {
    Optional<PcaSpec> one =
        Optional.of(new PcaSpec(OptionalDouble.empty(), OptionalInt.of(1), false));

    assertThat(reduction(one).width()).isEqualTo(1);
  }

  @Test
  void components_that_are_kept_give_what_they_gave_before() {
    Reduction whole = reduction(pca(1, true));

    for (int[] kept : new int[][] {{0}, {1}, {0, 1}}) {
      Reduction some = whole.keep(kept);

      assertThat(some.width()).isEqualTo(kept.length);
      float[] expected = whole.apply(table, Tables.all(table));
      float[] projected = some.apply(table, Tables.all(table));
      for (int at = 0; at < projected.length; at++) {
        int row = at / kept.length;
        assertThat(projected[at]).isEqualTo(expected[row * whole.width() + kept[at % kept.length]]);
      }
    }
  }

  @Test
  void components_come_from_the_rows_to_learn_from_alone() {
    int[] half = IntStream.range(0, ROWS / 2).toArray();
    FeatureTable changed = table();
    for (int at = 3 * ROWS / 2; at < changed.values().length; at++) {
      changed.values()[at] = 1_000;
    }

    float[] expected = fit(table, half).apply(table, half);

    assertThat(fit(changed, half).apply(changed, half)).isEqualTo(expected);
  }

  @Test
  void inputs_that_never_vary_have_no_components() {
    FeatureTable constant = Tables.of(3, 1, 2, 3, 1, 2, 3, 1, 2, 3);

    assertThatThrownBy(() -> fit(constant, Tables.all(constant)))
        .isInstanceOf(UnsuitableDataException.class)
        .hasMessage(
            "no principal components of the 3 events to learn from: principal components of"
                + " constant data: every vector is the same; do the fields of the features hold"
                + " anything?");
  }

  private static Reduction fit(FeatureTable table, int[] rows) {
    return fit(table, rows, pca(0.999, false));
  }

  private static Reduction fit(FeatureTable table, int[] rows, Optional<PcaSpec> spec) {
    return Reduction.fit(
        table,
        rows,
        Preprocessing.of(
            IntStream.range(0, 3).mapToObj(i -> Inputs.describe(table, i, rows)).toList()),
        spec);
  }

  private Reduction reduction(Optional<PcaSpec> spec) {
    return fit(table, Tables.all(table), spec);
  }

  private static Optional<PcaSpec> pca(double variance, boolean whiten) {
    return Optional.of(new PcaSpec(OptionalDouble.of(variance), OptionalInt.empty(), whiten));
  }

  private double variance(Reduction reduction, int column) {
    float[] inputs = reduction.apply(table, Tables.all(table));
    double sum = 0;
    double squares = 0;
    for (int row = 0; row < ROWS; row++) {
      double value = inputs[row * reduction.width() + column];
      sum += value;
      squares += value * value;
    }
    return squares / ROWS - sum / ROWS * (sum / ROWS);
  }

  /** The second input is ten times the first, the third has nothing to do with them. */
  private static FeatureTable table() {
    SplittableRandom random = new SplittableRandom(2);
    double[] values = new double[3 * ROWS];
    for (int at = 0; at < values.length; at += 3) {
      values[at] = random.nextDouble();
      values[at + 1] = 10 * values[at] + 3;
      values[at + 2] = random.nextDouble();
    }
    return Tables.of(3, values);
  }
}
