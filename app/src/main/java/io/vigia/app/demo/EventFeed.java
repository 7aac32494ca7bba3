package io.vigia.app.demo;

import io.vigia.app.simulate.EventBatch;
import io.vigia.app.simulate.EventPayloads;
import io.vigia.app.simulate.Simulator;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.schemas.Label;
import io.vigia.schemas.codec.PayloadCodec;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends simulated events to Kafka in the order of their time, and the truth about what is planted
 * when it becomes known, in simulated time. An event's Kafka timestamp is the real time of sending.
 *
 * <p>The truth goes to the labels topic and to the books and nowhere else.
 */
final class EventFeed implements AutoCloseable {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final DemoStream stream;
  private final DetectorSpec spec;
  private final DemoTopics topics;
  private final int partitions;
  private final Simulator simulator;
  private final EventPayloads payloads;
  private final PayloadCodec<Label> truths = new SingleObjectCodec<>(Label.class);
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final ArrayDeque<Label> unknownYet = new ArrayDeque<>();
  private EventBatch batch;
  private int next;
  private volatile long sent;
  private volatile long labels;

  EventFeed(
      String bootstrapServers,
      DemoStream stream,
      DetectorSpec spec,
      DemoTopics topics,
      int partitions) {
    this.stream = stream;
    this.spec = spec;
    this.topics = topics;
    this.partitions = partitions;
    simulator = stream.simulator();
    payloads = new EventPayloads(simulator.schema());
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.BATCH_SIZE_CONFIG,
                1 << 16),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Events sent so far. */
  long sent() {
    return sent;
  }

  /** Events and labels sent so far. */
  long records() {
    return sent + labels;
  }

  /** Sends the history as fast as the broker takes it. */
  void history() {
    long from = stream.historyFrom().toEpochMilli();
    long to = stream.liveFrom().toEpochMilli();
    for (advance(); batch.timeMillis(next) < to; advance()) {
      if (batch.timeMillis(next) >= from) {
        send();
      }
      next++;
    }
    flush();
  }

  /** Simulates on where the events at hand are sent. */
  private void advance() {
    while (batch == null || next >= batch.size()) {
      batch = simulator.next();
      next = 0;
    }
  }

  /**
   * Sends events at a rate until told to stop.
   *
   * @param rate events a second
   * @param times gets when each was sent
   * @param books get the truth
   * @param running asked again and again; false ends it
   */
  void live(int rate, SentTimes times, Planted books, BooleanSupplier running) {
    long began = System.nanoTime();
    long liveSent = 0;
    while (running.getAsBoolean()) {
      long due = (long) ((System.nanoTime() - began) * 1e-9 * rate);
      if (liveSent >= due) {
        LockSupport.parkNanos(TICK_NANOS);
        continue;
      }
      advance();
      if (batch.planted(next)) {
        books.planted(batch.episode(next), batch.subject(next), batch.timeMillis(next));
      }
      times.sent(batch.id(next), send());
      next++;
      liveSent++;
    }
    flush();
  }

  /** Sends the next event, and the labels that are known by then. */
  private long send() {
    long time = batch.timeMillis(next);
    while (!unknownYet.isEmpty() && unknownYet.peek().getLabelTime().toEpochMilli() <= time) {
      sendLabel(unknownYet.poll());
    }
    long now = System.currentTimeMillis();
    send(
        new ProducerRecord<>(
            topics.events(), batch.source(next) % partitions, now, null, payloads.of(batch, next)));
    sent++;
    if (batch.planted(next)) {
      Optional<Label> label = stream.label(batch, next, spec);
      label.ifPresent(unknownYet::add);
    }
    return now;
  }

  private void sendLabel(Label label) {
    send(new ProducerRecord<>(topics.labels().orElseThrow(), 0, null, null, truths.encode(label)));
    labels++;
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    producer.send(
        record,
        (metadata, exception) -> {
          if (exception != null) {
            failure.compareAndSet(null, exception);
          }
        });
  }

  private void flush() {
    producer.flush();
    Exception failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException(
          "the broker did not take an event: " + failed.getMessage(), failed);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
