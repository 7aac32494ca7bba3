package io.vigia.engine.decide;

import java.time.Duration;

/**
 * After an alert, further alerts of the same key are held back for a while of event time. What has
 * to be remembered of a key is one number: the event time of its latest alert.
 *
 * <p>Events may come out of order. An alert is held back when its event lies within the duration of
 * the latest alert, before or behind it: had they come in order, one of the two would have been
 * held back as well. So any order gives alerts that are at least the duration apart, as long as no
 * event is later than the duration; one that is even later is held against nothing and alerts,
 * because an alert too many is better than one too few.
 *
 * @param micros how long, in microseconds of event time
 */
public record Suppression(long micros) {
  /** The state of a key that never alerted. */
  public static final long NEVER = Long.MIN_VALUE;

  public Suppression {
    if (micros <= 0) {
      throw new IllegalArgumentException(
          "suppression for " + micros + " microseconds, expected a duration above 0");
    }
  }

  /** Suppression for a duration. */
  public static Suppression during(Duration duration) {
    return new Suppression(
        Math.multiplyExact(duration.toSeconds(), 1_000_000L) + duration.toNanosPart() / 1_000);
  }

  /**
   * Whether an alert is held back.
   *
   * @param latest event time of the key's latest alert that was not held back, or {@link #NEVER}
   * @param time event time of the candidate, microseconds since 1970
   */
  public boolean holdsBack(long latest, long time) {
    return latest != NEVER && Math.abs(time - latest) < micros;
  }

  /** The state after an alert that was not held back. */
  public long after(long latest, long time) {
    return Math.max(latest, time);
  }

  /** The event time from which on the state holds back nothing more and can be forgotten. */
  public long expiresAt(long latest) {
    return latest + micros;
  }
}
