package io.vigia.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.schemas.Label;
import io.vigia.schemas.Sample;
import io.vigia.schemas.Transaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;

class SingleObjectCodecTest {
  private static final Transaction PAYMENT =
      new Transaction(7L, Instant.parse("2018-04-01T00:00:31.250Z"), 596L, 3156L, 57.16);
  private static final Label LABEL =
      new Label(
          "7",
          Instant.parse("2018-04-01T00:00:31.250Z"),
          Instant.parse("2018-04-08T00:00:31.250Z"),
          Map.of("customer", "596"),
          1.0);

  private final SingleObjectCodec<Transaction> payments =
      new SingleObjectCodec<>(Transaction.class);
  private final SingleObjectCodec<Label> labels = new SingleObjectCodec<>(Label.class);
  private final SingleObjectCodec<Sample> samples = new SingleObjectCodec<>(Sample.class);

  private static byte[] framed(GenericRecord record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SingleObject.header(record.getSchema()));
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  /** The bytes of version 1 in topics and files: they never change. */
  @Test
  void goldenBytes() throws CodecException {
    String golden = "c301f26495e6f65832c70ea4888be8cf58a809a83114ae47e17a944c40";
    assertThat(HexFormat.of().formatHex(payments.encode(PAYMENT))).isEqualTo(golden);
    assertThat(payments.decode(HexFormat.of().parseHex(golden))).isEqualTo(PAYMENT);
  }

  @Property(tries = 200, seed = "61")
  void agreesWithAvrosOwnMessageClasses(@ForAll long seed) throws IOException, CodecException {
    Schema schema = Transaction.getClassSchema();
    SpecificData model = SpecificData.getForClass(Transaction.class);
    GenericRecord random =
        (GenericRecord)
            new RandomData(SchemaStore.committed("Transaction").get(0), 1, seed).iterator().next();
    byte[] theirs = framed(random);
    Transaction read = payments.decode(theirs);
    assertThat(payments.encode(read)).isEqualTo(theirs);
    assertThat(new BinaryMessageEncoder<Transaction>(model, schema).encode(read).array())
        .startsWith(theirs);
    assertThat(new BinaryMessageDecoder<Transaction>(model, schema).decode(theirs)).isEqualTo(read);
  }

  /** An older version is resolved: fields that were added take their defaults, others go. */
  @Property(tries = 200, seed = "62")
  void readsWhatAnOlderVersionWrote(@ForAll long id, @ForAll @Size(max = 20) byte[] text)
      throws CodecException {
    Schema first = SchemaStore.committed("Sample").get(0);
    GenericRecord old =
        new GenericRecordBuilder(first)
            .set("id", id)
            .set("old", HexFormat.of().formatHex(text))
            .set("kind", new GenericData.EnumSymbol(first.getField("kind").schema(), "GONE"))
            .build();
    assertThat(samples.decode(framed(old))).isEqualTo(new Sample(0.5, id, null));
    assertThat(samples.decode(samples.encode(new Sample(1.5, id, "x"))))
        .isEqualTo(new Sample(1.5, id, "x"));
  }

  private static void assertRefused(
      SingleObjectCodec<?> codec, byte[] payload, CodecException.Kind kind, String message) {
    assertThatThrownBy(() -> codec.decode(payload))
        .isInstanceOfSatisfying(CodecException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageStartingWith(message);
  }

  @Test
  void refusesWhatIsNoRecord() {
    byte[] good = payments.encode(PAYMENT);
    assertRefused(
        payments,
        new byte[0],
        CodecException.Kind.UNREADABLE,
        "a payload of 0 bytes that does not begin with C3 01 and a fingerprint; expected Avro"
            + " single-object encoding");
    assertRefused(
        payments,
        "{\"transaction_id\": 7}".getBytes(StandardCharsets.UTF_8),
        CodecException.Kind.UNREADABLE,
        "a payload of 21 bytes that does not begin with C3 01");
    assertRefused(
        payments,
        Arrays.copyOf(good, good.length + 1),
        CodecException.Kind.UNREADABLE,
        "bytes left behind a Transaction");
    for (int length = SingleObject.HEADER_BYTES; length < good.length; length++) {
      assertRefused(
          payments,
          Arrays.copyOf(good, length),
          CodecException.Kind.UNREADABLE,
          "not a Transaction of " + length + " bytes: ");
    }
    assertRefused(
        payments,
        new byte[SingleObject.MAX_RECORD_BYTES + 1],
        CodecException.Kind.TOO_LARGE,
        "a payload of 4194305 bytes; at most 4194304 are read");
    assertRefused(
        payments,
        labels.encode(LABEL),
        CodecException.Kind.UNKNOWN_SCHEMA,
        "written with an unknown schema (fingerprint 8e99ddd82bd675e1); expected"
            + " io.vigia.schemas.Transaction (c73258f6e69564f2) or one of its committed versions");
  }

  @Property(tries = 1000, seed = "63")
  void damageIsReadOrRefused(@ForAll int seed) {
    byte[] bytes = labels.encode(LABEL);
    Random random = new Random(seed);
    for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
      int at = SingleObject.HEADER_BYTES + random.nextInt(bytes.length - SingleObject.HEADER_BYTES);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
    }
    try {
      labels.decode(bytes);
    } catch (CodecException e) {
      assertThat(e.kind()).isEqualTo(CodecException.Kind.UNREADABLE);
    }
  }

  @Property(tries = 500, seed = "64")
  void anyBytesBehindAGoodHeaderAreReadOrRefused(@ForAll byte[] bytes) {
    byte[] payload = Arrays.copyOf(SingleObject.header(Label.getClassSchema()), 10 + bytes.length);
    System.arraycopy(bytes, 0, payload, 10, bytes.length);
    try {
      labels.decode(payload);
    } catch (CodecException e) {
      assertThat(e.kind()).isEqualTo(CodecException.Kind.UNREADABLE);
    }
  }
}
