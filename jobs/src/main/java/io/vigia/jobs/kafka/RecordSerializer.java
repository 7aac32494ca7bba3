package io.vigia.jobs.kafka;

import io.vigia.schemas.codec.PayloadCodec;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
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
  private transient PayloadCodec<R> codec;

  RecordSerializer(String topic, Class<R> type, Mapping<T, R> mapping, Mapping<R, String> key) {
    this.topic = topic;
    this.type = type;
    this.mapping = mapping;
    this.key = key;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      T element, KafkaSinkContext context, Long timestamp) {
    if (codec == null) {
      codec = new SingleObjectCodec<>(type);
    }
    R record = mapping.apply(element);
    String text = key.apply(record);
    byte[] keyBytes = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(topic, null, null, keyBytes, codec.encode(record));
  }

  /** A function that travels in the job graph. */
  interface Mapping<A, B> extends Function<A, B>, Serializable {}
}
