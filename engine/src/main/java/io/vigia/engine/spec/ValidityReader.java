package io.vigia.engine.spec;

import io.vigia.engine.spec.EventSpec.Validity;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads which event times are taken. */
final class ValidityReader {
  /** Event times that are taken unless the detector says otherwise. */
  static final Validity VALIDITY =
      new Validity(
          micros(LocalDate.of(1970, 1, 1)), micros(LocalDate.of(2200, 1, 1)), Duration.ofHours(1));

  private ValidityReader() {}

  static Validity read(YamlMap event) {
    Optional<YamlMap> section = event.map("valid", "a mapping with from, to, max_ahead");
    if (section.isEmpty()) {
      return VALIDITY;
    }
    YamlMap valid = section.get();
    valid.allow(List.of("from", "to", "max_ahead"));
    OptionalLong from = instant(valid, "from");
    OptionalLong to = instant(valid, "to");
    Validity result =
        new Validity(
            from.orElse(VALIDITY.fromMicros()),
            to.orElse(VALIDITY.toMicros()),
            valid.duration("max_ahead", true).orElse(VALIDITY.maxAhead()));
    if (result.fromMicros() >= result.toMicros()) {
      valid.add(valid.line(), "'from' is not before 'to', so no event would be valid");
    }
    return result;
  }

  private static OptionalLong instant(YamlMap valid, String key) {
    String expected =
        "a date or time from year 0 to 9999, such as 2000-01-01 or 2000-01-01T12:00:00Z";
    Optional<String> text = valid.text(key, expected);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      Instant instant =
          text.get().length() == 10
              ? LocalDate.parse(text.get()).atStartOfDay().toInstant(ZoneOffset.UTC)
              : OffsetDateTime.parse(text.get()).toInstant();
      int year = instant.atOffset(ZoneOffset.UTC).getYear();
      if (year >= 0 && year <= 9999) {
        return OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
      }
    } catch (DateTimeException e) {
      // Noted below, together with years out of range.
    }
    valid.mistake(key, YamlValues.found(key, text.get()) + "; expected " + expected);
    return OptionalLong.empty();
  }

  private static long micros(LocalDate date) {
    return date.toEpochDay() * 86_400_000_000L;
  }
}
