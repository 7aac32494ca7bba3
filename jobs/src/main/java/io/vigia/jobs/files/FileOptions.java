package io.vigia.jobs.files;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How files of events are read.
 *
 * @param columns name of a column and the field that it holds, where they differ
 * @param timeUnit unit of times that are numbers
 * @param timeOrigin where such times begin
 * @param labelColumn column of the truth; that of the detector's labels unless given
 */
public record FileOptions(
    Map<String, String> columns,
    Duration timeUnit,
    Instant timeOrigin,
    Optional<String> labelColumn) {

  public FileOptions {
    columns = Map.copyOf(columns);
  }

  /** Columns named like the fields, times in milliseconds since 1970. */
  public static FileOptions defaults() {
    return new FileOptions(Map.of(), Duration.ofMillis(1), Instant.EPOCH, Optional.empty());
  }
}
