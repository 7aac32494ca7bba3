package io.vigia.engine.spec;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as detectors write them: a whole number and a unit. */
public final class Durations {
  /** What to write, for messages. */
  static final String EXPECTED = "a duration such as 500ms, 10s, 5m, 1h or 7d";

  private static final Pattern FORM = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");
  private static final Duration LONGEST = Duration.ofDays(36_525);

  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private static final Map<String, Duration> NAMES =
      Map.of(
          "second", Duration.ofSeconds(1),
          "minute", Duration.ofMinutes(1),
          "hour", Duration.ofHours(1),
          "day", Duration.ofDays(1),
          "week", Duration.ofDays(7));

  private Durations() {}

  /**
   * The duration of a text such as {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h}, {@code 7d};
   * empty for anything else, and beyond 100 years.
   */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(matcher.group(1));
    Duration unit = UNITS.get(matcher.group(2));
    if (count > LONGEST.toMillis() / unit.toMillis()) {
      return Optional.empty();
    }
    return Optional.of(unit.multipliedBy(count));
  }

  /** A period after "per": the name of a unit, or a duration above zero. */
  static Optional<Duration> parsePeriod(String text) {
    Duration named = NAMES.get(text);
    return named != null ? Optional.of(named) : parse(text).filter(duration -> !duration.isZero());
  }
}
