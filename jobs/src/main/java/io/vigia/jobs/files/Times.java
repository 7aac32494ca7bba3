package io.vigia.jobs.files;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Times as files write them: ISO 8601 (UTC unless they say otherwise), or numbers of a unit. */
final class Times {
  private final long unitNanos;
  private final long originMicros;

  Times(Duration unit, Instant origin) {
    unitNanos = unit.toNanos();
    originMicros = ChronoUnit.MICROS.between(Instant.EPOCH, origin);
  }

  /** A time in microseconds since 1970. */
  long micros(String text) throws BadCellException {
    return isNumber(text) ? ofNumber(text) : ofIso(text);
  }

  /** A number of units since the origin, in microseconds since 1970. */
  long micros(long number) throws BadCellException {
    try {
      return unitNanos % 1_000 == 0
          ? Math.addExact(originMicros, Math.multiplyExact(number, unitNanos / 1_000))
          : ofNumber(Long.toString(number));
    } catch (ArithmeticException e) {
      throw unreadable(Long.toString(number));
    }
  }

  /** A point in time in microseconds since 1970. */
  static long micros(Instant instant) throws BadCellException {
    try {
      return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    } catch (ArithmeticException e) {
      throw unreadable(instant.toString());
    }
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isSign = c == '-' && i == 0;
      if (!isSign && c != '.' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private long ofNumber(String text) throws BadCellException {
    try {
      if (text.indexOf('.') < 0 && unitNanos % 1_000 == 0) {
        return micros(Long.parseLong(text));
      }
      BigDecimal micros =
          new BigDecimal(text).multiply(BigDecimal.valueOf(unitNanos)).movePointLeft(3);
      return Math.addExact(originMicros, micros.setScale(0, RoundingMode.FLOOR).longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      throw unreadable(text);
    }
  }

  private static long ofIso(String text) throws BadCellException {
    String iso = text.length() > 10 && text.charAt(10) == ' ' ? text.replace(' ', 'T') : text;
    try {
      Instant instant;
      if (iso.length() == 10) {
        instant = LocalDate.parse(iso).atStartOfDay(ZoneOffset.UTC).toInstant();
      } else if (iso.endsWith("Z")) {
        instant = Instant.parse(iso);
      } else if (iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10) {
        instant = OffsetDateTime.parse(iso).toInstant();
      } else {
        instant = LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
      }
      return micros(instant);
    } catch (DateTimeException e) {
      throw unreadable(text);
    }
  }

  private static BadCellException unreadable(String text) {
    return new BadCellException(
        "'"
            + text
            + "'; expected a time such as 2018-04-01T00:00:31Z, or a number (see"
            + " --time-unit and --time-origin)");
  }
}
