package io.vigia.app.evaluate;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.vigia.jobs.files.ParquetTable;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/** Rows of a CSV file, Avro container or Parquet file as texts by column, one after the other. */
abstract class Table implements Closeable {
  private final Path file;
  private final List<String> columns;
  private final Map<String, String> renamed;

  private Table(Path file, List<String> found, Map<String, String> renamed) {
    this.file = file;
    this.columns = found.stream().map(name -> renamed.getOrDefault(name, name)).toList();
    this.renamed = renamed;
  }

  /**
   * Opens a file by the end of its name: {@code .csv}, {@code .csv.gz}, {@code .avro} or {@code
   * .parquet}.
   *
   * @param renamed column in the file -> the name it is known by here
   * @throws IllegalArgumentException when it is none of these, has no header, or is named Parquet
   *     and cannot be read as such
   */
  static Table open(Path file, Map<String, String> renamed) throws IOException {
    String name = file.getFileName().toString();
    if (name.endsWith(".parquet")) {
      return Parquet.open(file, renamed);
    }
    boolean csv = name.endsWith(".csv") || name.endsWith(".csv.gz");
    if (!csv && !name.endsWith(".avro")) {
      throw new IllegalArgumentException(
          file + ": expected a .csv, .csv.gz, .avro or .parquet file");
    }
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      return csv
          ? new Csv(file, renamed, name.endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in)
          : new Avro(file, renamed, new DataFileStream<>(in, new GenericDatumReader<>()));
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  Path file() {
    return file;
  }

  List<String> columns() {
    return columns;
  }

  /**
   * Place of a column.
   *
   * @throws IllegalArgumentException when there is none of the name
   */
  int column(String name) {
    int index = columns.indexOf(name);
    if (index < 0) {
      index = columns.indexOf(renamed.getOrDefault(name, name));
    }
    if (index < 0) {
      throw new IllegalArgumentException(
          file + ": no column '" + name + "'; found " + String.join(", ", columns));
    }
    return index;
  }

  /** Goes to the next row; false at the end. */
  abstract boolean next();

  /** Text in a column of the row; empty where it is missing. */
  abstract String text(int column);

  /** Where the row stands, for messages. */
  abstract String place();

  /**
   * A number of the row; NaN where the text is empty.
   *
   * @throws IllegalStateException when the text is no number
   */
  double number(int column) {
    String text = text(column).strip();
    if (text.isEmpty()) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalStateException(
          place() + ": " + columns.get(column) + " is '" + text + "', expected a number", e);
    }
  }

  /**
   * The truth of the row: a number, or true and false as 1 and 0; NaN where the text is empty.
   *
   * @throws IllegalStateException when the text is none of these
   */
  double truth(int column) {
    return switch (text(column).strip().toLowerCase(Locale.ROOT)) {
      case "true" -> 1;
      case "false" -> 0;
      default -> number(column);
    };
  }

  private static final class Csv extends Table {
    private final CloseableIterator<CsvRecord> rows;
    private CsvRecord row;

    private Csv(Path file, Map<String, String> renamed, InputStream in) {
      this(file, renamed, builder().ofCsvRecord(reader(in)).iterator());
    }

    private Csv(Path file, Map<String, String> renamed, CloseableIterator<CsvRecord> rows) {
      super(file, header(file, rows), renamed);
      this.rows = rows;
    }

    /** Rows of another width are refused here, with their place. */
    private static CsvReader.CsvReaderBuilder builder() {
      return CsvReader.builder().allowExtraFields(true).allowMissingFields(true);
    }

    private static InputStreamReader reader(InputStream in) {
      return new InputStreamReader(in, StandardCharsets.UTF_8);
    }

    private static List<String> header(Path file, CloseableIterator<CsvRecord> rows) {
      if (!rows.hasNext()) {
        throw new IllegalArgumentException(file + ": empty, expected a header");
      }
      return List.copyOf(rows.next().getFields());
    }

    @Override
    boolean next() {
      try {
        if (!rows.hasNext()) {
          return false;
        }
        row = rows.next();
      } catch (CsvParseException e) {
        throw new IllegalStateException(file() + ": not CSV: " + e.getMessage(), e);
      }
      if (row.getFieldCount() != columns().size()) {
        throw new IllegalStateException(
            place()
                + ": "
                + row.getFieldCount()
                + " fields, expected the "
                + columns().size()
                + " of the header");
      }
      return true;
    }

    @Override
    String text(int column) {
      return row.getField(column);
    }

    @Override
    String place() {
      return file() + ":" + row.getStartingLineNumber();
    }

    @Override
    public void close() throws IOException {
      rows.close();
    }
  }

  private static final class Avro extends Table {
    private final DataFileStream<GenericRecord> rows;
    private GenericRecord row;
    private long number = -1;

    private Avro(Path file, Map<String, String> renamed, DataFileStream<GenericRecord> rows) {
      super(file, rows.getSchema().getFields().stream().map(Schema.Field::name).toList(), renamed);
      this.rows = rows;
    }

    @Override
    boolean next() {
      try {
        if (!rows.hasNext()) {
          return false;
        }
        row = rows.next(row);
      } catch (IOException | AvroRuntimeException e) {
        throw new IllegalStateException(
            file() + ": damaged after row " + number + ": " + e.getMessage(), e);
      }
      number++;
      return true;
    }

    @Override
    String text(int column) {
      Object value = row.get(column);
      return value == null ? "" : value.toString();
    }

    @Override
    String place() {
      return file() + ": row " + number;
    }

    @Override
    public void close() throws IOException {
      rows.close();
    }
  }

  private static final class Parquet extends Table {
    private final ParquetTable rows;
    private Object[] row;
    private long number = -1;

    private Parquet(Path file, Map<String, String> renamed, ParquetTable rows) {
      super(file, rows.columns(), renamed);
      this.rows = rows;
    }

    static Parquet open(Path file, Map<String, String> renamed) throws IOException {
      ParquetTable rows = null;
      try {
        rows = ParquetTable.open(file);
        rows.select(column -> true);
        return new Parquet(file, renamed, rows);
      } catch (IOException | RuntimeException e) {
        if (rows != null) {
          rows.close();
        }
        if (e instanceof FileSystemException noFile) {
          throw noFile;
        }
        throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
      }
    }

    @Override
    boolean next() {
      try {
        row = rows.next();
      } catch (IOException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
      number++;
      return row != null;
    }

    /** Times as ISO-8601 in UTC. */
    @Override
    String text(int column) {
      Object cell = row[column];
      return cell == null ? "" : cell.toString();
    }

    @Override
    String place() {
      return file() + ": row " + number;
    }

    @Override
    public void close() throws IOException {
      rows.close();
    }
  }
}
