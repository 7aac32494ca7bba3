package io.vigia.app.command;

import io.vigia.engine.spec.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration of an option. */
final class PositiveDuration implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String value) {
    return Durations.parse(value)
        .filter(each -> !each.isZero())
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + value + "' is no duration; write one such as 60s, 5m or 1h"));
  }
}
