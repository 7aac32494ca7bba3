package io.vigia.jobs.types;

import io.vigia.engine.row.Row;
import io.vigia.schemas.DeadLetter;

/**
 * What was read from a topic or file: a row, or why there is none. One of the two is {@code null}.
 *
 * @param row the event or label
 * @param deadLetter the record that could not be used
 * @param clock the latest event time that the watermark may rest on, microseconds since 1970;
 *     {@link Long#MIN_VALUE} while there is none. It is of use at the source only and not
 *     serialized.
 */
public record Incoming(Row row, DeadLetter deadLetter, long clock) {

  /** A record that could be read, and that says nothing about the clock. */
  public static Incoming of(Row row) {
    return new Incoming(row, null, Long.MIN_VALUE);
  }

  /** A record that could be read. */
  public static Incoming of(Row row, long clock) {
    return new Incoming(row, null, clock);
  }

  /** A record that could not be used. */
  public static Incoming of(DeadLetter deadLetter) {
    return new Incoming(null, deadLetter, Long.MIN_VALUE);
  }
}
