package io.vigia.jobs.read;

import io.vigia.engine.spec.EventSpec;
import java.time.Duration;

/**
 * The event clock of a file. Unlike {@link EventClock} it can look ahead: a time far ahead of the
 * clock is wrong when most of the events after it go back behind it, and a pause of the stream when
 * they do not. Only for the last event of a file, which nothing follows, it has to guess: a leap of
 * ten times the longest one before, and of a month, is held for wrong.
 *
 * <p>Times are microseconds since 1970.
 */
public final class FileClock {
  /** How many events after one are looked at. */
  public static final int LOOK_AHEAD = 64;

  private static final long NONE = Long.MIN_VALUE;
  private static final long MONTH = EventClock.micros(Duration.ofDays(30));

  private final long from;
  private final long to;
  private final long maxAhead;
  private final long outOfOrderness;
  private long latest = NONE;
  private long longestLeap;

  /** The clock of a detector's files. */
  public FileClock(EventSpec event) {
    from = event.valid().fromMicros();
    to = event.valid().toMicros();
    maxAhead = EventClock.micros(event.valid().maxAhead());
    outOfOrderness = EventClock.micros(event.outOfOrderness());
  }

  /** The times of the events after the one that is looked at. */
  public interface Following {
    /** Puts the event times of at most {@link #LOOK_AHEAD} events, in their order. */
    int times(long[] into);
  }

  /** Takes an event's time. */
  public EventClock.Verdict accept(long time, Following following) {
    if (time < from || time >= to) {
      return EventClock.Verdict.INVALID;
    }
    if ((latest == NONE || time > latest + maxAhead) && strays(time, following)) {
      return EventClock.Verdict.TOO_FAR_AHEAD;
    }
    if (latest == NONE) {
      latest = time;
      return EventClock.Verdict.ON_TIME;
    }
    if (time < latest) {
      return time < latest - outOfOrderness ? EventClock.Verdict.LATE : EventClock.Verdict.ON_TIME;
    }
    longestLeap = Math.max(longestLeap, time - latest);
    latest = time;
    return EventClock.Verdict.ON_TIME;
  }

  private boolean strays(long time, Following following) {
    long[] times = new long[LOOK_AHEAD];
    int count = following.times(times);
    if (count == 0) {
      return latest != NONE && time - latest > MONTH && time - latest > 10 * longestLeap;
    }
    int behind = 0;
    for (int i = 0; i < count; i++) {
      if (times[i] < time - maxAhead) {
        behind++;
      }
    }
    return 2 * behind > count;
  }

  /** The latest event time taken; {@link Long#MIN_VALUE} without one. */
  public long latest() {
    return latest;
  }
}
