package io.vigia.jobs.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * The rows of a Parquet file, whose values and lists of values are columns; other groups are none.
 * Compression: none, Snappy, gzip or Zstandard.
 *
 * <p>Reads with Parquet's own modules for schemas, encodings and records, but not with the one for
 * files: that one needs Hadoop, and with Hadoop on the class path Flink sets up its security.
 */
public final class ParquetTable implements Closeable {
  private final Path path;
  private final FileChannel file;
  private final ParquetFooter footer;
  private final List<Type> types;
  private final List<String> columns;
  private final Object[] cells;
  private final Iterator<RowGroup> groups;
  private final ColumnIOFactory records;

  /** What is read of each row. */
  private MessageType schema;

  private ParquetRows rows;
  private RecordReader<Object[]> reader;
  private long left;
  private long row;

  private ParquetTable(Path path, FileChannel file, ParquetFooter footer) {
    this.path = path;
    this.file = file;
    this.footer = footer;
    types = footer.schema().getFields().stream().filter(ParquetRows::canRead).toList();
    columns = types.stream().map(Type::getName).toList();
    cells = new Object[types.size()];
    groups = footer.groups().iterator();
    records = new ColumnIOFactory(footer.createdBy());
  }

  /**
   * Opens a file and reads its schema. {@link #select} says what is read of it.
   *
   * @throws IOException when it is no Parquet file, encrypted or damaged; the message does not name
   *     the file
   */
  public static ParquetTable open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path);
    try {
      return new ParquetTable(path, file, ParquetFooter.read(file));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Names of the columns, in the order of the file. */
  public List<String> columns() {
    return columns;
  }

  /**
   * Settles which columns are read; the cells of the others stay {@code null}. To be called once,
   * before the first row.
   *
   * @param wanted by place of the column
   * @throws IOException when one of them cannot be read, found now and not after hours; the message
   *     does not name the file
   */
  public void select(IntPredicate wanted) throws IOException {
    List<Type> read = new ArrayList<>();
    int[] cellOf = new int[cells.length];
    for (int i = 0; i < cells.length; i++) {
      if (wanted.test(i)) {
        cellOf[read.size()] = i;
        read.add(types.get(i));
      }
    }
    schema = new MessageType(footer.schema().getName(), read);
    rows = new ParquetRows(schema, cellOf, cells);
    for (RowGroup group : footer.groups()) {
      ParquetFooter.columns(group, schema);
    }
  }

  /**
   * Reads the next row.
   *
   * @return by column a number, text, boolean, {@link java.time.Instant}, list of these or {@code
   *     null}; the same array each time. {@code null} at the end
   * @throws IOException when the file is damaged there; the message names file and row
   * @throws IllegalStateException when no columns were selected
   */
  public Object[] next() throws IOException {
    if (rows == null) {
      throw new IllegalStateException(path + ": read before its columns were selected");
    }
    try {
      while (left == 0) {
        if (!groups.hasNext()) {
          return null;
        }
        RowGroup group = groups.next();
        PageReadStore pages = ParquetFooter.pages(file, group, schema);
        left = group.getNum_rows();
        reader = left == 0 ? null : records.getColumnIO(schema).getRecordReader(pages, rows);
      }
      reader.read();
    } catch (IOException | RuntimeException e) {
      throw new IOException(path + ": damaged behind row " + row + ": " + e.getMessage(), e);
    }
    left--;
    row++;
    return cells;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
