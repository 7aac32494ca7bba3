package io.vigia.engine.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.schemas.DeadLetterReason;
import io.vigia.schemas.codec.SingleObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class EventDecoderTest {
  private static final String SCHEMA =
      """
      {"type": "record", "name": "Reading", "fields": [
        {"name": "id", "type": "string"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "sensor", "type": ["null", "string"], "default": null},
        {"name": "site", "type": "int"},
        {"name": "big", "type": "long"},
        {"name": "value", "type": ["null", "double"], "default": null},
        {"name": "ratio", "type": "float"},
        {"name": "online", "type": "boolean"},
        {"name": "mode", "type": {"type": "enum", "name": "Mode", "symbols": ["IDLE", "BUSY"]}},
        {"name": "embedding", "type": {"type": "array", "items": "float"}},
        {"name": "tags", "type": {"type": "map", "values": ["null", "string"]}},
        {"name": "raw", "type": "bytes"},
        {"name": "place", "type": {"type": "record", "name": "Place", "fields": [
          {"name": "x", "type": "double"},
          {"name": "inner", "type": ["null", "Place"], "default": null}]}},
        {"name": "last", "type": "long"}
      ]}
      """;
  private static final Schema READING = new Schema.Parser().parse(SCHEMA);

  private static final DetectorSpec SPEC =
      spec(
          """
          detector: d
          event:
            schema: reading.avsc
            topic: readings
            id: id
            time: at
            valid: {from: 2000-01-01, to: 2100-01-01}
            keys: {sensor: sensor, big: big, place: [site, "floor(ratio * 2.0)", mode]}
          features:
            - {name: value_now, field: value}
            - {name: vector, field: embedding, size: 3}
          """,
          SCHEMA);

  private final EventDecoder decoder = EventDecoder.of(SPEC);
  private final RowLayout layout = RowLayout.of(SPEC);

  private static DetectorSpec spec(String yaml, String schema) {
    return DetectorSpecReader.read(
        new DetectorFiles(
            "d",
            new TreeMap<>(
                Map.of(
                    DetectorFiles.SPEC,
                    yaml.getBytes(StandardCharsets.UTF_8),
                    "reading.avsc",
                    schema.getBytes(StandardCharsets.UTF_8)))));
  }

  private static GenericRecord reading() {
    GenericRecord place = new GenericData.Record(READING.getField("place").schema());
    place.put("x", 1.5);
    GenericRecord record = new GenericData.Record(READING);
    record.put("id", "r-1");
    record.put("at", 1_525_780_800_123L);
    record.put("sensor", "a-7");
    record.put("site", 12);
    record.put("big", (1L << 60) + 1);
    record.put("value", 20.25);
    record.put("ratio", 0.75f);
    record.put("online", true);
    record.put("mode", new GenericData.EnumSymbol(READING.getField("mode").schema(), "BUSY"));
    record.put("embedding", List.of(1f, 2f, 3f));
    record.put("tags", Map.of("k", "v"));
    record.put("raw", java.nio.ByteBuffer.wrap(new byte[] {1, 2}));
    record.put("place", place);
    record.put("last", -5L);
    return record;
  }

  private static byte[] bytes(GenericRecord record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SingleObject.header(record.getSchema()));
    try {
      new GenericDatumWriter<GenericRecord>(record.getSchema())
          .write(record, EncoderFactory.get().directBinaryEncoder(out, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private double value(Row row, String field) {
    return row.values[layout.fieldSlot(field)];
  }

  private Row decode(byte[] payload) throws BadRecordException {
    Row row = new Row();
    decoder.decode(payload, row);
    return row;
  }

  private BadRecordException refusal(byte[] payload) {
    return catchThrowableOfType(BadRecordException.class, () -> decode(payload));
  }

  private void readOrRefuse(byte[] payload) {
    try {
      decode(payload);
    } catch (BadRecordException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }

  @Test
  void each_field_stands_at_its_slot() throws BadRecordException {
    byte[] payload = bytes(reading());
    Row row = decode(payload);
    assertThat(row.time).isEqualTo(1_525_780_800_123_000L);
    assertThat(row.idText).isEqualTo("r-1");
    assertThat(row.id).isEqualTo(Keys.hash("r-1"));
    assertThat(value(row, "at")).isEqualTo(1_525_780_800_123_000.0);
    assertThat(value(row, "sensor")).isEqualTo(Keys.textNumber("a-7"));
    assertThat(value(row, "site")).isEqualTo(12);
    assertThat(value(row, "value")).isEqualTo(20.25);
    assertThat(value(row, "ratio")).isEqualTo(0.75);
    assertThat(value(row, "online")).isEqualTo(1);
    assertThat(value(row, "mode")).isEqualTo(1);
    assertThat(value(row, "last")).isEqualTo(-5);
    int embedding = layout.fieldSlot("embedding");
    assertThat(Arrays.copyOfRange(row.values, embedding, embedding + 3)).containsExactly(1, 2, 3);
    assertThat(row.values[layout.slot("value_now")]).isNaN();
    assertThat(row.texts).containsExactly("r-1", "a-7");
    assertThat(row.payload).isSameAs(payload);
  }

  @Test
  void keys_are_numbers_texts_or_several_parts() throws BadRecordException {
    Row row = decode(bytes(reading()));
    assertThat(row.keyTexts).containsExactly("a-7", null, "12|1|BUSY");
    assertThat(row.keys).containsExactly(Keys.hash("a-7"), (1L << 60) + 1, Keys.hash("12|1|BUSY"));
  }

  @Test
  void a_missing_number_is_nan_and_a_row_can_be_used_again() throws BadRecordException {
    Row row = decode(bytes(reading()));
    double[] values = row.values;
    GenericRecord other = reading();
    other.put("value", null);
    decoder.decode(bytes(other), row);
    assertThat(row.values).isSameAs(values);
    assertThat(value(row, "value")).isNaN();
  }

  @Test
  void what_is_wrong_is_named() {
    GenericRecord record = reading();
    record.put("value", Double.NaN);
    assertThat(refusal(bytes(record)))
        .hasMessage("field 'value' is NaN; expected a finite number")
        .extracting(BadRecordException::reason)
        .isEqualTo(DeadLetterReason.INVALID_VALUE);
    record = reading();
    record.put("ratio", Float.NEGATIVE_INFINITY);
    assertThat(refusal(bytes(record)))
        .hasMessage("field 'ratio' is -Infinity; expected a finite number");
    record = reading();
    record.put("sensor", null);
    assertThat(refusal(bytes(record)))
        .hasMessage("key 'sensor' is missing: 'sensor' has no value; expected one in every event");
    record = reading();
    record.put("embedding", List.of(1f, 2f));
    assertThat(refusal(bytes(record)))
        .hasMessage(
            "field 'embedding' has 2 numbers; expected 3 (size of the feature that reads it)");
    record = reading();
    record.put("at", 0L);
    assertThat(refusal(bytes(record)))
        .hasMessage(
            "field 'at' is 1970-01-01T00:00:00Z; expected 2000-01-01T00:00:00Z up to"
                + " 2100-01-01T00:00:00Z (event.valid)")
        .extracting(BadRecordException::reason)
        .isEqualTo(DeadLetterReason.TIME_OUT_OF_RANGE);
  }

  @Test
  void an_unknown_symbol_is_refused() throws BadRecordException {
    // The datum ends: mode, embedding (block of 3, end), tags, raw, place, last; the symbol is the
    // byte before the embedding's block count 06.
    byte[] payload = bytes(reading());
    int symbol = -1;
    for (int i = SingleObject.HEADER_BYTES; i < payload.length - 1; i++) {
      if (payload[i] == 2 && payload[i + 1] == 6) {
        symbol = i;
      }
    }
    decode(payload);
    payload[symbol] = 8;
    assertThat(refusal(payload))
        .hasMessage("field 'mode' holds the enum symbol 4; expected one of 2")
        .extracting(BadRecordException::reason)
        .isEqualTo(DeadLetterReason.UNREADABLE);
  }

  @Test
  void frames_and_sizes_are_held_against_the_encoding() {
    assertThat(refusal(new byte[0]))
        .hasMessageStartingWith("a payload of 0 bytes that does not begin with C3 01");
    assertThat(refusal(new byte[SingleObject.MAX_EVENT_BYTES + 1]).reason())
        .isEqualTo(DeadLetterReason.TOO_LARGE);
    byte[] other = bytes(reading());
    other[5] ^= 1;
    assertThat(refusal(other).reason()).isEqualTo(DeadLetterReason.UNKNOWN_SCHEMA);
    byte[] longer = Arrays.copyOf(bytes(reading()), bytes(reading()).length + 1);
    assertThat(refusal(longer)).hasMessage("1 bytes left behind the last field of Reading");
  }

  @Test
  void a_time_that_would_overflow_is_refused() {
    GenericRecord record = reading();
    record.put("at", Long.MIN_VALUE);
    assertThat(refusal(bytes(record)))
        .hasMessageStartingWith("field 'at' is -9223372036854775808 ticks since 1970; expected");
  }

  @Test
  void a_record_that_nests_without_end_is_refused() {
    GenericRecord record = reading();
    GenericRecord place = (GenericRecord) record.get("place");
    for (int i = 0; i < 100; i++) {
      GenericRecord outer = new GenericData.Record(place.getSchema());
      outer.put("x", 0.0);
      outer.put("inner", place);
      place = outer;
    }
    record.put("place", place);
    byte[] payload = bytes(record);
    assertThatThrownBy(() -> decode(payload))
        .hasMessage("field 'place' nests records more than 64 deep");
  }

  @Property(tries = 2_000)
  void damaged_bytes_are_refused_and_nothing_else_happens(
      @ForAll int at, @ForAll byte with, @ForAll boolean truncate) {
    byte[] payload = bytes(reading());
    int index = Math.floorMod(at, payload.length);
    if (truncate) {
      byte[] shorter = Arrays.copyOf(payload, index);
      assertThat(refusal(shorter)).isNotNull();
    } else {
      payload[index] = with;
      // A damaged number may still be one: then the event is read, else refused.
      readOrRefuse(payload);
    }
  }

  @Property(tries = 500)
  void random_bytes_are_refused(@ForAll byte[] tail) {
    byte[] payload = new byte[SingleObject.HEADER_BYTES + tail.length];
    System.arraycopy(SingleObject.header(READING), 0, payload, 0, SingleObject.HEADER_BYTES);
    System.arraycopy(tail, 0, payload, SingleObject.HEADER_BYTES, tail.length);
    readOrRefuse(payload);
  }

  @Property(tries = 500)
  void numbers_are_those_that_avro_wrote(@ForAll("readings") GenericRecord record)
      throws BadRecordException {
    Row row = decode(bytes(record));
    assertThat(value(row, "site")).isEqualTo(((Number) record.get("site")).doubleValue());
    assertThat(row.keys[1]).isEqualTo(record.get("big"));
    Object number = record.get("value");
    assertThat(value(row, "value"))
        .isEqualTo(number == null ? Double.valueOf(Double.NaN) : (Double) number);
    assertThat(row.idText).isEqualTo(record.get("id"));
    assertThat(value(row, "online")).isEqualTo((Boolean) record.get("online") ? 1 : 0);
    assertThat(value(row, "last")).isEqualTo(((Long) record.get("last")).doubleValue());
  }

  @Provide
  Arbitrary<GenericRecord> readings() {
    return Combinators.combine(
            Arbitraries.strings().ofMaxLength(20),
            Arbitraries.integers(),
            Arbitraries.longs(),
            Arbitraries.doubles().injectNull(0.2),
            Arbitraries.of(true, false),
            Arbitraries.longs())
        .as(
            (id, site, big, value, online, last) -> {
              GenericRecord record = reading();
              record.put("id", id);
              record.put("site", site);
              record.put("big", big);
              record.put("value", value);
              record.put("online", online);
              record.put("last", last);
              return record;
            });
  }
}
