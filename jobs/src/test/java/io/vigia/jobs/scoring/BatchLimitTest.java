package io.vigia.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchLimitTest {
  private static final long TARGET = 1_000_000;

  @Test
  void a_light_model_gets_full_batches() {
    BatchLimit limit = new BatchLimit(256, TARGET);
    assertThat(limit.rows()).isEqualTo(16);
    for (int i = 0; i < 240; i++) {
      limit.measured(limit.rows(), TARGET / 2);
    }
    assertThat(limit.rows()).isEqualTo(256);
    limit.measured(256, TARGET / 2);
    assertThat(limit.rows()).isEqualTo(256);
  }

  @Test
  void batches_that_were_not_full_say_nothing_of_larger_ones() {
    BatchLimit limit = new BatchLimit(256, TARGET);
    limit.measured(15, 1);
    assertThat(limit.rows()).isEqualTo(16);
  }

  @Test
  void one_beyond_the_target_takes_a_tenth() {
    BatchLimit limit = new BatchLimit(256, TARGET);
    limit.measured(16, TARGET + 1);
    assertThat(limit.rows()).isEqualTo(14);
    for (int i = 0; i < 20; i++) {
      limit.measured(limit.rows(), TARGET + 1);
    }
    assertThat(limit.rows()).isEqualTo(1);
  }

  @Test
  void starts_no_higher_than_its_most() {
    assertThat(new BatchLimit(3, TARGET).rows()).isEqualTo(3);
  }

  /** Chiu and Jain's claim for one user: it reaches what the target allows and stays about it. */
  @Property(tries = 200, seed = "3")
  void settles_about_what_the_target_allows(
      @ForAll @IntRange(min = 1, max = 400) int allowed, @ForAll long seed) {
    SplittableRandom noise = new SplittableRandom(seed);
    BatchLimit limit = new BatchLimit(256, TARGET);
    double sum = 0;
    int batches = 2000;
    for (int i = 0; i < 2 * batches; i++) {
      double time = (double) TARGET / allowed * limit.rows() * noise.nextDouble(0.98, 1.0);
      limit.measured(limit.rows(), (long) time);
      assertThat(limit.rows()).isBetween(1, 256);
      sum += i >= batches ? limit.rows() : 0;
    }
    int expected = Math.min(256, allowed);
    assertThat(sum / batches).isBetween(0.85 * expected - 1, 1.05 * expected + 1);
  }
}
