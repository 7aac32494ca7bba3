package io.vigia.schemas.codec;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * The frame of Avro's single-object encoding (Avro specification, "Single-object encoding"): the
 * bytes C3 01, the writer schema's CRC-64-AVRO fingerprint as eight bytes little endian, then the
 * datum.
 */
public final class SingleObject {
  /** Bytes before the datum. */
  public static final int HEADER_BYTES = 10;

  /** Largest event that is read, in bytes. */
  public static final int MAX_EVENT_BYTES = 1 << 20;

  /** Largest of vigia's own records that is read, in bytes: an alert holds its event. */
  public static final int MAX_RECORD_BYTES = 4 * MAX_EVENT_BYTES;

  private static final byte MARKER_0 = (byte) 0xC3;
  private static final byte MARKER_1 = 0x01;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private SingleObject() {}

  /** The frame's first bytes for a writer schema. */
  public static byte[] header(Schema schema) {
    byte[] header = new byte[HEADER_BYTES];
    header[0] = MARKER_0;
    header[1] = MARKER_1;
    LONG.set(header, 2, SchemaNormalization.parsingFingerprint64(schema));
    return header;
  }

  /**
   * The fingerprint of a payload's writer schema.
   *
   * @param mostBytes largest payload that is read
   * @throws CodecException when it is too large, or not of this encoding
   */
  public static long fingerprint(byte[] payload, int mostBytes) throws CodecException {
    if (payload.length > mostBytes) {
      throw new CodecException(
          CodecException.Kind.TOO_LARGE,
          "a payload of " + payload.length + " bytes; at most " + mostBytes + " are read");
    }
    if (payload.length < HEADER_BYTES || payload[0] != MARKER_0 || payload[1] != MARKER_1) {
      throw new CodecException(
          CodecException.Kind.UNREADABLE,
          "a payload of "
              + payload.length
              + " bytes that does not begin with C3 01 and a fingerprint; expected Avro"
              + " single-object encoding");
    }
    return (long) LONG.get(payload, 2);
  }

  /**
   * Walks a payload without reading it. Avro's readers allocate the length that a text claims
   * before they look whether the bytes are there: a record of a few bytes could claim all the
   * memory.
   *
   * @param writer the schema it was written with
   * @throws CodecException when it ends inside the record, or goes on behind it
   */
  public static void checkLengths(byte[] payload, Schema writer) throws CodecException {
    BinaryDecoder decoder =
        DecoderFactory.get()
            .binaryDecoder(payload, HEADER_BYTES, payload.length - HEADER_BYTES, null);
    try {
      GenericDatumReader.skip(writer, decoder);
      if (decoder.isEnd()) {
        return;
      }
    } catch (IOException | RuntimeException e) {
      throw new CodecException(
          CodecException.Kind.UNREADABLE,
          "not a " + writer.getName() + " of " + payload.length + " bytes: " + e);
    }
    throw new CodecException(
        CodecException.Kind.UNREADABLE, "bytes left behind a " + writer.getName());
  }

  /** The refusal of a fingerprint that no known schema has. */
  public static CodecException unknownSchema(long fingerprint, Schema expected) {
    return new CodecException(
        CodecException.Kind.UNKNOWN_SCHEMA,
        String.format(
            "written with an unknown schema (fingerprint %016x); expected %s (%016x) or one of its"
                + " committed versions",
            fingerprint,
            expected.getFullName(),
            SchemaNormalization.parsingFingerprint64(expected)));
  }
}
