package io.vigia.training.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.jobs.offline.FeatureTable;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RanksTest {

  @Property(tries = 100, seed = "11")
  void any_rank_of_any_numbers(
      @ForAll @Size(min = 1, max = 60) double[] values,
      @ForAll @IntRange(min = 1, max = 4) int workers,
      @ForAll long seed) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    SplittableRandom random = new SplittableRandom(seed);
    int rank = random.nextInt(values.length);
    try (LocalWorkers all =
        LocalWorkers.of(
            table(values, new long[values.length]), workers, row -> random.nextInt(workers))) {
      assertThat(Ranks.features(all, rank)).containsExactly(sorted[rank]);
    }
  }

  @Property(tries = 100, seed = "12")
  void any_rank_of_the_times(
      @ForAll @Size(min = 1, max = 60) long[] times,
      @ForAll @IntRange(min = 1, max = 4) int workers,
      @ForAll long seed) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    SplittableRandom random = new SplittableRandom(seed);
    int rank = random.nextInt(times.length);
    try (LocalWorkers all =
        LocalWorkers.of(
            table(new double[times.length], times), workers, row -> random.nextInt(workers))) {
      assertThat(Ranks.time(all, rank)).isEqualTo(sorted[rank]);
    }
  }

  @Test
  void missing_numbers_have_no_rank() {
    double[] values = {Double.NaN, 3, Double.NaN, 1, 2, Double.NaN};
    try (LocalWorkers all = LocalWorkers.of(table(values, new long[6]), 2, row -> row % 2)) {
      assertThat(Ranks.features(all, 1)).containsExactly(2);
    }
  }

  private static FeatureTable table(double[] values, long[] times) {
    return new FeatureTable(
        List.of("f0"),
        new String[0],
        times,
        values,
        new double[values.length],
        new long[values.length]);
  }
}
