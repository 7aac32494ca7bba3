package io.vigia.jobs.command;

import io.vigia.engine.spec.Durations;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How options are written that are times or durations. */
public final class Texts {

  private Texts() {}

  /** A time: ISO-8601, UTC unless it says otherwise; a date is its midnight. */
  public static final class Time implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        if (text.indexOf('T') < 0) {
          return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        return text.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
            ? java.time.OffsetDateTime.parse(text).toInstant()
            : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
      } catch (DateTimeException e) {
        throw new TypeConversionException(
            "'" + text + "' is no time; write one such as 2018-08-08 or 2018-08-08T12:30:00Z");
      }
    }
  }

  /** A duration as detectors write them. */
  public static final class Length implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Durations.parse(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + text + "' is no duration; write one such as 500ms, 10s, 5m, 1h or 7d"));
    }
  }

  /** A period by its name, or a duration. */
  public static final class Period implements ITypeConverter<Duration> {
    private static final Map<String, Duration> NAMES =
        Map.of("hour", Duration.ofHours(1), "day", Duration.ofDays(1), "week", Duration.ofDays(7));

    @Override
    public Duration convert(String text) {
      Duration named = NAMES.get(text.toLowerCase(Locale.ROOT));
      return named != null ? named : new Length().convert(text);
    }
  }
}
