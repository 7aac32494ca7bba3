package io.vigia.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;

class RangeTest {

  @Property(tries = 500, seed = "7")
  void zero_is_a_step_and_the_ends_are_within_half_a_step(
      @ForAll @FloatRange(min = -1e6f, max = 1e6f) float a,
      @ForAll @FloatRange(min = -1e6f, max = 1e6f) float b) {
    float low = Math.min(a, b);
    float high = Math.max(a, b);

    Range range = Range.of(low, high);

    assertThat(range.zero()).isBetween(0, 255);
    assertThat(range.scale()).isPositive();
    assertThat(range.value(range.quantise(0))).isZero();
    // A range of nothing is given some width.
    double half = range.scale() * 0.501 + 1e-6;
    assertThat(range.low()).isCloseTo(Math.min(0, low), within(half));
    assertThat(range.high()).isCloseTo(Math.max(0, high), within(half));
  }

  @Property(tries = 500, seed = "7")
  void a_value_inside_comes_back_within_half_a_step_and_one_outside_at_the_end(
      @ForAll @FloatRange(min = -100, max = 100) float value,
      @ForAll @FloatRange(min = 0.1f, max = 50) float high) {
    Range range = Range.of(-high / 3, high);

    double back = range.value(range.quantise(value));

    double held = Math.max(range.low(), Math.min(range.high(), value));
    assertThat(back).isCloseTo(held, within(range.scale() * 0.501));
    assertThat(range.quantise(back)).isEqualTo(range.quantise(value));
  }
}
