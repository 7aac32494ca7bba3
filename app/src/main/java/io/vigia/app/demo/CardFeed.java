package io.vigia.app.demo;

import io.vigia.app.simulate.card.CardDay;
import io.vigia.app.simulate.card.CardSimulator;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.EventSpec.KeySpec;
import io.vigia.schemas.Label;
import io.vigia.schemas.Transaction;
import io.vigia.schemas.codec.PayloadCodec;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends simulated payments to Kafka in the order of their time, and the truth about each fraud when
 * it becomes known: the detector's label delay after the payment, in simulated time. Payments
 * without a label count as honest. A payment's Kafka timestamp is the real time of sending.
 *
 * <p>The truth goes to the labels topic and to {@link PlantedFrauds} and nowhere else.
 */
final class CardFeed implements AutoCloseable {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final CardSimulator simulator;
  private final DetectorSpec spec;
  private final DemoTopics topics;
  private final int partitions;
  private final long labelDelayMillis;
  private final PayloadCodec<Transaction> payments = new SingleObjectCodec<>(Transaction.class);
  private final PayloadCodec<Label> truths = new SingleObjectCodec<>(Label.class);
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final ArrayDeque<Label> unknownYet = new ArrayDeque<>();
  private CardDay day;
  private int next;
  private long sent;
  private long labels;

  CardFeed(
      String bootstrapServers,
      CardSimulator simulator,
      DetectorSpec spec,
      DemoTopics topics,
      int partitions) {
    this.simulator = simulator;
    this.spec = spec;
    this.topics = topics;
    this.partitions = partitions;
    labelDelayMillis = spec.labels().map(each -> each.delay().toMillis()).orElse(0L);
    spec.event().keys().forEach(CardFeed::checkKey);
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

  private static void checkKey(KeySpec key) {
    if (key.parts().size() != 1
        || !(key.parts().get(0).equals("customer_id")
            || key.parts().get(0).equals("terminal_id"))) {
      throw new IllegalArgumentException(
          "key '"
              + key.name()
              + "' of the detector is "
              + key.parts()
              + "; the demo labels payments by customer_id and terminal_id");
    }
  }

  /** Payments sent so far. */
  long sent() {
    return sent;
  }

  /** Labels sent so far. */
  long labels() {
    return labels;
  }

  /**
   * Sends whole days as fast as the broker takes them.
   *
   * @param progress told after each day how many are sent
   */
  void history(int days, IntConsumer progress) {
    for (int i = 1; i <= days; i++) {
      day = simulator.next();
      for (next = 0; next < day.size(); next++) {
        send();
      }
      progress.accept(i);
    }
    flush();
  }

  /**
   * Sends payments at a rate until told to stop.
   *
   * @param rate payments a second
   * @param times gets when each was sent
   * @param frauds gets the truth
   * @param running asked again and again; false ends it
   */
  void live(int rate, SentTimes times, PlantedFrauds frauds, BooleanSupplier running) {
    long began = System.nanoTime();
    long liveSent = 0;
    while (running.getAsBoolean()) {
      long due = (long) ((System.nanoTime() - began) * 1e-9 * rate);
      if (liveSent >= due) {
        LockSupport.parkNanos(TICK_NANOS);
        continue;
      }
      while (day == null || next >= day.size()) {
        day = simulator.next();
        next = 0;
      }
      if (day.planted(next)) {
        frauds.planted(Integer.toString(day.customer(next)), day.timeMillis(next));
      }
      times.sent(day.number(next), send());
      next++;
      liveSent++;
    }
    flush();
  }

  /** Sends the next payment, and the labels that are known by then. */
  private long send() {
    long time = day.timeMillis(next);
    while (!unknownYet.isEmpty() && unknownYet.peek().getLabelTime().toEpochMilli() <= time) {
      sendLabel(unknownYet.poll());
    }
    Transaction payment =
        new Transaction(
            day.number(next),
            Instant.ofEpochMilli(time),
            (long) day.customer(next),
            (long) day.terminal(next),
            day.amount(next));
    long now = System.currentTimeMillis();
    send(
        new ProducerRecord<>(
            topics.events(), day.customer(next) % partitions, now, null, payments.encode(payment)));
    sent++;
    if (day.planted(next)) {
      unknownYet.add(label(time));
    }
    return now;
  }

  private Label label(long time) {
    TreeMap<String, String> keys = new TreeMap<>();
    for (KeySpec key : spec.event().keys()) {
      boolean customer = key.parts().get(0).equals("customer_id");
      keys.put(key.name(), Integer.toString(customer ? day.customer(next) : day.terminal(next)));
    }
    return new Label(
        Long.toString(day.number(next)),
        Instant.ofEpochMilli(time),
        Instant.ofEpochMilli(time + labelDelayMillis),
        keys,
        1.0);
  }

  private void sendLabel(Label label) {
    if (topics.labels().isEmpty()) {
      return;
    }
    send(new ProducerRecord<>(topics.labels().get(), 0, null, null, truths.encode(label)));
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
