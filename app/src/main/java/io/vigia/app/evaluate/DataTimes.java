package io.vigia.app.evaluate;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Reads the times of a file of events as the other commands do: ISO-8601, or numbers of a unit
 * since an origin.
 *
 * @param unit of numbers
 * @param origin where numbers count from
 */
record DataTimes(Duration unit, Instant origin) {

  /**
   * The unit and origin by which the numbers of a file are the event times of the scores: from the
   * earliest and the latest event that both hold.
   *
   * @throws IllegalArgumentException when fewer than two times agree on it
   */
  static DataTimes inferred(Table table, int id, int time, Scores scores) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    long lowMicros = 0;
    long highMicros = 0;
    while (table.next()) {
      int place = scores.place(table.text(id));
      if (place >= 0) {
        double number = table.number(time);
        if (number < low) {
          low = number;
          lowMicros = scores.time(place);
        }
        if (number > high) {
          high = number;
          highMicros = scores.time(place);
        }
      }
    }
    if (!(high > low)) {
      throw new IllegalArgumentException(
          table.file()
              + ": cannot tell what the numbers in "
              + table.columns().get(time)
              + " mean; give --time-unit and --time-origin");
    }
    Duration unit = Duration.ofNanos(Math.round((highMicros - lowMicros) * 1000.0 / (high - low)));
    long offset = Math.round(low * (unit.toNanos() / 1000.0));
    return new DataTimes(unit, Instant.EPOCH.plus(lowMicros - offset, ChronoUnit.MICROS));
  }

  /** Microseconds since 1970. */
  long micros(Table table, int column) {
    String text = table.text(column);
    try {
      return ChronoUnit.MICROS.between(Instant.EPOCH, instant(text));
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw new IllegalStateException(
          table.place()
              + ": "
              + table.columns().get(column)
              + " is '"
              + text
              + "', expected a time such as 2018-08-08T00:00:00Z, or a number",
          e);
    }
  }

  private Instant instant(String text) {
    if (text.indexOf('T') > 0) {
      return Instant.parse(text);
    }
    double number = Double.parseDouble(text);
    long whole = (long) Math.floor(number);
    return origin
        .plus(unit.multipliedBy(whole))
        .plusNanos(Math.round((number - whole) * unit.toNanos()));
  }
}
