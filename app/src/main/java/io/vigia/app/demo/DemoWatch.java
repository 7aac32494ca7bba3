package io.vigia.app.demo;

import io.vigia.engine.spec.DetectorSpec;
import io.vigia.schemas.Alert;
import io.vigia.schemas.DeadLetter;
import io.vigia.schemas.MetricSample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what the job of a stream writes, as a team that consumes its topics would, and keeps the
 * books: alerts, their latency, dead letters, how far the job has read. Everything before {@link
 * #live} is history and not counted.
 */
final class DemoWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final DemoTopics topics;
  private final DemoStream stream;
  private final String detector;
  private final BinaryMessageDecoder<GenericRecord> decoder;
  private final SentTimes times;
  private final Planted books;
  private final Consumer<String> lines;
  private final Thread thread = new Thread(this::run, "demo-watch");
  private final Set<String> seen = new HashSet<>();
  private final Histogram latency = StreamSummary.histogram();
  private final Map<String, Double> read = new HashMap<>();
  private final Map<String, Long> positions = new HashMap<>();

  private volatile boolean running = true;
  private volatile RuntimeException failure;
  private long liveFromMillis = Long.MAX_VALUE;
  private long alerts;
  private long deadLetters;

  /**
   * Begins to read.
   *
   * @param spec the detector of the stream
   * @param books get what was alerted
   * @param lines gets a line for each live alert
   */
  DemoWatch(
      String bootstrapServers,
      DemoTopics topics,
      DemoStream stream,
      DetectorSpec spec,
      SentTimes times,
      Planted books,
      Consumer<String> lines) {
    this.topics = topics;
    this.stream = stream;
    this.times = times;
    this.books = books;
    detector = spec.name();
    decoder = new BinaryMessageDecoder<>(GenericData.get(), spec.event().schema());
    this.lines = lines;
    consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        List.of(
            new TopicPartition(topics.alerts(), 0),
            new TopicPartition(topics.deadLetters(), 0),
            new TopicPartition(topics.metrics(), 0));
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try (consumer) {
      while (running) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private synchronized void take(ConsumerRecord<byte[], byte[]> record) {
    positions.put(record.topic(), record.offset() + 1);
    try {
      ByteBuffer value = ByteBuffer.wrap(record.value());
      if (record.topic().equals(topics.metrics())) {
        metric(MetricSample.fromByteBuffer(value));
      } else if (record.topic().equals(topics.alerts())) {
        alert(Alert.fromByteBuffer(value), record.timestamp());
      } else if (DeadLetter.fromByteBuffer(value).getDetector().equals(detector)) {
        deadLetters++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read a record of topic " + record.topic(), e);
    }
  }

  private void metric(MetricSample sample) {
    Double events = sample.getValues().get("events_total");
    if (events != null && sample.getDetector().equals(detector)) {
      double all =
          events
              + sample.getValues().getOrDefault("labels_total", 0.0)
              + sample.getValues().getOrDefault("dead_letters_total", 0.0);
      read.put(sample.getOperator() + "/" + sample.getSubtask(), all);
    }
  }

  private void alert(Alert alert, long timestamp) throws IOException {
    long time = alert.getEventTime().toEpochMilli();
    // At least once: the topic may repeat an alert.
    if (time < liveFromMillis || !seen.add(alert.getId())) {
      return;
    }
    alerts++;
    GenericRecord event = decoder.decode(alert.getEvent().duplicate());
    stream.subjects(event).forEach(subject -> books.alerted(subject, time));
    long sent = times.of(alert.getEventId());
    if (sent >= 0) {
      latency.recordValue(Math.min(StreamSummary.LONGEST_MILLIS, Math.max(0, timestamp - sent)));
    }
    lines.accept(AlertLine.of(alert, stream.describe(event)));
  }

  /** From this event time on, what comes is counted. */
  synchronized void live(long fromMillis) {
    liveFromMillis = fromMillis;
    deadLetters = 0;
  }

  /** How many records, labels included, the job has read by its last report. */
  synchronized long read() {
    return (long) read.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** The offset up to which a topic was taken. */
  synchronized long position(String topic) {
    return positions.getOrDefault(topic, 0L);
  }

  /** Throws what ended the reading, if something did. */
  void check() {
    if (failure != null) {
      throw new IllegalStateException(
          "the job's topics cannot be read: " + failure.getMessage(), failure);
    }
  }

  /** What came to pass since {@link #live}. */
  synchronized StreamSummary summary(long events) {
    return new StreamSummary(
        events, books.planted(), books.found(), alerts, deadLetters, latency.copy());
  }

  @Override
  public void close() throws InterruptedException {
    running = false;
    thread.join();
  }
}
