package io.vigia.engine.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.schemas.DeadLetterReason;
import io.vigia.schemas.Label;
import io.vigia.schemas.codec.SingleObject;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LabelDecoderTest {
  private static final DetectorSpec SPEC =
      DetectorSpecReader.read(
          new DetectorFiles(
              "d",
              new TreeMap<>(
                  Map.of(
                      DetectorFiles.SPEC,
                      """
                      detector: d
                      event:
                        schema: e.avsc
                        topic: t
                        id: id
                        time: at
                        keys: {card: card, shop: shop}
                      labels: {topic: l, field: truth, delay: 1d}
                      features:
                        - {name: card_now, field: card}
                      """
                          .getBytes(StandardCharsets.UTF_8),
                      "e.avsc",
                      """
                      {"type": "record", "name": "E", "fields": [
                        {"name": "id", "type": "long"},
                        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                        {"name": "card", "type": "long"},
                        {"name": "shop", "type": "string"}]}
                      """
                          .getBytes(StandardCharsets.UTF_8)))));

  private final LabelDecoder decoder = LabelDecoder.of(SPEC);

  private static byte[] label(String id, Map<String, String> keys, double truth) {
    return new SingleObjectCodec<>(Label.class)
        .encode(
            new Label(
                id,
                Instant.parse("2018-05-08T12:00:00.000001Z"),
                Instant.parse("2018-05-15T12:00:00Z"),
                keys,
                truth));
  }

  private BadRecordException refusal(byte[] payload) {
    return catchThrowableOfType(BadRecordException.class, () -> decoder.decode(payload, new Row()));
  }

  @Test
  void ids_and_keys_become_the_numbers_that_events_have() throws BadRecordException {
    Row row = new Row();
    decoder.decode(label("17", Map.of("card", "-4", "shop", "s1"), 1), row);
    assertThat(row.kind).isEqualTo(Row.Kind.LABEL);
    assertThat(row.id).isEqualTo(17);
    assertThat(row.idText).isNull();
    assertThat(row.keys).containsExactly(-4, Keys.hash("s1"));
    assertThat(row.keyTexts).containsExactly(null, "s1");
    assertThat(row.labelledTime).isEqualTo(1_525_780_800_000_001L);
    assertThat(row.time).isEqualTo(1_526_385_600_000_000L);
    assertThat(row.label).isEqualTo(1);
  }

  @Test
  void what_is_wrong_is_named() {
    Map<String, String> keys = Map.of("card", "1", "shop", "s");
    assertThat(refusal(label("x", keys, 1)))
        .hasMessage("'event_id' is 'x'; expected a whole number, as in the events");
    assertThat(refusal(label("1", Map.of("card", "1"), 1)))
        .hasMessage("'keys' has no 'shop', only [card]; expected every key of the detector");
    assertThat(refusal(label("1", Map.of("card", "c", "shop", "s"), 1)))
        .hasMessage("'keys.card' is 'c'; expected a whole number, as in the events");
    assertThat(refusal(label("1", keys, Double.NaN)))
        .hasMessage("'label' is NaN; expected a number from 0 to 1");
  }

  @Test
  void a_text_that_claims_all_the_memory_is_refused() {
    byte[] payload = Arrays.copyOf(SingleObject.header(Label.getClassSchema()), 16);
    // The zigzag varint of 2,147,483,639, then one byte.
    byte[] length = {(byte) 0xEE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
    System.arraycopy(length, 0, payload, SingleObject.HEADER_BYTES, length.length);
    assertThat(refusal(payload))
        .hasMessageStartingWith("not a Label of 16 bytes")
        .extracting(BadRecordException::reason)
        .isEqualTo(DeadLetterReason.UNREADABLE);
  }

  @Property(tries = 1_000)
  void damaged_labels_are_read_or_refused(@ForAll int at, @ForAll byte with) {
    byte[] payload = label("1", Map.of("card", "1", "shop", "s"), 1);
    payload[Math.floorMod(at, payload.length)] = with;
    BadRecordException refused = refusal(payload);
    assertThat(refused == null || refused.getMessage() != null).isTrue();
  }
}
