package io.vigia.engine.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SuppressionTest {
  private static final Suppression HOUR = Suppression.during(Duration.ofHours(1));

  @Test
  void the_first_alert_passes_and_holds_back_those_within_the_duration() {
    long hour = 3_600_000_000L;
    assertThat(HOUR.micros()).isEqualTo(hour);
    assertThat(HOUR.holdsBack(Suppression.NEVER, -5)).isFalse();
    long latest = HOUR.after(Suppression.NEVER, 10 * hour);
    assertThat(latest).isEqualTo(10 * hour);
    assertThat(HOUR.holdsBack(latest, 10 * hour)).isTrue();
    assertThat(HOUR.holdsBack(latest, 11 * hour - 1)).isTrue();
    assertThat(HOUR.holdsBack(latest, 11 * hour)).isFalse();
    assertThat(HOUR.expiresAt(latest)).isEqualTo(11 * hour);
  }

  @Test
  void a_late_event_is_held_back_by_the_alert_after_it() {
    assertThat(new Suppression(100).holdsBack(1000, 901)).isTrue();
    assertThat(new Suppression(100).holdsBack(1000, 900)).isFalse();
    assertThat(new Suppression(100).after(1000, 900)).isEqualTo(1000);
  }

  @Test
  void sub_second_durations_count() {
    assertThat(Suppression.during(Duration.ofMillis(1500)).micros()).isEqualTo(1_500_000);
    assertThatThrownBy(() -> Suppression.during(Duration.ZERO))
        .hasMessage("suppression for 0 microseconds, expected a duration above 0");
  }

  /** In any order of arrival within the duration, alerts of a key are a duration apart. */
  @Property(tries = 500, seed = "41")
  void alerts_are_a_duration_apart_while_events_are_less_late_than_it(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = -99, max = 150) Integer> steps) {
    Suppression suppression = new Suppression(100);
    long latest = Suppression.NEVER;
    List<Long> alerts = new ArrayList<>();
    long newest = 0;
    for (int step : steps) {
      // No event is later than the duration behind the newest one seen.
      long time = Math.max(newest + step, newest - 99);
      newest = Math.max(newest, time);
      if (!suppression.holdsBack(latest, time)) {
        latest = suppression.after(latest, time);
        alerts.add(time);
      }
    }
    alerts.sort(null);
    for (int i = 1; i < alerts.size(); i++) {
      assertThat(alerts.get(i) - alerts.get(i - 1)).isGreaterThanOrEqualTo(100);
    }
  }

  /** Nothing is lost: every candidate alerts or lies within the duration of one that does. */
  @Property(tries = 300, seed = "42")
  void what_is_held_back_lies_near_an_alert(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 0, max = 2000) Integer> times) {
    Suppression suppression = new Suppression(100);
    long latest = Suppression.NEVER;
    List<Long> alerts = new ArrayList<>();
    for (long time : times) {
      if (suppression.holdsBack(latest, time)) {
        assertThat(alerts).anyMatch(alert -> Math.abs(alert - time) < 100);
      } else {
        latest = suppression.after(latest, time);
        alerts.add(time);
      }
    }
  }
}
