package io.vigia.schemas.codec;

/**
 * How a record stands in the value of a Kafka record.
 *
 * @param <T> the record
 */
public interface PayloadCodec<T> {

  /** The record as bytes. */
  byte[] encode(T record);

  /**
   * The record that bytes hold.
   *
   * @throws CodecException when they hold none, or one of a schema that is not known
   */
  T decode(byte[] payload) throws CodecException;
}
