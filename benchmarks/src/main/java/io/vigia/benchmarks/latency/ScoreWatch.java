package io.vigia.benchmarks.latency;

import io.vigia.schemas.Score;
import io.vigia.schemas.codec.CodecException;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Takes scores from their topic in a thread of its own: how many, by which model, how evenly. */
final class ScoreWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final SingleObjectCodec<Score> codec = new SingleObjectCodec<>(Score.class);
  private final Thread thread;
  private volatile boolean running = true;
  private volatile Exception failure;
  // Guarded by this.
  private final Set<String> events = new HashSet<>();
  private final Map<String, Long> models = new HashMap<>();
  private long repeated;
  private long unscored;
  private long nameless;
  private long lastNanos = -1;
  private long largestGapNanos;

  /**
   * What came so far.
   *
   * @param events different events
   * @param repeated scores of events that had one already
   * @param unscored events that only rules answered
   * @param nameless scores that name no model
   * @param models scores by the model's SHA-256
   */
  record Seen(long events, long repeated, long unscored, long nameless, Map<String, Long> models) {}

  ScoreWatch(String bootstrapServers, String topic) {
    consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    Set<TopicPartition> partition = Set.of(new TopicPartition(topic, 0));
    consumer.assign(partition);
    consumer.seekToBeginning(partition);
    thread = new Thread(this::watch, "score-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    try (consumer) {
      while (running) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
          take(records, System.nanoTime());
        }
      }
    } catch (Exception e) {
      failure = e;
    }
  }

  private synchronized void take(ConsumerRecords<byte[], byte[]> records, long now)
      throws CodecException {
    if (lastNanos >= 0) {
      largestGapNanos = Math.max(largestGapNanos, now - lastNanos);
    }
    lastNanos = now;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Score score = codec.decode(record.value());
      if (!events.add(score.getEventId())) {
        repeated++;
      }
      if (score.getScore() == null) {
        unscored++;
      } else if (score.getModelSha256() == null) {
        nameless++;
      } else {
        models.merge(score.getModelSha256(), 1L, Long::sum);
      }
    }
  }

  /**
   * The longest time between two receipts of scores, in nanoseconds, since this was asked last;
   * then begins anew.
   */
  synchronized long largestGapNanos() {
    long largest = largestGapNanos;
    largestGapNanos = 0;
    return largest;
  }

  /** What came so far. */
  synchronized Seen seen() {
    return new Seen(events.size(), repeated, unscored, nameless, Map.copyOf(models));
  }

  /** Throws what ended the reading, if something did. */
  void check() {
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
