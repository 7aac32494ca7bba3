package io.vigia.jobs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.schemas.DeadLetterReason;
import io.vigia.schemas.Transaction;
import io.vigia.schemas.codec.SingleObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetEventFileTest {
  private static final Instant START = Instant.parse("2018-04-01T00:00:00Z");

  @TempDir Path folder;

  static Path file(String name) {
    try {
      return Path.of(ParquetEventFileTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(name, e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java-v1-uncompressed",
        "java-v1-snappy",
        "java-v1-gzip",
        "java-v2-snappy",
        "java-v2-zstd",
        "js-snappy"
      })
  void readsWhatOtherProgramsWrote(String name) {
    // The unit is the file's own, whatever the options say of times that are bare numbers.
    FileOptions options =
        new FileOptions(Map.of(), Duration.ofHours(1), Instant.EPOCH, Optional.empty());
    List<FileEvent> events = Payments.read(options, file(name + ".parquet"));
    assertThat(events).hasSize(200);
    for (int i = 0; i < events.size(); i++) {
      FileEvent event = events.get(i);
      assertThat(event.isBad()).as("%s", event.message()).isFalse();
      assertThat(event.rowNumber()).isEqualTo(i);
      assertThat(event.label()).isEqualTo(i % 10 == 0 ? 1 : 0);
      assertThat(Payments.payment(event))
          .isEqualTo(
              new Transaction(
                  (long) i,
                  START.plusMillis(i * 61_500L),
                  i % 7L,
                  i % 5 * 1_000_000_007L,
                  i * 0.25));
    }
  }

  private static final String TYPES =
      """
      {"type": "record", "name": "Types", "fields": [
        {"name": "id", "type": "long"},
        {"name": "millis", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "micros", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "nanos", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "old", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "day", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "amount", "type": "double"},
        {"name": "price", "type": "double"},
        {"name": "cost", "type": "double"},
        {"name": "count", "type": "long"},
        {"name": "text", "type": ["null", "string"]},
        {"name": "bare", "type": "string"},
        {"name": "flag", "type": ["null", "boolean"]},
        {"name": "ratio", "type": "float"},
        {"name": "tags", "type": ["null", {"type": "array", "items": ["null", "string"]}]},
        {"name": "steps", "type": ["null", {"type": "array", "items": "int"}]}
      ]}
      """;

  @Test
  void readsEveryTypeThatEventsHave() throws IOException {
    Schema schema = new Schema.Parser().parse(TYPES);
    List<GenericRecord> rows = new ArrayList<>();
    try (EventFile types =
        ParquetEventFile.open(
            file("java-types.parquet"),
            columns -> {
              assertThat(columns).doesNotContain("uuid", "nested");
              return new EventWriter("types", schema, columns, FileOptions.defaults(), null);
            })) {
      for (FileEvent event = types.next(); event != null; event = types.next()) {
        byte[] payload = event.payload();
        var decoder =
            DecoderFactory.get()
                .binaryDecoder(
                    payload,
                    SingleObject.HEADER_BYTES,
                    payload.length - SingleObject.HEADER_BYTES,
                    null);
        rows.add(new GenericDatumReader<GenericRecord>(schema).read(null, decoder));
      }
    }
    long day = START.toEpochMilli() * 1_000;
    long time = day + 6 * 3_600_000_000L;
    assertThat(rows)
        .extracting(Object::toString)
        .containsExactly(
            text(0, time, day, -12.34, 4294967295L, "\"té0\"", "true", 0.0f, "[\"a\", null, \"c\"]")
                + "null}",
            text(
                    1,
                    time + 1_000_000,
                    day + 86_400_000_000L,
                    -12.33,
                    4294967294L,
                    "null",
                    "null",
                    0.5f,
                    "[]")
                + "[0]}",
            text(
                    2,
                    time + 2_000_000,
                    day + 2 * 86_400_000_000L,
                    -12.32,
                    4294967293L,
                    "\"té2\"",
                    "false",
                    1.0f,
                    "null")
                + "[0, 10]}");
  }

  private static String text(
      int id,
      long time,
      long day,
      double amount,
      long count,
      String text,
      String flag,
      float ratio,
      String tags) {
    long millis = time + 1_000;
    long micros = time + 1_002;
    return String.format(
        "{\"id\": %d, \"millis\": %d, \"micros\": %d, \"nanos\": %d, \"old\": %d, \"day\": %d,"
            + " \"amount\": %s, \"price\": -1.23456789012E7, \"cost\": -1.23456789012E7,"
            + " \"count\": %d, \"text\": %s, \"bare\": \"bare%d\", \"flag\": %s, \"ratio\": %s,"
            + " \"tags\": %s, \"steps\": ",
        id, millis, micros, micros, micros, day, amount, count, text, id, flag, ratio, tags);
  }

  @Test
  void aTableReadsTheColumnsThatAreSelected() throws IOException {
    try (ParquetTable table = ParquetTable.open(file("js-snappy.parquet"))) {
      assertThatThrownBy(table::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageEndingWith(": read before its columns were selected");
      int time = table.columns().indexOf("tx_time");
      int note = table.columns().indexOf("note");
      table.select(column -> column == time || column == note);
      Object[] row = table.next();
      assertThat(row)
          .hasSize(7)
          .containsOnlyOnce(START)
          .filteredOn(cell -> cell != null)
          .hasSize(1);
      row = table.next();
      assertThat(row[note]).isEqualTo("é1");
      int rows = 2;
      while (table.next() != null) {
        rows++;
      }
      assertThat(rows).isEqualTo(200);
      assertThat(table.next()).isNull();
    }
  }

  @Test
  void aTruthColumnThatIsNamedButNotThereIsRefused() {
    Path file = file("js-snappy.parquet");
    FileOptions options =
        new FileOptions(Map.of(), Duration.ofMillis(1), Instant.EPOCH, Optional.of("truth"));
    assertThatThrownBy(() -> Payments.read(options, file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            file
                + ": no column 'truth' for the truth (--label); expected one of [transaction_id,"
                + " tx_time, customer_id, terminal_id, tx_amount, note, tx_fraud]");
  }

  @Test
  void aMissingColumnIsRefusedBeforeAnyWork() {
    Path file = file("java-types.parquet");
    assertThatThrownBy(() -> Payments.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            file
                + ": no columns for the fields 'transaction_id', 'tx_time', 'customer_id',"
                + " 'terminal_id', 'tx_amount'; the header has [id, millis, micros, nanos, old, day,"
                + " amount, price, cost, count, text, bare, flag, ratio, tags, steps]. Add the column,"
                + " or say which one it is: --map column=transaction_id");
  }

  @Test
  void aValueThatAFieldCannotHoldSpoilsItsRowAlone() {
    FileOptions notesAsAmounts =
        new FileOptions(
            Map.of("note", "tx_amount"), Duration.ofMillis(1), Instant.EPOCH, Optional.empty());
    FileEvent bad = Payments.read(notesAsAmounts, file("java-v1-snappy.parquet")).get(1);
    assertThat(bad.reason()).isEqualTo(DeadLetterReason.INVALID_VALUE);
    assertThat(bad.message()).isEqualTo("column 'note' is 'é1'; expected a number");
    assertThat(new String(bad.payload(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{transaction_id: 1, tx_time: 2018-04-01T00:01:01.500Z, customer_id: 1, terminal_id:"
                + " 1000000007, note: é1, tx_fraud: false}");
  }

  @Test
  void aFileThatIsNoneIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.parquet"), "transaction_id,tx_time\n");
    assertThatThrownBy(() -> Payments.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            text
                + ": cannot be read: no Parquet file: it does not end with PAR1, or is not"
                + " complete");
    Path empty = Files.createFile(folder.resolve("empty.parquet"));
    assertThatThrownBy(() -> Payments.read(empty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no Parquet file");
    Path encrypted = Files.writeString(folder.resolve("encrypted.parquet"), "PARE12345678PARE");
    assertThatThrownBy(() -> Payments.read(encrypted))
        .hasMessage(
            encrypted + ": cannot be read: its footer is encrypted; write it without encryption");
    Path mark = Files.writeString(folder.resolve("mark.parquet"), "PAR1abcdPAR1");
    assertThatThrownBy(() -> Payments.read(mark))
        .hasMessage(
            mark + ": cannot be read: a footer of 1684234849 bytes in a file of 12; it is damaged");
  }

  @Test
  void aDamagedPageIsNamedWithItsRow() throws IOException {
    byte[] bytes = Files.readAllBytes(file("java-v1-uncompressed.parquet"));
    // The first page of the first column: its values stand behind a header of some 20 bytes.
    bytes[60] ^= 0x10;
    Path damaged = Files.write(folder.resolve("damaged.parquet"), bytes);
    assertThatThrownBy(() -> Payments.read(damaged))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(damaged + ": damaged behind row 0: a page whose checksum does not hold");
  }

  /** Whatever is done to a file, it is read or refused by one of two exceptions. */
  @Property(tries = 400, seed = "31")
  void aDamagedFileIsReadOrRefused(
      @ForAll @IntRange(max = 20_000) int at,
      @ForAll @IntRange(min = 1, max = 255) int flip,
      @ForAll boolean cut)
      throws IOException {
    for (String name : new String[] {"java-v1-uncompressed", "java-v2-zstd", "js-snappy"}) {
      byte[] bytes = Files.readAllBytes(file(name + ".parquet"));
      int place = at % bytes.length;
      bytes[place] ^= (byte) flip;
      Path file = Files.createTempFile("damaged", ".parquet");
      try {
        Files.write(file, cut ? Arrays.copyOf(bytes, place) : bytes);
        assertThat(Payments.read(file)).hasSizeLessThanOrEqualTo(10_000);
      } catch (IllegalArgumentException | UncheckedIOException e) {
        assertThat(e).hasMessageStartingWith(file.toString());
      } finally {
        Files.delete(file);
      }
    }
  }
}
