package io.vigia.app.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class EmbeddedKafkaITCase {

  @Test
  void keepsWhatIsSentAndLeavesNothingBehind() throws Exception {
    EmbeddedKafka kafka = EmbeddedKafka.start();
    try (kafka) {
      assertThat(kafka.bootstrapServers()).startsWith("127.0.0.1:");
      kafka.createTopic("greetings", 2);
      assertThatThrownBy(() -> kafka.createTopic("greetings", 2))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("topic greetings was not created: Topic 'greetings' already exists.");

      Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
        producer.send(new ProducerRecord<>("greetings", 1, null, "hello".getBytes(UTF_8))).get();
      }
      try (KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        TopicPartition partition = new TopicPartition("greetings", 1);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        List<ConsumerRecord<byte[], byte[]>> records = List.of();
        while (records.isEmpty()) {
          records = consumer.poll(Duration.ofSeconds(10)).records(partition);
        }
        assertThat(records)
            .singleElement()
            .extracting(each -> new String(each.value(), UTF_8))
            .isEqualTo("hello");
      }
    }
    assertThat(kafka.folder()).doesNotExist();
  }
}
