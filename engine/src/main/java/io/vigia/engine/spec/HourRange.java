package io.vigia.engine.spec;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hours of the day, UTC.
 *
 * @param from first hour, 0 to 23, inclusive
 * @param to last hour, 0 to 23, inclusive; below {@code from} the range runs over midnight
 */
public record HourRange(int from, int to) {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,2})\\s*-\\s*([0-9]{1,2})");

  /** Reads a range such as {@code 22-5}; empty for anything else. */
  static Optional<HourRange> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
                new HourRange(
                    Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
            .filter(range -> range.from <= 23 && range.to <= 23)
        : Optional.empty();
  }

  /** Whether it has an hour of the day, 0 to 23. */
  public boolean has(long hour) {
    return from <= to ? hour >= from && hour <= to : hour >= from || hour <= to;
  }
}
