package io.vigia.jobs.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vigia.schemas.MetricSample;
import io.vigia.schemas.codec.PayloadCodec;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes samples to the metrics topic from outside of a job. */
public final class MetricsProducer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final PayloadCodec<MetricSample> codec = new SingleObjectCodec<>(MetricSample.class);

  /**
   * Connects to brokers, and creates the topic with their defaults where it is missing.
   *
   * @param bootstrapServers addresses of brokers
   * @param properties further properties of Kafka clients
   * @param topic the metrics topic
   * @throws IllegalStateException when no broker answers within ten seconds
   */
  public MetricsProducer(String bootstrapServers, Properties properties, String topic) {
    Topics.prepare(bootstrapServers, properties, List.of(), List.of(topic));
    this.topic = topic;
    Properties config = new Properties();
    config.putAll(properties);
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) PATIENCE.toMillis());
    producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Writes samples; Kafka's client tries again by itself. */
  public void send(List<MetricSample> samples) {
    for (MetricSample sample : samples) {
      var unused =
          producer.send(
              new ProducerRecord<>(
                  topic, sample.getDetector().getBytes(UTF_8), codec.encode(sample)));
    }
    producer.flush();
  }

  @Override
  public void close() {
    producer.close(PATIENCE);
  }
}
