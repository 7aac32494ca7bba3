package io.vigia.jobs.read;

import io.vigia.engine.spec.EventSpec;
import java.time.Duration;

/**
 * The event clock of one partition: which event times are taken, which events are late, and how far
 * the watermark may follow.
 *
 * <p>A time too far ahead is refused, so that one wrong clock of a sender does not push the
 * watermark and make every other event late. Three cases need care:
 *
 * <ul>
 *   <li>The first event has nothing to be compared with. It does not move the watermark before a
 *       second one confirms it; one far behind it takes its place.
 *   <li>After a pause of the stream the next event is rightly far ahead. The time that passed
 *       between the two Kafka records is granted on top of {@code max_ahead}.
 *   <li>In a history that is replayed at once no time passes. {@value #CONFIRMING} events in a row
 *       that agree with each other set the clock anew.
 * </ul>
 *
 * <p>Times are microseconds since 1970.
 */
public final class EventClock {
  /** That many events in a row beyond the limit are a leap of the stream, not a wrong sender. */
  static final int CONFIRMING = 32;

  private static final long NONE = Long.MIN_VALUE;

  private final long from;
  private final long to;
  private final long maxAhead;
  private final long outOfOrderness;

  private long latest = NONE;
  private long latestIngest = -1;
  private boolean confirmed;
  private long stray = NONE;
  private int strays;

  /** What becomes of an event time. */
  public enum Verdict {
    /** Taken, in time. */
    ON_TIME,
    /** Taken, behind the watermark. */
    LATE,
    /** Refused: outside the valid times. */
    INVALID,
    /** Refused: too far ahead of the clock. */
    TOO_FAR_AHEAD
  }

  /** The clock of a partition of a detector's stream. */
  public EventClock(EventSpec event) {
    from = event.valid().fromMicros();
    to = event.valid().toMicros();
    maxAhead = micros(event.valid().maxAhead());
    outOfOrderness = micros(event.outOfOrderness());
  }

  /**
   * Takes an event's time.
   *
   * @param time event time
   * @param ingestMillis timestamp of its Kafka record, milliseconds since 1970, or -1
   */
  public Verdict accept(long time, long ingestMillis) {
    if (time < from || time >= to) {
      return Verdict.INVALID;
    }
    if (latest != NONE && time > limit(ingestMillis) && !leaps(time)) {
      return Verdict.TOO_FAR_AHEAD;
    }
    return take(time, ingestMillis);
  }

  private Verdict take(long time, long ingestMillis) {
    boolean first = latest == NONE;
    boolean leap = strays > 0 && strays >= CONFIRMING;
    strays = 0;
    stray = NONE;
    if (first || leap || (!confirmed && time < latest - maxAhead - outOfOrderness)) {
      confirmed = leap;
      latest = time;
      latestIngest = ingestMillis;
      return Verdict.ON_TIME;
    }
    confirmed = true;
    if (time >= latest) {
      latest = time;
      latestIngest = ingestMillis;
    }
    return time < latest - outOfOrderness ? Verdict.LATE : Verdict.ON_TIME;
  }

  /** The latest event time that is taken now. */
  private long limit(long ingestMillis) {
    long passed =
        ingestMillis >= 0 && latestIngest >= 0 ? Math.max(0, ingestMillis - latestIngest) : 0;
    return latest + maxAhead + passed * 1000;
  }

  private boolean leaps(long time) {
    boolean agrees = stray != NONE && Math.abs(time - stray) <= maxAhead;
    strays = agrees ? strays + 1 : 1;
    stray = time;
    return strays >= CONFIRMING;
  }

  /** The latest event time that the watermark may rest on; {@link Long#MIN_VALUE} without one. */
  public long settled() {
    return confirmed ? latest : NONE;
  }

  /** The latest event time taken; {@link Long#MIN_VALUE} without one. */
  public long latest() {
    return latest;
  }

  static long micros(Duration duration) {
    return Math.multiplyExact(duration.toSeconds(), 1_000_000L) + duration.getNano() / 1000;
  }
}
