package io.vigia.benchmarks.streams;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.app.simulate.EventBatch;
import io.vigia.app.simulate.EventPayloads;
import io.vigia.app.simulate.Simulator;
import io.vigia.benchmarks.harness.FilledTopics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A topic that holds simulated events, those of one source in one partition.
 *
 * @param name of the topic
 * @param events how many it holds
 * @param ends offset behind the last event, of each partition
 */
record StreamTopic(String name, int events, Map<TopicPartition, Long> ends) {

  /** Creates and fills a topic. */
  static StreamTopic fill(EmbeddedKafka kafka, String name, Simulator simulator, int count) {
    kafka.createTopic(name, FilledTopics.PARTITIONS);
    EventPayloads payloads = new EventPayloads(simulator.schema());
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (int partition = 0; partition < FilledTopics.PARTITIONS; partition++) {
      ends.put(new TopicPartition(name, partition), 0L);
    }
    try (KafkaProducer<byte[], byte[]> producer = FilledTopics.producer(kafka)) {
      for (int sent = 0; sent < count; ) {
        EventBatch batch = simulator.next();
        for (int i = 0; i < batch.size() && sent < count; i++) {
          int partition = batch.source(i) % FilledTopics.PARTITIONS;
          producer.send(new ProducerRecord<>(name, partition, null, null, payloads.of(batch, i)));
          ends.merge(new TopicPartition(name, partition), 1L, Long::sum);
          sent++;
        }
      }
    }
    return new StreamTopic(name, count, ends);
  }
}
