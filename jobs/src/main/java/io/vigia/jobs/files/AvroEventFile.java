package io.vigia.jobs.files;

import io.vigia.schemas.DeadLetterReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/**
 * An Avro container file of records, whose fields are its columns. Its schema may be another than
 * the event's as long as the values fit.
 */
final class AvroEventFile implements EventFile {
  private final String file;
  private final long bytes;
  private final DataFileReader<GenericRecord> records;
  private final EventWriter events;
  private final Object[] cells;
  private GenericRecord record;
  private long row;

  private AvroEventFile(Path path, DataFileReader<GenericRecord> records, EventWriter events)
      throws IOException {
    this.file = path.toString();
    this.bytes = Files.size(path);
    this.records = records;
    this.events = events;
    this.cells = new Object[events.columns()];
  }

  /**
   * Opens a file and reads its schema.
   *
   * @param events makes the writer for the fields of the file's records
   */
  static AvroEventFile open(Path path, Function<List<String>, EventWriter> events)
      throws IOException {
    DataFileReader<GenericRecord> records = records(path);
    try {
      if (records.getSchema().getType() != Schema.Type.RECORD) {
        throw new IllegalArgumentException(
            path
                + ": holds values of type "
                + records.getSchema().getType()
                + "; expected records");
      }
      List<String> columns =
          records.getSchema().getFields().stream().map(Schema.Field::name).toList();
      return new AvroEventFile(path, records, events.apply(columns));
    } catch (RuntimeException e) {
      records.close();
      throw e;
    }
  }

  private static DataFileReader<GenericRecord> records(Path path) throws IOException {
    try {
      return new DataFileReader<>(path.toFile(), new GenericDatumReader<>(null, null, model()));
    } catch (RuntimeException e) {
      throw new IOException("a damaged header: " + e, e);
    }
  }

  /** Times of known unit come as instants, decimals as numbers. */
  private static GenericData model() {
    GenericData model = new GenericData();
    model.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    model.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
    model.addLogicalTypeConversion(new TimeConversions.TimestampNanosConversion());
    model.addLogicalTypeConversion(new Conversions.DecimalConversion());
    return model;
  }

  @Override
  public FileEvent next() throws IOException {
    try {
      if (!records.hasNext()) {
        // Avro takes a block that is cut off for the end.
        if (records.previousSync() != bytes) {
          throw new IOException("the file is not complete");
        }
        return null;
      }
      record = records.next(record);
    } catch (IOException | RuntimeException e) {
      throw new IOException(file + ": damaged behind row " + row + ": " + e.getMessage(), e);
    }
    long number = row++;
    for (int i = 0; i < cells.length; i++) {
      cells[i] = record.get(i);
    }
    try {
      return new FileEvent(file, number, events.event(cells), events.label(cells), null, null);
    } catch (BadCellException e) {
      return new FileEvent(
          file,
          number,
          record.toString().getBytes(StandardCharsets.UTF_8),
          Double.NaN,
          DeadLetterReason.INVALID_VALUE,
          e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
