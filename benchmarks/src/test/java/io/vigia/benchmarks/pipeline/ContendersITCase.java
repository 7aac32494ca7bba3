package io.vigia.benchmarks.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.app.simulate.card.CardParameters;
import io.vigia.benchmarks.contender.Contender;
import io.vigia.benchmarks.contender.Contender.Tally;
import io.vigia.benchmarks.contender.Setting;
import io.vigia.benchmarks.harness.FilledTopics;
import io.vigia.benchmarks.harness.FlinkCluster;
import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.jobs.PipelineOptions;
import io.vigia.schemas.Score;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No rival is a strawman, and none saves work: all score the same events alike. */
class ContendersITCase {
  private static final int EVENTS = 40_000;
  private static final int PREFIX = 30_000;

  private static EmbeddedKafka kafka;
  private static FlinkCluster cluster;
  private static Setting setting;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start();
    cluster = FlinkCluster.start(Setting.PARALLELISM);
    DetectorFiles files = DetectorFiles.read(Path.of("../models/card-fraud"));
    FilledTopics topics =
        FilledTopics.fill(
            kafka, DetectorSpecReader.read(files), CardParameters.defaults(), EVENTS, PREFIX);
    kafka.createTopic(VigiaJob.DEAD_LETTERS, 1);
    kafka.createTopic(VigiaJob.METRICS, 1);
    setting = new Setting(files, kafka.bootstrapServers(), topics, cluster);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
    kafka.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain-flink", "flink-async", "kafka-streams"})
  void a_rival_scores_the_prefix_as_our_fp32_graph_does(String name) throws Exception {
    Tally ours = ours(Precision.FP32, "fp32-beside-" + name);
    Contender rival = PipelineBenchmark.contenders().get(name).apply(setting);
    kafka.createTopic("alerts-" + name, 1);

    Tally theirs = rival.run(name, "alerts-" + name).tally().orElseThrow();

    assertThat(theirs.events()).isEqualTo(PREFIX).isEqualTo(ours.events());
    // Two shuffles: what a feature of the terminal sees may differ for payments at the same time.
    assertThat(theirs.scores()).isCloseTo(ours.scores(), within(1e-4 * ours.scores()));
    assertThat((double) count("alerts-" + name))
        .isCloseTo(count("alerts-fp32-beside-" + name), within(20.0));
  }

  @Test
  void the_bare_loop_scores_all_as_our_int8_graph_does() throws Exception {
    Tally ours = ours(Precision.INT8, "int8");
    kafka.createTopic("alerts-bare-loop", 1);

    Tally theirs =
        PipelineBenchmark.contenders()
            .get("bare-loop")
            .apply(setting)
            .run("bare-loop", "alerts-bare-loop")
            .tally()
            .orElseThrow();

    assertThat(theirs.events()).isEqualTo(EVENTS);
    // Ours stops at the prefix in this test: means are compared.
    assertThat(theirs.scores() / EVENTS).isCloseTo(ours.scores() / PREFIX, within(0.002));
  }

  private static Tally ours(Precision precision, String run) throws Exception {
    kafka.createTopic("alerts-" + run, 1);
    kafka.createTopic("scores-" + run, 1);
    new VigiaJob(
            setting,
            setting.topics().prefix(),
            PipelineOptions.live().withPrecision(precision),
            Optional.of("scores-" + run))
        .run(run, "alerts-" + run);
    return scores("scores-" + run);
  }

  private static Tally scores(String topic) throws Exception {
    SingleObjectCodec<Score> codec = new SingleObjectCodec<>(Score.class);
    long events = 0;
    double sum = 0;
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(Set.of(partition));
      consumer.seekToBeginning(Set.of(partition));
      long end = consumer.endOffsets(Set.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          events++;
          sum += codec.decode(record.value()).getScore();
        }
      }
    }
    return new Tally(events, sum);
  }

  private static long count(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      TopicPartition partition = new TopicPartition(topic, 0);
      return consumer.endOffsets(Set.of(partition)).get(partition);
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
