package io.vigia.jobs.kafka;

import io.vigia.jobs.control.Acknowledgement;
import io.vigia.schemas.ControlCommand;
import io.vigia.schemas.MetricSample;
import io.vigia.schemas.codec.CodecException;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends commands to running jobs, and waits until they say what became of them. */
public final class ControlClient {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final List<String> ANSWERS =
      List.of(Acknowledgement.ACCEPTED, Acknowledgement.REFUSED, Acknowledgement.REPEATED);

  private final Properties properties;
  private final String controlTopic;
  private final String metricsTopic;

  /**
   * What became of a command.
   *
   * @param answer {@link Acknowledgement#ACCEPTED}, {@link Acknowledgement#REFUSED} or {@link
   *     Acknowledgement#REPEATED}
   * @param reason in words, of the job or of the first subtask that failed
   * @param model SHA-256 of the model that answers now; empty where only rules decide
   * @param subtasks how many have to follow; 0 where none have
   * @param applied how many follow
   * @param failed how many cannot
   */
  public record Result(
      String answer, String reason, String model, int subtasks, int applied, int failed) {

    /** Whether the command is followed by all. */
    public boolean isDone() {
      return !answer.equals(Acknowledgement.REFUSED) && failed == 0 && applied == subtasks;
    }
  }

  /**
   * A client.
   *
   * @param bootstrapServers addresses of brokers, {@code host:port,…}
   * @param more further properties of Kafka clients, such as security
   * @param controlTopic where jobs read commands
   * @param metricsTopic where they acknowledge
   */
  public ControlClient(
      String bootstrapServers, Properties more, String controlTopic, String metricsTopic) {
    this.properties = new Properties();
    properties.putAll(more);
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    this.controlTopic = controlTopic;
    this.metricsTopic = metricsTopic;
    Topics.prepare(bootstrapServers, more, List.of(controlTopic, metricsTopic), List.of());
  }

  /**
   * Sends a command and waits for what becomes of it.
   *
   * @throws IllegalStateException when no job, or not every subtask, answers in time
   */
  public Result send(ControlCommand command, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    Properties config = new Properties();
    config.putAll(properties);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(metricsTopic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      // The ends are looked up when they are asked for: now, before the command is sent.
      partitions.forEach(consumer::position);
      produce(command, patience);
      return await(command, consumer, end, patience);
    }
  }

  private void produce(ControlCommand command, Duration patience) {
    Properties config = new Properties();
    config.putAll(properties);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  controlTopic,
                  command.getDetector().getBytes(StandardCharsets.UTF_8),
                  new SingleObjectCodec<>(ControlCommand.class).encode(command)))
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(
          "cannot write to topic '" + controlTopic + "': " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending a command", e);
    }
  }

  private Result await(
      ControlCommand command, KafkaConsumer<byte[], byte[]> consumer, long end, Duration patience) {
    SingleObjectCodec<MetricSample> codec = new SingleObjectCodec<>(MetricSample.class);
    MetricSample answer = null;
    Map<Integer, MetricSample> subtasks = new HashMap<>();
    while (System.nanoTime() < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        MetricSample sample = decode(codec, record.value());
        if (sample == null
            || !sample.getDetector().equals(command.getDetector())
            || !command.getId().equals(sample.getTags().get(Acknowledgement.COMMAND_ID))) {
          continue;
        }
        if (sample.getTags().containsKey(Acknowledgement.SUBTASKS)) {
          subtasks.put(sample.getSubtask(), sample);
        } else {
          answer = sample;
        }
      }
      if (answer != null && isComplete(answer, subtasks)) {
        return result(answer, subtasks);
      }
    }
    throw new IllegalStateException(
        answer == null
            ? "no job of detector '"
                + command.getDetector()
                + "' answered on topic '"
                + metricsTopic
                + "' within "
                + patience.toSeconds()
                + " s; is it running, with --control-topic "
                + controlTopic
                + "?"
            : "the command was accepted, but only "
                + subtasks.size()
                + " subtasks said so within "
                + patience.toSeconds()
                + " s; they follow when they can");
  }

  private static MetricSample decode(SingleObjectCodec<MetricSample> codec, byte[] value) {
    try {
      return value == null ? null : codec.decode(value);
    } catch (CodecException e) {
      // Somebody else's record on the topic.
      return null;
    }
  }

  private static boolean isComplete(MetricSample answer, Map<Integer, MetricSample> subtasks) {
    return !answer.getValues().containsKey(Acknowledgement.ACCEPTED)
        || (!subtasks.isEmpty() && subtasks.size() >= expected(subtasks));
  }

  private static int expected(Map<Integer, MetricSample> subtasks) {
    return subtasks.values().stream()
        .mapToInt(sample -> Integer.parseInt(sample.getTags().get(Acknowledgement.SUBTASKS)))
        .max()
        .orElse(0);
  }

  private static Result result(MetricSample answer, Map<Integer, MetricSample> subtasks) {
    List<MetricSample> failed =
        subtasks.values().stream()
            .filter(sample -> sample.getValues().containsKey(Acknowledgement.FAILED))
            .toList();
    Map<String, String> tags = (failed.isEmpty() ? answer : failed.get(0)).getTags();
    return new Result(
        ANSWERS.stream().filter(answer.getValues()::containsKey).findFirst().orElseThrow(),
        tags.getOrDefault(Acknowledgement.REASON, ""),
        tags.getOrDefault(Acknowledgement.MODEL, ""),
        expected(subtasks),
        subtasks.size() - failed.size(),
        failed.size());
  }
}
