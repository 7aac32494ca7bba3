package io.vigia.jobs.files;

/** Writes a value of a file as the value of a field. */
interface CellWriter {

  /**
   * Writes a value.
   *
   * @param cell text of a CSV file, or a value of an Avro or Parquet file, where a time of known
   *     unit is an {@link java.time.Instant}; {@code null} where there is none
   */
  void write(Object cell, AvroBuffer out) throws BadCellException;
}
