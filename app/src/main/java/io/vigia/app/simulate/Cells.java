package io.vigia.app.simulate;

import java.io.IOException;

/**
 * Takes the values of one event, in the order of its fields. The same calls fill a line of CSV, a
 * record of an Avro file and the payload of a Kafka record.
 */
public interface Cells {
  /** A whole number. */
  void whole(long value) throws IOException;

  /** A time, in milliseconds since 1970. */
  void time(long millis) throws IOException;

  /**
   * A number with decimals.
   *
   * @param value the number, rounded to so many decimals already
   * @param places how many a text shows
   */
  void decimal(double value, int places) throws IOException;

  /** A text. */
  void text(String value) throws IOException;

  /** A list of numbers with decimals, as in {@link #decimal}. */
  void decimals(double[] values, int places) throws IOException;

  /** No value, of a field that may be null. */
  void absent() throws IOException;
}
