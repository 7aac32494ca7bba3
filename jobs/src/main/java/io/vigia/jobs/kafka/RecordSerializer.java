package io.vigia.jobs.kafka;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records of a topic's schema in Avro's single-object encoding. Their Kafka timestamp is the time
 * of sending, not the event's: latency is measured by it.
 *
 * @param <T> element of the stream
 * @param <R> record on the topic
 */
final class RecordSerializer<T, R extends SpecificRecord>
    implements KafkaRecordSerializationSchema<T> {
  private static final long serialVersionUID = 1L;

  private final String topic;
  private final Class<R> type;
  private final Mapping<T, R> mapping;
  private final Mapping<R, String> key;
  private transient BinaryMessageEncoder<R> encoder;

  RecordSerializer(String topic, Class<R> type, Mapping<T, R> mapping, Mapping<R, String> key) {
    this.topic = topic;
    this.type = type;
    this.mapping = mapping;
    this.key = key;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      T element, KafkaSinkContext context, Long timestamp) {
    if (encoder == null) {
      SpecificData model = SpecificData.getForClass(type);
      encoder = new BinaryMessageEncoder<>(model, model.getSchema(type));
    }
    R record = mapping.apply(element);
    String text = key.apply(record);
    byte[] keyBytes = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    try {
      ByteBuffer encoded = encoder.encode(record);
      byte[] value = new byte[encoded.remaining()];
      encoded.get(value);
      return new ProducerRecord<>(topic, null, null, keyBytes, value);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode " + type.getSimpleName(), e);
    }
  }

  /** A function that travels in the job graph. */
  interface Mapping<A, B> extends Function<A, B>, Serializable {}
}
