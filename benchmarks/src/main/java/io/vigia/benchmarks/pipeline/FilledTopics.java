package io.vigia.benchmarks.pipeline;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.app.simulate.CardDay;
import io.vigia.app.simulate.CardParameters;
import io.vigia.app.simulate.CardSimulator;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.schemas.Label;
import io.vigia.schemas.Transaction;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Topics that hold simulated payments and the truth about the frauds among them, so that a job is
 * measured and not who feeds it.
 *
 * @param events topic of the payments
 * @param labels topic of the truth
 * @param count how many payments it holds
 */
record FilledTopics(String events, String labels, int count) {
  static final int PARTITIONS = 4;
  private static final long SEED = 11;

  /** Creates and fills the topics of a detector of card payments. */
  static FilledTopics fill(EmbeddedKafka kafka, DetectorSpec spec, int count) {
    FilledTopics topics =
        new FilledTopics(spec.event().topic(), spec.labels().orElseThrow().topic(), count);
    kafka.createTopic(topics.events, PARTITIONS);
    kafka.createTopic(topics.labels, 1);
    long delay = spec.labels().get().delay().toMillis();
    SingleObjectCodec<Transaction> payments = new SingleObjectCodec<>(Transaction.class);
    SingleObjectCodec<Label> truths = new SingleObjectCodec<>(Label.class);
    CardSimulator simulator = new CardSimulator(CardParameters.defaults(), SEED);
    try (KafkaProducer<byte[], byte[]> producer = producer(kafka)) {
      int sent = 0;
      while (sent < count) {
        CardDay day = simulator.next();
        for (int i = 0; i < day.size() && sent < count; i++, sent++) {
          producer.send(
              new ProducerRecord<>(
                  topics.events,
                  day.customer(i) % PARTITIONS,
                  null,
                  null,
                  payments.encode(payment(day, i))));
          if (day.fraud(i)) {
            producer.send(new ProducerRecord<>(topics.labels, truths.encode(truth(day, i, delay))));
          }
        }
      }
    }
    return topics;
  }

  private static Transaction payment(CardDay day, int i) {
    return new Transaction(
        day.id(i),
        Instant.ofEpochMilli(day.timeMillis(i)),
        (long) day.customer(i),
        (long) day.terminal(i),
        day.amount(i));
  }

  private static Label truth(CardDay day, int i, long delayMillis) {
    return new Label(
        Long.toString(day.id(i)),
        Instant.ofEpochMilli(day.timeMillis(i)),
        Instant.ofEpochMilli(day.timeMillis(i) + delayMillis),
        Map.of(
            "customer",
            Integer.toString(day.customer(i)),
            "terminal",
            Integer.toString(day.terminal(i))),
        1.0);
  }

  private static KafkaProducer<byte[], byte[]> producer(EmbeddedKafka kafka) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            ProducerConfig.LINGER_MS_CONFIG,
            5,
            ProducerConfig.BATCH_SIZE_CONFIG,
            1 << 17),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
