package io.vigia.engine.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TailMemoryTest {
  private static final TailMemory.Kind KIND = new TailMemory.Kind(0.05, 12, 1, 50);

  private static TailMemory exponential(double mean, int values) {
    TailMemory memory = new TailMemory(KIND);
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < values; i++) {
      memory.learn(-mean * Math.log(1 - random.nextDouble()), 0);
    }
    return memory;
  }

  /** Of exponentially distributed values, −ln of the share that is larger than v is v / mean. */
  @Test
  void of_exponential_values_it_is_the_value_by_the_mean() {
    for (double mean : new double[] {1e-6, 1, 3e9}) {
      TailMemory memory = exponential(mean, 19_000);
      for (double times : new double[] {0.1, 0.5, 1, 2, 2.9, 3.2, 5, 8}) {
        assertThat(memory.surprise(times * mean))
            .as(times + " times " + mean)
            .isCloseTo(times, within(0.06 * Math.max(1, times)));
      }
      assertThat(memory.surprise(100 * mean)).isEqualTo(12);
      assertThat(memory.surprise(0)).isZero();
      assertThat(memory.surprise(-1)).isZero();
    }
  }

  @Test
  void it_does_not_fall_when_the_value_rises() {
    TailMemory memory = exponential(1, 5_000);
    double before = 0;
    for (double value = 0; value < 20; value += 0.01) {
      double surprise = memory.surprise(value);
      assertThat(surprise).isGreaterThanOrEqualTo(before);
      before = surprise;
    }
  }

  @Test
  void it_says_nothing_before_it_knows_enough() {
    TailMemory memory = new TailMemory(KIND);
    for (int i = 0; i < 50; i++) {
      assertThat(memory.isWarm()).isFalse();
      memory.learn(i, Double.NaN);
    }
    assertThat(memory.isWarm()).isTrue();
  }

  @Test
  void values_that_are_all_the_same_make_any_larger_one_a_surprise() {
    TailMemory memory = new TailMemory(KIND);
    for (int i = 0; i < 100; i++) {
      memory.learn(0, 0);
    }
    assertThat(memory.surprise(0)).isZero();
    assertThat(memory.surprise(-0.0)).isZero();
    assertThat(memory.surprise(1e-9)).isEqualTo(12);
  }

  @Test
  void what_reaches_the_clip_is_learned_only_when_it_goes_on() {
    TailMemory memory = exponential(1, 1_000);
    double once = memory.surprise(11);
    memory.learn(1_000, 12);
    assertThat(memory.surprise(11)).as("one is no new normal").isEqualTo(once);
    memory.learn(1_000, 12);
    assertThat(memory.surprise(11)).as("two are").isLessThan(once);
  }

  @Test
  void it_forgets() {
    TailMemory memory = exponential(1, 10_000);
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 100_000; i++) {
      memory.learn(-100 * Math.log(1 - random.nextDouble()), 0);
    }
    assertThat(memory.surprise(500)).isCloseTo(5, within(0.4));
  }

  @Test
  void values_beyond_floats_do_no_harm() {
    TailMemory memory = exponential(1, 1_000);
    memory.learn(1e300, 0);
    memory.learn(Double.MAX_VALUE, 0);
    assertThat(memory.surprise(1e300)).isBetween(0.0, 12.0);
    assertThat(memory.surprise(0.5)).isBetween(0.0, 12.0);
  }
}
