package io.vigia.engine.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.schemas.DeadLetterReason;
import io.vigia.schemas.codec.SchemaStore;
import io.vigia.schemas.codec.SingleObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** Events that were written before their schema got its present version. */
class OlderEventTest {
  private static final Instant TIME = Instant.parse("2018-04-01T00:00:31.250Z");

  /** The present version: a field was added in front, one removed, the order changed. */
  private static final String CURRENT =
      """
      {"type": "record", "name": "Meter", "namespace": "io.vigia.schemas", "fields": [
        {"name": "unit", "type": {"type": "enum", "name": "Unit", "symbols": ["KWH", "MWH"],
                                  "default": "KWH"}, "default": "MWH"},
        {"name": "id", "type": "long"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "sensor", "type": "long"},
        {"name": "value", "type": ["null", "double"], "default": null},
        {"name": "scale", "type": "double", "default": 2.5}
      ]}
      """;

  private static final String YAML =
      """
      detector: d
      event:
        schema: meter.avsc
        topic: meters
        id: id
        time: at
        valid: {from: 2000-01-01, to: 2100-01-01}
        keys: {sensor: sensor}
      features:
        - {name: value_now, field: value}
      """;

  private static final DetectorSpec SPEC =
      DetectorSpecReader.read(
          new DetectorFiles(
              "d",
              new TreeMap<>(
                  Map.of(
                      DetectorFiles.SPEC,
                      YAML.getBytes(StandardCharsets.UTF_8),
                      "meter.avsc",
                      CURRENT.getBytes(StandardCharsets.UTF_8)))));

  private final EventDecoder decoder = EventDecoder.of(SPEC);
  private final RowLayout layout = RowLayout.of(SPEC);

  private static byte[] older(long id, long sensor) {
    Schema first = SchemaStore.committed("Meter").get(0);
    GenericRecord record =
        new GenericRecordBuilder(first)
            .set("note", "é")
            .set("sensor", sensor)
            .set("id", id)
            .set("at", TIME.toEpochMilli())
            .build();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SingleObject.header(first));
    try {
      new GenericDatumWriter<GenericRecord>(first)
          .write(record, EncoderFactory.get().directBinaryEncoder(out, null));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  @Property(tries = 100, seed = "71")
  void newFieldsTakeTheirDefaults(@ForAll long id, @ForAll long sensor) throws BadRecordException {
    byte[] payload = older(id, sensor);
    Row row = new Row();
    decoder.decode(payload, row);
    assertThat(row.id).isEqualTo(id);
    assertThat(row.keys).containsExactly(sensor);
    assertThat(row.time).isEqualTo(TIME.toEpochMilli() * 1_000);
    assertThat(row.values[layout.fieldSlot("value")]).isNaN();
    assertThat(row.values[layout.fieldSlot("scale")]).isEqualTo(2.5);
    assertThat(row.values[layout.fieldSlot("unit")]).isEqualTo(1);
    assertThat(row.payload).as("the event as it came").isSameAs(payload);
  }

  @Test
  void whatIsNoOlderEventIsUnreadable() {
    byte[] good = older(7, 8);
    for (int length = SingleObject.HEADER_BYTES; length <= good.length + 1; length++) {
      byte[] payload = Arrays.copyOf(good, length);
      if (length != good.length) {
        assertThatThrownBy(() -> decoder.decode(payload, new Row()))
            .isInstanceOfSatisfying(
                BadRecordException.class,
                e -> assertThat(e.reason()).isEqualTo(DeadLetterReason.UNREADABLE));
      }
    }
  }

  @Property(tries = 500, seed = "72")
  void damageIsReadOrRefused(@ForAll byte[] bytes) {
    byte[] header = SingleObject.header(SchemaStore.committed("Meter").get(0));
    byte[] payload = Arrays.copyOf(header, header.length + bytes.length);
    System.arraycopy(bytes, 0, payload, header.length, bytes.length);
    try {
      decoder.decode(payload, new Row());
    } catch (BadRecordException e) {
      assertThat(e.reason()).isIn(DeadLetterReason.UNREADABLE, DeadLetterReason.TIME_OUT_OF_RANGE);
    }
  }
}
