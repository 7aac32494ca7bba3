package io.vigia.engine.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SeasonProfileTest {
  private static final long START = 1_700_000_000L * Specs.SECOND / Specs.DAY * Specs.DAY;

  private final SeasonProfile profile = new SeasonProfile.Kind(Specs.DAY, 24, 4).create();

  /** Values of a hour of a day, and then the next hour. */
  private void hour(int day, int hour, double... values) {
    for (int i = 0; i < values.length; i++) {
      profile.turnTo(START + day * Specs.DAY + hour * Specs.HOUR + i * Specs.SECOND);
      profile.learn(values[i]);
    }
    profile.turnTo(START + day * Specs.DAY + (hour + 1) * Specs.HOUR);
  }

  @Test
  void a_slot_knows_nothing_of_its_own_period() {
    int slot = profile.slot(START + 8 * Specs.HOUR);
    assertThat(slot).isEqualTo(8);
    profile.turnTo(START + 8 * Specs.HOUR);
    profile.learn(10);
    assertThat(profile.knows(8)).isFalse();
    profile.turnTo(START + 9 * Specs.HOUR - 1);
    assertThat(profile.knows(8)).isFalse();
    profile.turnTo(START + 9 * Specs.HOUR);
    assertThat(profile.knows(8)).isTrue();
    assertThat(profile.knows(9)).isFalse();
  }

  @Test
  void the_mean_is_that_of_the_periods_and_then_fades() {
    hour(0, 8, 10, 20);
    assertThat(profile.mean(8)).isEqualTo(15);
    hour(1, 8, 30);
    hour(2, 8, 30);
    hour(3, 8, 5);
    assertThat(profile.mean(8)).as("mean of 15, 30, 30, 5").isCloseTo(20, within(1e-9));
    hour(4, 8, 60);
    assertThat(profile.mean(8)).as("a fourth of the way to 60").isCloseTo(30, within(1e-9));
  }

  @Test
  void the_range_widens_at_once_and_narrows_slowly() {
    hour(0, 8, 10, 20);
    assertThat(profile.outside(8, 25)).isEqualTo(5);
    assertThat(profile.outside(8, 7)).isEqualTo(-3);
    assertThat(profile.outside(8, 20)).isZero();
    hour(1, 8, 5, 12);
    assertThat(profile.outside(8, 5)).isZero();
    assertThat(profile.outside(8, 20)).as("20 went a fourth of the way to 12").isEqualTo(2);
  }

  @Test
  void times_before_1970_have_their_slots_too() {
    assertThat(profile.slot(-1)).isEqualTo(23);
    assertThat(profile.slot(-Specs.DAY)).isZero();
  }
}
