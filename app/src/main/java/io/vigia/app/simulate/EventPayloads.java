package io.vigia.app.simulate;

import io.vigia.schemas.codec.SingleObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Simulated events as values of Kafka records: single-object encoding, without the truth. */
public final class EventPayloads {
  private final AvroCells cells;
  private final byte[] header;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private BinaryEncoder encoder;

  /** For events of a schema. */
  public EventPayloads(Schema schema) {
    cells = new AvroCells(schema.getFields());
    header = SingleObject.header(schema);
  }

  /** The payload of an event. */
  public byte[] of(EventBatch batch, int index) {
    try {
      out.reset();
      out.writeBytes(header);
      encoder = EncoderFactory.get().directBinaryEncoder(out, encoder);
      cells.begin(encoder);
      batch.event(index, cells);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
