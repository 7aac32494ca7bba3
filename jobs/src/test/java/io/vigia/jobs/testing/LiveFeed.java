package io.vigia.jobs.testing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends payments to the partitions of a topic in turn, at a rate that can change, until stopped.
 */
public final class LiveFeed implements AutoCloseable {
  private final List<byte[]> payments;
  private final String topic;
  private final int partitions;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Thread thread = new Thread(this::send, "live-feed");
  private volatile double perSecond;
  private volatile int sent;
  private volatile boolean stopped;

  /**
   * Starts sending.
   *
   * @param payments what is sent at most
   * @param perSecond how many a second
   */
  public LiveFeed(
      String bootstrapServers,
      String topic,
      int partitions,
      List<byte[]> payments,
      double perSecond) {
    this.payments = payments;
    this.topic = topic;
    this.partitions = partitions;
    this.perSecond = perSecond;
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    thread.start();
  }

  private void send() {
    long last = System.nanoTime();
    double due = 0;
    while (!stopped) {
      long now = System.nanoTime();
      due += (now - last) * perSecond / 1e9;
      last = now;
      for (; due >= 1 && sent < payments.size(); due--) {
        producer.send(new ProducerRecord<>(topic, sent % partitions, null, payments.get(sent)));
        sent++;
      }
      LockSupport.parkNanos(2_000_000);
    }
    producer.flush();
  }

  /** Changes the rate. */
  public void rate(double value) {
    perSecond = value;
  }

  /** Stops, and says how many payments were sent. */
  public int stop() throws InterruptedException {
    stopped = true;
    thread.join();
    return sent;
  }

  @Override
  public void close() throws InterruptedException {
    int unused = stop();
    producer.close();
  }
}
