package io.vigia.benchmarks.scaling;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.benchmarks.harness.Extent;
import io.vigia.benchmarks.harness.FilledTopics;
import io.vigia.schemas.Transaction;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Payments of any number of cards at as many terminals, evenly over a month of event time: what
 * matters here is how many keys there are, not who is a thief. A payment follows from its number
 * alone.
 */
final class KeyedPayments {
  private static final Instant START = Instant.parse("2018-04-01T00:00:00Z");
  private static final long SPAN_MILLIS = Duration.ofDays(30).toMillis();
  private static final long SEED = 21;

  private final int keys;
  private final int count;
  private final SingleObjectCodec<Transaction> codec = new SingleObjectCodec<>(Transaction.class);

  /**
   * Payments.
   *
   * @param keys how many cards there are, and terminals; a multiple of the partitions
   * @param count how many payments the month has
   */
  KeyedPayments(int keys, int count) {
    if (keys % FilledTopics.PARTITIONS != 0) {
      throw new IllegalArgumentException(
          "--keys has " + keys + "; expected multiples of " + FilledTopics.PARTITIONS);
    }
    this.keys = keys;
    this.count = count;
  }

  /** How many payments the month has. */
  int count() {
    return count;
  }

  /** Partition of a payment: a card's are in one. */
  int partition(int number) {
    return number % FilledTopics.PARTITIONS;
  }

  /** A payment. */
  Transaction payment(int number) {
    SplittableRandom random = new SplittableRandom(SEED * 1_000_003L + number);
    int partitions = FilledTopics.PARTITIONS;
    long card = (long) random.nextInt(keys / partitions) * partitions + partition(number);
    return new Transaction(
        (long) number,
        START.plusMillis((long) ((double) number / count * SPAN_MILLIS)),
        card,
        (long) random.nextInt(keys),
        5 + 100 * random.nextDouble() + (random.nextInt(500) == 0 ? 400 : 0));
  }

  /** A payment as the bytes of its record. */
  byte[] bytes(int number) {
    return codec.encode(payment(number));
  }

  /** Fills topics of their own, the one of labels with nothing. */
  FilledTopics fill(EmbeddedKafka kafka, String name) {
    String events = name + "-events";
    String labels = name + "-labels";
    kafka.createTopic(events, FilledTopics.PARTITIONS);
    kafka.createTopic(labels, 1);
    try (KafkaProducer<byte[], byte[]> producer = FilledTopics.producer(kafka)) {
      for (int number = 0; number < count; number++) {
        producer.send(new ProducerRecord<>(events, partition(number), null, null, bytes(number)));
      }
    }
    FilledTopics topics = new FilledTopics(events, labels, first(count), first(count));
    checkWhole(kafka, topics);
    return topics;
  }

  /** A job that waits for payments which the broker did not take would wait for ever. */
  private void checkWhole(EmbeddedKafka kafka, FilledTopics topics) {
    Map<TopicPartition, Long> expected = topics.whole().eventEnds(topics);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      Map<TopicPartition, Long> found = consumer.endOffsets(expected.keySet());
      expected.forEach(
          (partition, end) -> {
            if (found.get(partition) < end) {
              throw new IllegalStateException(
                  "the broker took "
                      + found.get(partition)
                      + " of "
                      + end
                      + " payments of "
                      + partition
                      + "; run the benchmark on a machine that does nothing else");
            }
          });
    }
  }

  /** As far as the first payments reach. */
  static Extent first(int payments) {
    long[] ends = new long[FilledTopics.PARTITIONS];
    for (int partition = 0; partition < ends.length; partition++) {
      ends[partition] = (payments - partition + ends.length - 1) / ends.length;
    }
    return new Extent(payments, ends, 0);
  }
}
