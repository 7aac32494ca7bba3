package io.vigia.jobs.command;

import io.vigia.jobs.files.FileOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What the columns of files of events are called, and how their times are written. */
public final class ColumnOptions {
  @Option(
      names = "--map",
      paramLabel = "COLUMN=FIELD",
      description = "A column of the files stands for a field of the schema; may be repeated.")
  private Map<String, String> columns = new LinkedHashMap<>();

  @Option(
      names = "--time-unit",
      paramLabel = "DURATION",
      converter = Texts.Length.class,
      description = "Unit of times that are numbers, such as 1s or 40ms; 1ms unless given.")
  private Duration timeUnit = Duration.ofMillis(1);

  @Option(
      names = "--time-origin",
      paramLabel = "TIME",
      converter = Texts.Time.class,
      description = "Where times that are numbers begin; 1970 unless given.")
  private Instant timeOrigin = Instant.EPOCH;

  /**
   * How files are read.
   *
   * @param label column of the truth; empty for that of the detector
   * @throws IllegalArgumentException for an impossible unit
   */
  public FileOptions files(Optional<String> label) {
    if (timeUnit.isZero()) {
      throw new IllegalArgumentException("--time-unit is 0; expected a unit such as 1s or 1ms");
    }
    return new FileOptions(columns, timeUnit, timeOrigin, label);
  }
}
