package io.vigia.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ModelTimeTest {

  @Test
  void says_nothing_before_the_first_batch() {
    assertThat(new ModelTime().nanos(256)).isEqualTo(0);
  }

  @Test
  void of_one_size_alone_the_rows_are_all_that_costs() {
    ModelTime time = new ModelTime();
    for (int i = 0; i < 5; i++) {
      time.measured(8, 4_000);
    }
    assertThat(time.nanos(256)).isCloseTo(128_000, within(1e-6));
    assertThat(time.nanos(8)).isCloseTo(4_000, within(1e-6));
  }

  @Property(tries = 100, seed = "7")
  void finds_the_cost_of_a_call_and_of_a_row(
      @ForAll @IntRange(min = 0, max = 20_000) int call,
      @ForAll @IntRange(min = 1, max = 50_000) int row,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ModelTime time = new ModelTime();
    for (int i = 0; i < 50; i++) {
      int size = random.nextInt(1, 9);
      time.measured(size, call + (long) row * size);
    }
    double full = call + 256.0 * row;
    assertThat(time.nanos(256)).isCloseTo(full, within(1e-3 * full + 1));
  }
}
