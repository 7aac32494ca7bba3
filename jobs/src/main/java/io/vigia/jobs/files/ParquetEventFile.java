package io.vigia.jobs.files;

import io.vigia.schemas.DeadLetterReason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * A Parquet file, whose values and lists of values are columns; other groups are none. Only the
 * columns that events need are read. Compression: none, Snappy, gzip or Zstandard.
 *
 * <p>Reads with Parquet's own modules for schemas, encodings and records, but not with the one for
 * files: that one needs Hadoop, and with Hadoop on the class path Flink sets up its security.
 */
final class ParquetEventFile implements EventFile {
  private final String path;
  private final FileChannel file;
  private final EventWriter events;
  private final Iterator<RowGroup> groups;
  private final ColumnIOFactory records;
  private final Object[] cells;
  private final String[] names;

  /** What is read of each row. */
  private final MessageType schema;

  private final ParquetRows rows;
  private RecordReader<Object[]> reader;
  private long left;
  private long row;

  private ParquetEventFile(
      Path path, FileChannel file, ParquetFooter footer, List<Type> columns, EventWriter events) {
    this.path = path.toString();
    this.file = file;
    this.events = events;
    groups = footer.groups().iterator();
    records = new ColumnIOFactory(footer.createdBy());
    cells = new Object[columns.size()];
    names = columns.stream().map(Type::getName).toArray(String[]::new);
    List<Type> read = new ArrayList<>();
    int[] cellOf = new int[cells.length];
    for (int i = 0; i < cells.length; i++) {
      if (events.reads(i)) {
        cellOf[read.size()] = i;
        read.add(columns.get(i));
      }
    }
    schema = new MessageType(footer.schema().getName(), read);
    rows = new ParquetRows(schema, cellOf, cells);
  }

  /**
   * Opens a file and reads its schema.
   *
   * @param writers makes the writer for the columns of the schema
   */
  static ParquetEventFile open(Path path, Function<List<String>, EventWriter> writers)
      throws IOException {
    FileChannel file = FileChannel.open(path);
    try {
      ParquetFooter footer = ParquetFooter.read(file);
      List<Type> columns =
          footer.schema().getFields().stream().filter(ParquetRows::canRead).toList();
      EventWriter writer = writers.apply(columns.stream().map(Type::getName).toList());
      ParquetEventFile events = new ParquetEventFile(path, file, footer, columns, writer);
      for (RowGroup group : footer.groups()) {
        // What cannot be read is refused now, not after hours.
        ParquetFooter.columns(group, events.schema);
      }
      return events;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public FileEvent next() throws IOException {
    if (!read()) {
      return null;
    }
    long number = row++;
    try {
      return new FileEvent(path, number, events.event(cells), events.label(cells), null, null);
    } catch (BadCellException e) {
      return new FileEvent(
          path,
          number,
          text().getBytes(StandardCharsets.UTF_8),
          Double.NaN,
          DeadLetterReason.INVALID_VALUE,
          e.getMessage());
    }
  }

  /** Reads a row into the cells; false at the end. */
  private boolean read() throws IOException {
    try {
      while (left == 0) {
        if (!groups.hasNext()) {
          return false;
        }
        RowGroup group = groups.next();
        PageReadStore pages = ParquetFooter.pages(file, group, schema);
        left = group.getNum_rows();
        reader = left == 0 ? null : records.getColumnIO(schema).getRecordReader(pages, rows);
      }
      reader.read();
      left--;
      return true;
    } catch (IOException | RuntimeException e) {
      throw new IOException(path + ": damaged behind row " + row + ": " + e.getMessage(), e);
    }
  }

  /** The row as it came, as far as it was read. */
  private String text() {
    StringJoiner text = new StringJoiner(", ", "{", "}");
    for (int i = 0; i < cells.length; i++) {
      if (events.reads(i)) {
        text.add(names[i] + ": " + cells[i]);
      }
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
