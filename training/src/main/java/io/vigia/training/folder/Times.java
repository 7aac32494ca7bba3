package io.vigia.training.folder;

import io.vigia.training.data.TimeSplit;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Event times in words. */
public final class Times {
  private Times() {}

  /** A time, ISO-8601, without fractions of seconds. */
  static String of(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The span of the validation events. */
  public static String validation(TimeSplit split) {
    return of(split.validationFrom()) + " to " + of(split.validationTo() - 1);
  }
}
