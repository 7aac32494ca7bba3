package io.vigia.benchmarks.latency;

import io.vigia.app.simulate.card.CardDay;
import io.vigia.app.simulate.card.CardParameters;
import io.vigia.app.simulate.card.CardSimulator;
import io.vigia.benchmarks.harness.CardRecords;
import io.vigia.benchmarks.harness.FilledTopics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends simulated payments at a fixed rate, whatever becomes of them: an open loop. A payment that
 * could not be sent in time keeps the time at which it was meant to be sent, so that waiting of the
 * sender counts as latency and is not left out (G. Tene, <i>How NOT to Measure Latency</i>, calls
 * the omission coordinated).
 */
final class PacedFeed implements AutoCloseable {
  /** Of the simulated payments. */
  static final long SEED = 12;

  private static final long SHORTEST_PARK_NANOS = 100_000;

  private final CardSimulator simulator = new CardSimulator(CardParameters.defaults(), SEED);
  private final CardRecords records;
  private final String events;
  private final String labels;
  private final IntendedTimes times;
  private final double amount;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private CardDay day;
  private int next;
  private long sent;
  private long above;

  /**
   * A feed.
   *
   * @param job who reads
   * @param labelDelay how long after a payment its truth becomes known
   * @param times gets when each payment was meant to be sent
   * @param amount payments above it are counted
   */
  PacedFeed(
      String bootstrapServers,
      LiveJob job,
      Duration labelDelay,
      IntendedTimes times,
      double amount) {
    this.records = new CardRecords(labelDelay);
    this.events = job.events();
    this.labels = job.labels();
    this.times = times;
    this.amount = amount;
    this.day = simulator.next();
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                // An event goes at once; what comes while a request is on its way goes together.
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.BATCH_SIZE_CONFIG,
                1 << 17),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Payments sent so far. */
  long sent() {
    return sent;
  }

  /** Payments above the amount so far. */
  long above() {
    return above;
  }

  /**
   * Sends payments for a while.
   *
   * @param rate payments a second
   * @param seconds how long by the clock of intended times
   */
  void send(double rate, double seconds) {
    long began = System.nanoTime();
    long total = (long) (rate * seconds);
    long done = 0;
    while (done < total) {
      long due = Math.min(total, (long) ((System.nanoTime() - began) * 1e-9 * rate) + 1);
      while (done < due) {
        sendNext(began + (long) (done * 1e9 / rate));
        done++;
      }
      long wait = began + (long) (done * 1e9 / rate) - System.nanoTime();
      if (done < total && wait > 0) {
        LockSupport.parkNanos(Math.max(SHORTEST_PARK_NANOS, wait));
      }
    }
    if (failure.get() != null) {
      throw new IllegalStateException(
          "the broker did not take an event: " + failure.get().getMessage(), failure.get());
    }
  }

  private void sendNext(long intended) {
    while (next >= day.size()) {
      day = simulator.next();
      next = 0;
    }
    times.set(day.number(next), intended);
    if (day.amount(next) > amount) {
      above++;
    }
    send(
        new ProducerRecord<>(
            events,
            day.customer(next) % FilledTopics.PARTITIONS,
            null,
            null,
            records.payment(day, next)));
    if (day.planted(next)) {
      send(new ProducerRecord<>(labels, records.fraud(day, next)));
    }
    next++;
    sent++;
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

  @Override
  public void close() {
    producer.close();
  }
}
