package io.vigia.app.evaluate;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Which keys are known to be compromised on a day, so that finding them again is no merit: those
 * with a positive event on a day from {@code from} up to {@code delay} and one day before it, as
 * the <i>Fraud Detection Handbook</i> evaluates (its investigators know the frauds of a day when
 * the delay has passed).
 */
final class KnownKeys {
  static final long DAY = Duration.ofDays(1).toMillis() * 1000;

  private final long fromDay;
  private final long delay;
  // Key -> start of the first day with a positive event of it.
  private final Map<String, Long> first = new HashMap<>();

  /**
   * None known yet.
   *
   * @param from earlier days do not count; microseconds since 1970
   * @param delay after which the truth about a day is known
   */
  KnownKeys(long from, Duration delay) {
    this.fromDay = Math.floorDiv(from, DAY);
    this.delay = delay.toMillis() * 1000;
  }

  /** Takes a positive event. */
  void positive(String key, long time) {
    long day = Math.floorDiv(time, DAY);
    if (day >= fromDay) {
      first.merge(key, day * DAY, Math::min);
    }
  }

  /** Whether a key is known on the day of a time. */
  boolean isKnown(String key, long time) {
    Long day = first.get(key);
    return day != null && day <= Math.floorDiv(time, DAY) * DAY - delay - DAY;
  }
}
