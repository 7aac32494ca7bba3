package io.vigia.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.model.Reference;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.Tables;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InputsTest {
  private static final double NONE = Double.NaN;

  @Test
  void known_numbers() {
    FeatureTable table = Tables.of(1, 2, 4, NONE, 4, 4, 5, 5, NONE, 7, 9);

    Reference.Feature input = Inputs.describe(table, 0, Tables.all(table));

    assertThat(input.name()).isEqualTo("f0");
    assertThat(input.mean()).isEqualTo(5);
    assertThat(input.std()).isEqualTo(2);
    assertThat(input.usual()).isEqualTo(5);
    assertThat(input.min()).isEqualTo(2);
    assertThat(input.max()).isEqualTo(9);
    assertThat(input.missing()).isEqualTo(2);
  }

  @Test
  void only_the_given_rows_and_column_count() {
    FeatureTable table = Tables.of(2, 1, 10, 2, 20, 3, 30, 4, 40);

    Reference.Feature input = Inputs.describe(table, 1, new int[] {0, 2});

    assertThat(input.name()).isEqualTo("f1");
    assertThat(input.mean()).isEqualTo(20);
    assertThat(input.min()).isEqualTo(10);
    assertThat(input.max()).isEqualTo(30);
  }

  @Test
  void the_histogram_counts_every_value_once_between_its_edges() {
    SplittableRandom random = new SplittableRandom(9);
    double[] values = random.doubles(5_000, -3, 12).toArray();
    values[17] = NONE;
    FeatureTable table = Tables.of(1, values);

    Reference.Feature input = Inputs.describe(table, 0, Tables.all(table));

    double[] edges = input.edges();
    assertThat(edges).hasSize(input.counts().length + 1).isSorted();
    assertThat(edges[0]).isEqualTo(input.min());
    assertThat(edges[edges.length - 1]).isCloseTo(input.max(), within(1e-9));
    assertThat(Arrays.stream(input.counts()).sum()).isEqualTo(4_999);
    for (int bin = 0; bin < input.counts().length; bin++) {
      double from = edges[bin];
      double to = bin + 1 < input.counts().length ? edges[bin + 1] : Double.MAX_VALUE;
      assertThat(input.counts()[bin])
          .isEqualTo(Arrays.stream(values).filter(v -> v >= from && v < to).count());
    }
  }

  @Test
  void a_constant_input_has_no_deviation_and_one_full_bin() {
    FeatureTable table = Tables.of(1, 3, 3, 3);

    Reference.Feature input = Inputs.describe(table, 0, Tables.all(table));

    assertThat(input.std()).isZero();
    assertThat(input.usual()).isEqualTo(3);
    assertThat(input.counts()[0]).isEqualTo(3);
    assertThat(input.edges()).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void an_input_that_is_always_missing_is_described_by_zeros() {
    FeatureTable table = Tables.of(1, NONE, NONE);

    Reference.Feature input = Inputs.describe(table, 0, Tables.all(table));

    assertThat(input.mean()).isZero();
    assertThat(input.std()).isZero();
    assertThat(input.usual()).isZero();
    assertThat(input.missing()).isEqualTo(2);
    assertThat(Arrays.stream(input.counts()).sum()).isZero();
  }
}
