package io.vigia.engine.spec;

import io.vigia.engine.spec.FeatureSpec.Calendar;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a feature of the event time's calendar. */
final class CalendarReader {
  private static final Pattern HOURS =
      Pattern.compile("hours\\s+([0-9]{1,2})\\s*-\\s*([0-9]{1,2})");
  private static final String EXPECTED =
      "weekend, hours 0-6 (or other hours), hour_of_day, day_of_week, day_of_month or month";

  private CalendarReader() {}

  static Optional<FeatureSpec> read(YamlMap feature, String name) {
    Optional<String> text = feature.text("calendar", EXPECTED);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher hours = HOURS.matcher(text.get());
    if (hours.matches()) {
      int from = Integer.parseInt(hours.group(1));
      int to = Integer.parseInt(hours.group(2));
      if (from <= 23 && to <= 23) {
        return Optional.of(new Calendar(name, Calendar.Kind.HOURS, from, to));
      }
      feature.mistake(
          "calendar",
          YamlValues.found("calendar", text.get())
              + "; expected hours from 0 to 23, such as hours 0-6");
      return Optional.empty();
    }
    for (Calendar.Kind kind : Calendar.Kind.values()) {
      if (kind != Calendar.Kind.HOURS && kind.name().toLowerCase(Locale.ROOT).equals(text.get())) {
        return Optional.of(new Calendar(name, kind, 0, 0));
      }
    }
    feature.mistake(
        "calendar", YamlValues.found("calendar", text.get()) + "; expected " + EXPECTED);
    return Optional.empty();
  }
}
