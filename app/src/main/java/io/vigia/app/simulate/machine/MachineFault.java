package io.vigia.app.simulate.machine;

import java.util.Locale;

/** What can be planted in a machine's readings: always in one of its sensors. */
public enum MachineFault {
  /** A sensor's value is as usual but does not belong to the others, for 10 to 60 minutes. */
  BROKEN_CORRELATION,
  /** A sensor drifts away, for one to four hours. */
  DRIFT,
  /** A sensor gives the same value again and again, for 20 minutes to two hours. */
  STUCK;

  /** As files have it, such as {@code broken-correlation}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
