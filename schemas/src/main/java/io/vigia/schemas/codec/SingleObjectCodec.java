package io.vigia.schemas.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro's single-object encoding. Reads what was written with the current schema or a committed
 * version before it. Not thread safe.
 *
 * @param <T> the record
 */
public final class SingleObjectCodec<T extends SpecificRecord> implements PayloadCodec<T> {
  private final Schema schema;
  private final byte[] header;
  private final DatumWriter<T> writer;
  private final SchemaStore schemas;
  private final Map<Long, DatumReader<T>> readers = new HashMap<>();
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(256);
  private BinaryEncoder encoder;
  private BinaryDecoder decoder;

  /** The codec of a record's class. */
  @SuppressWarnings("unchecked") // SpecificData's writers and readers are of the class asked for.
  public SingleObjectCodec(Class<T> type) {
    SpecificData model = SpecificData.getForClass(type);
    schema = model.getSchema(type);
    header = SingleObject.header(schema);
    writer = model.createDatumWriter(schema);
    schemas = SchemaStore.of(schema);
    for (Schema written : schemas.all()) {
      readers.put(
          SchemaNormalization.parsingFingerprint64(written),
          (DatumReader<T>) model.createDatumReader(written, schema));
    }
  }

  @Override
  public byte[] encode(T record) {
    buffer.reset();
    buffer.writeBytes(header);
    encoder = EncoderFactory.get().directBinaryEncoder(buffer, encoder);
    try {
      writer.write(record, encoder);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return buffer.toByteArray();
  }

  @Override
  public T decode(byte[] payload) throws CodecException {
    long fingerprint = SingleObject.fingerprint(payload, SingleObject.MAX_RECORD_BYTES);
    DatumReader<T> reader = readers.get(fingerprint);
    if (reader == null) {
      throw SingleObject.unknownSchema(fingerprint, schema);
    }
    SingleObject.checkLengths(payload, schemas.find(fingerprint).orElseThrow());
    decoder =
        DecoderFactory.get()
            .binaryDecoder(
                payload,
                SingleObject.HEADER_BYTES,
                payload.length - SingleObject.HEADER_BYTES,
                decoder);
    try {
      return reader.read(null, decoder);
    } catch (IOException | RuntimeException e) {
      throw new CodecException(
          CodecException.Kind.UNREADABLE,
          "not a " + schema.getName() + " of " + payload.length + " bytes: " + e);
    }
  }
}
