package io.vigia.app.simulate;

import java.time.Duration;

/** Checks of parameters, by the names of their options. */
public final class Limits {
  private static final long MILLIS_OF_DAY = 86_400_000;

  private Limits() {}

  /**
   * Refuses a number that is out of range.
   *
   * @throws IllegalArgumentException with the option's name, the number and the range
   */
  public static void within(String option, double value, double from, double to) {
    if (!(value >= from && value <= to)) {
      throw new IllegalArgumentException(
          "--" + option + " is " + plain(value) + "; expected " + plain(from) + " to " + plain(to));
    }
  }

  /**
   * Refuses a time between readings of which a day is not made.
   *
   * @throws IllegalArgumentException with the option's name, the time and what is possible
   */
  public static void interval(String option, Duration interval) {
    long millis = interval.toMillis();
    if (millis < 1 || MILLIS_OF_DAY % millis != 0) {
      throw new IllegalArgumentException(
          "--"
              + option
              + " is "
              + millis
              + " ms; expected a time that a day is a multiple of, such as 10s or 5m");
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
