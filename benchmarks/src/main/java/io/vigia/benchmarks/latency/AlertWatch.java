package io.vigia.benchmarks.latency;

import io.vigia.schemas.Alert;
import io.vigia.schemas.codec.CodecException;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Takes alerts from their topic in a thread of its own and says how old their events are. */
final class AlertWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final SingleObjectCodec<Alert> codec = new SingleObjectCodec<>(Alert.class);
  private final IntendedTimes times;
  private final Thread thread;
  private volatile boolean running = true;
  private volatile Exception failure;
  // Guarded by this.
  private final Histogram micros = new Histogram(LONGEST_MICROS, 3);
  private long recordFrom = Long.MAX_VALUE;
  private long byRule;

  AlertWatch(String bootstrapServers, String topic, IntendedTimes times) {
    this.times = times;
    consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    Set<TopicPartition> partition = Set.of(new TopicPartition(topic, 0));
    consumer.assign(partition);
    consumer.seekToBeginning(partition);
    thread = new Thread(this::watch, "alert-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    try (consumer) {
      while (running) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        long now = System.nanoTime();
        for (ConsumerRecord<byte[], byte[]> record : records) {
          take(record, now);
        }
      }
    } catch (Exception e) {
      failure = e;
    }
  }

  private synchronized void take(ConsumerRecord<byte[], byte[]> record, long now)
      throws CodecException {
    Alert alert = codec.decode(record.value());
    if (alert.getRules().contains(AlertingDetector.RULE)) {
      byRule++;
    }
    long intended = times.of(Long.parseLong(alert.getEventId()));
    if (intended >= recordFrom) {
      micros.recordValue(Math.max(0, Math.min(LONGEST_MICROS, (now - intended) / 1000)));
    }
  }

  /**
   * Forgets what was recorded, and records the latencies of events from now on.
   *
   * @param intendedFrom only of events that were meant to be sent from then on, in nanoseconds of
   *     {@link System#nanoTime}
   */
  synchronized void record(long intendedFrom) {
    micros.reset();
    recordFrom = intendedFrom;
  }

  /** Alerts of the rule so far. */
  synchronized long byRule() {
    return byRule;
  }

  /** A copy of what was recorded, in microseconds. */
  synchronized Histogram recorded() {
    return micros.copy();
  }

  /** Throws what ended the reading, if something did. */
  void check() {
    if (failure != null) {
      throw new IllegalStateException("alerts cannot be read: " + failure.getMessage(), failure);
    }
  }

  @Override
  public void close() throws InterruptedException {
    running = false;
    thread.join();
  }
}
