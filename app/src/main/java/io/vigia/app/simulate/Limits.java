package io.vigia.app.simulate;

/** Checks of parameters, by the names of their options. */
public final class Limits {
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

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
