package io.vigia.benchmarks.harness;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.app.simulate.card.CardDay;
import io.vigia.app.simulate.card.CardParameters;
import io.vigia.app.simulate.card.CardSimulator;
import io.vigia.engine.spec.DetectorSpec;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Topics that hold simulated payments and the truth about the frauds among them, so that a job is
 * measured and not who feeds it.
 *
 * @param events topic of the payments, a card's in one partition
 * @param labels topic of the truth, of one partition
 * @param whole all that the topics hold
 * @param prefix the first events and their truth, for contenders that would take too long
 */
public record FilledTopics(String events, String labels, Extent whole, Extent prefix) {
  /** Partitions of the events. */
  public static final int PARTITIONS = 4;

  private static final long SEED = 11;

  /**
   * Creates and fills the topics of a detector of card payments.
   *
   * @param cards how many customers and terminals there are, and the like
   * @param count payments on the topic
   * @param prefix how many of them the prefix has, at most {@code count}
   */
  public static FilledTopics fill(
      EmbeddedKafka kafka, DetectorSpec spec, CardParameters cards, int count, int prefix) {
    String events = spec.event().topic();
    String labels = spec.labels().orElseThrow().topic();
    kafka.createTopic(events, PARTITIONS);
    kafka.createTopic(labels, 1);
    CardRecords records = new CardRecords(spec.labels().get().delay());
    CardSimulator simulator = new CardSimulator(cards, SEED);
    long[] ends = new long[PARTITIONS];
    long frauds = 0;
    Extent first = null;
    try (KafkaProducer<byte[], byte[]> producer = producer(kafka)) {
      int sent = 0;
      while (sent < count) {
        CardDay day = simulator.next();
        for (int i = 0; i < day.size() && sent < count; i++) {
          int partition = day.customer(i) % PARTITIONS;
          producer.send(
              new ProducerRecord<>(events, partition, null, null, records.payment(day, i)));
          ends[partition]++;
          if (day.planted(i)) {
            producer.send(new ProducerRecord<>(labels, records.fraud(day, i)));
            frauds++;
          }
          if (++sent == prefix) {
            first = new Extent(sent, ends.clone(), frauds);
          }
        }
      }
    }
    return new FilledTopics(events, labels, new Extent(count, ends, frauds), first);
  }

  /** A producer that fills topics: large batches, no hurry. */
  public static KafkaProducer<byte[], byte[]> producer(EmbeddedKafka kafka) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            ProducerConfig.LINGER_MS_CONFIG,
            5,
            ProducerConfig.BATCH_SIZE_CONFIG,
            1 << 17,
            // A partition that is just being made may refuse the first batch and take the second
            // one, and then never the first again.
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            1),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
