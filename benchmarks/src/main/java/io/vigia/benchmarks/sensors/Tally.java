package io.vigia.benchmarks.sensors;

/**
 * How alarms and truth agree, counted.
 *
 * @param found alarms on what is strange
 * @param falseAlarms alarms on what is usual
 * @param missed strange rows without an alarm
 * @param quiet usual rows without an alarm
 */
record Tally(long found, long falseAlarms, long missed, long quiet) {
  static final Tally NONE = new Tally(0, 0, 0, 0);

  /** One row more. */
  Tally plus(boolean alarm, boolean strange) {
    return plus(
        new Tally(
            alarm && strange ? 1 : 0,
            alarm && !strange ? 1 : 0,
            !alarm && strange ? 1 : 0,
            !alarm && !strange ? 1 : 0));
  }

  Tally plus(Tally other) {
    return new Tally(
        found + other.found,
        falseAlarms + other.falseAlarms,
        missed + other.missed,
        quiet + other.quiet);
  }

  /** The harmonic mean of precision and recall; 0 where nothing was found. */
  double f1() {
    return found == 0 ? 0 : 2.0 * found / (2 * found + falseAlarms + missed);
  }

  double precision() {
    return found == 0 ? 0 : (double) found / (found + falseAlarms);
  }

  double recall() {
    return found == 0 ? 0 : (double) found / (found + missed);
  }

  double accuracy() {
    return (double) (found + quiet) / (found + falseAlarms + missed + quiet);
  }
}
