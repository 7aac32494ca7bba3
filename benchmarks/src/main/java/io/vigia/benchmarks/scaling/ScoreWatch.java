package io.vigia.benchmarks.scaling;

import io.vigia.schemas.Score;
import io.vigia.schemas.codec.CodecException;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Takes the scores of a job from their topic in a thread of its own: which events were scored, how
 * many of them again, and the longest time in which none was written, by the times at which they
 * were.
 */
final class ScoreWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final SingleObjectCodec<Score> codec = new SingleObjectCodec<>(Score.class);
  private final Thread thread = new Thread(this::watch, "score-watch");
  private volatile boolean running = true;
  private volatile Exception failure;
  // Guarded by this.
  private final BitSet scored = new BitSet();
  private long repeated;
  private long latest = Long.MIN_VALUE;
  private long longestGap;

  ScoreWatch(String bootstrapServers, String topic) {
    consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    Set<TopicPartition> partition = Set.of(new TopicPartition(topic, 0));
    consumer.assign(partition);
    consumer.seekToBeginning(partition);
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    try (consumer) {
      while (running) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
      }
    } catch (Exception e) {
      failure = e;
    }
  }

  private synchronized void take(ConsumerRecord<byte[], byte[]> record) throws CodecException {
    int id = Integer.parseInt(codec.decode(record.value()).getEventId());
    if (scored.get(id)) {
      repeated++;
    }
    scored.set(id);
    if (latest != Long.MIN_VALUE) {
      longestGap = Math.max(longestGap, record.timestamp() - latest);
    }
    latest = Math.max(latest, record.timestamp());
  }

  /** Longest time without a score since this was last asked, in milliseconds. */
  synchronized long longestGap() {
    check();
    long gap = longestGap;
    longestGap = 0;
    return gap;
  }

  /** How many of the events below a number were scored. */
  synchronized int scoredBelow(int number) {
    check();
    return scored.get(0, number).cardinality();
  }

  /** How many scores were of events that had one already. */
  synchronized long repeated() {
    return repeated;
  }

  private void check() {
    if (failure != null) {
      throw new IllegalStateException("scores cannot be read: " + failure.getMessage(), failure);
    }
  }

  @Override
  public void close() throws InterruptedException {
    running = false;
    thread.join();
  }
}
