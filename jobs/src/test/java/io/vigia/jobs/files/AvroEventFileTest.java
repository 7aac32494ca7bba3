package io.vigia.jobs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.schemas.DeadLetterReason;
import io.vigia.schemas.Transaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvroEventFileTest {
  private static final Instant TIME = Instant.parse("2018-04-01T00:00:31.250Z");
  private static final Transaction PAYMENT = new Transaction(7L, TIME, 596L, 3156L, 57.16);

  /** Another schema than the event's: more fields, other types, times in microseconds. */
  private static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "Payment", "fields": [
                {"name": "tx_amount", "type": ["null", "float", "double"]},
                {"name": "note", "type": "string"},
                {"name": "tx_time", "type": {"type": "long", "logicalType": "timestamp-micros"}},
                {"name": "transaction_id", "type": "int"},
                {"name": "customer_id", "type": "string"},
                {"name": "terminal_id", "type": "long"},
                {"name": "tx_fraud", "type": ["null", "boolean"]}
              ]}
              """);

  @TempDir Path folder;

  private static GenericRecord row(Object amount, Boolean fraud) {
    return new GenericRecordBuilder(SCHEMA)
        .set("tx_amount", amount)
        .set("note", "é")
        .set("tx_time", TIME.toEpochMilli() * 1_000)
        .set("transaction_id", 7)
        .set("customer_id", "596")
        .set("terminal_id", 3156L)
        .set("tx_fraud", fraud)
        .build();
  }

  private static byte[] container(Schema schema, Object... rows) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
      writer.create(schema, out, new byte[16]);
      for (Object row : rows) {
        writer.append(row);
      }
    }
    return out.toByteArray();
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("payments.avro"), bytes);
  }

  @Test
  void readsRecordsOfAnotherSchemaWithTheTimesUnitOfTheFile() throws IOException {
    Path file = file(container(SCHEMA, row(57.16, true), row(57.16, false), row(57.16, null)));
    FileOptions options =
        new FileOptions(Map.of(), Duration.ofHours(1), TIME, Optional.of("tx_fraud"));
    List<FileEvent> events = Payments.read(options, file);
    assertThat(events).extracting(Payments::payment).containsOnly(PAYMENT);
    assertThat(events).extracting(FileEvent::label).containsExactly(1.0, 0.0, Double.NaN);
    assertThat(events).extracting(FileEvent::rowNumber).containsExactly(0L, 1L, 2L);
  }

  /** A number without a unit is one of the options'. */
  @Test
  void readsTimesThatAreNumbers() throws IOException {
    Schema schema =
        new Schema.Parser().parse(SCHEMA.toString().replace("timestamp-micros", "something-else"));
    GenericData.Record row = new GenericData.Record(schema);
    SCHEMA.getFields().forEach(f -> row.put(f.name(), row(57.16, true).get(f.name())));
    row.put("tx_time", 250L);
    FileOptions options =
        new FileOptions(
            Map.of(),
            Duration.ofMillis(125),
            Instant.parse("2018-04-01T00:00:00Z"),
            Optional.empty());
    List<FileEvent> events = Payments.read(options, file(container(schema, row)));
    assertThat(Payments.payment(events.get(0))).isEqualTo(PAYMENT);
  }

  @Test
  void aValueThatAFieldCannotHoldSpoilsItsRecordAlone() throws IOException {
    Path file = file(container(SCHEMA, row(null, true), row(57.16, true)));
    List<FileEvent> events = Payments.read(file);
    assertThat(events).extracting(FileEvent::isBad).containsExactly(true, false);
    FileEvent bad = events.get(0);
    assertThat(bad.reason()).isEqualTo(DeadLetterReason.INVALID_VALUE);
    assertThat(bad.message()).isEqualTo("column 'tx_amount' is nothing; expected a number");
    assertThat(new String(bad.payload(), StandardCharsets.UTF_8))
        .startsWith("{\"tx_amount\": null, \"note\": \"é\", ")
        .contains("2018-04-01T00:00:31.250Z");
  }

  @Test
  void aFileThatIsNoneIsRefused() throws IOException {
    Path text = file("transaction_id,tx_time\n".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Payments.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(text + ": cannot be read: Not an Avro data file.");
    Path numbers = file(container(Schema.create(Schema.Type.LONG), 1L));
    assertThatThrownBy(() -> Payments.read(numbers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(numbers + ": holds values of type LONG; expected records");
  }

  @Test
  void aFileThatEndsEarlyIsNamedWithItsRow() throws IOException {
    byte[] whole = container(SCHEMA, row(57.16, true));
    int header = container(SCHEMA).length;
    for (int length = header + 1; length < whole.length; length++) {
      Path file = file(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Payments.read(file))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageStartingWith(file + ": damaged behind row 0: ");
    }
    assertThat(Payments.read(file(Arrays.copyOf(whole, header)))).isEmpty();
  }

  /** Whatever is done to a file, it is read or refused by one of two exceptions. */
  @Property(tries = 500, seed = "51")
  void aDamagedFileIsReadOrRefused(
      @ForAll @IntRange(max = 2_000) int at,
      @ForAll @IntRange(min = 1, max = 255) int flip,
      @ForAll boolean cut)
      throws IOException {
    byte[] bytes = container(SCHEMA, row(57.16, true), row(null, false), row(1.5, null));
    int place = at % bytes.length;
    bytes[place] ^= (byte) flip;
    Path file = Files.createTempFile("damaged", ".avro");
    try {
      Files.write(file, cut ? Arrays.copyOf(bytes, place) : bytes);
      Payments.read(file);
    } catch (IllegalArgumentException | UncheckedIOException e) {
      assertThat(e).hasMessageStartingWith(file.toString());
    } finally {
      Files.delete(file);
    }
  }
}
