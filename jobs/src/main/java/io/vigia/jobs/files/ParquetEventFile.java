package io.vigia.jobs.files;

import io.vigia.schemas.DeadLetterReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;

/** Events of a Parquet file. Only the columns that they need are read. */
final class ParquetEventFile implements EventFile {
  private final String path;
  private final ParquetTable table;
  private final EventWriter events;
  private long row;

  private ParquetEventFile(Path path, ParquetTable table, EventWriter events) {
    this.path = path.toString();
    this.table = table;
    this.events = events;
  }

  /**
   * Opens a file and reads its schema.
   *
   * @param writers makes the writer for the columns of the schema
   */
  static ParquetEventFile open(Path path, Function<List<String>, EventWriter> writers)
      throws IOException {
    ParquetTable table = ParquetTable.open(path);
    try {
      EventWriter events = writers.apply(table.columns());
      table.select(events::reads);
      return new ParquetEventFile(path, table, events);
    } catch (IOException | RuntimeException e) {
      table.close();
      throw e;
    }
  }

  @Override
  public FileEvent next() throws IOException {
    Object[] cells = table.next();
    if (cells == null) {
      return null;
    }
    long number = row++;
    try {
      return new FileEvent(path, number, events.event(cells), events.label(cells), null, null);
    } catch (BadCellException e) {
      return new FileEvent(
          path,
          number,
          text(cells).getBytes(StandardCharsets.UTF_8),
          Double.NaN,
          DeadLetterReason.INVALID_VALUE,
          e.getMessage());
    }
  }

  /** The row as it came, as far as it was read. */
  private String text(Object[] cells) {
    StringJoiner text = new StringJoiner(", ", "{", "}");
    for (int i = 0; i < cells.length; i++) {
      if (events.reads(i)) {
        text.add(table.columns().get(i) + ": " + cells[i]);
      }
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    table.close();
  }
}
