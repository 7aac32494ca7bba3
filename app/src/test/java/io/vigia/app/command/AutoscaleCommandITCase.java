package io.vigia.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigia.app.Run;
import io.vigia.app.demo.CardStream;
import io.vigia.app.demo.Demo;
import io.vigia.app.demo.DemoOptions;
import io.vigia.app.demo.DemoSummary;
import io.vigia.app.simulate.card.CardParameters;
import io.vigia.schemas.MetricSample;
import io.vigia.schemas.codec.CodecException;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command beside a running demo. */
class AutoscaleCommandITCase {
  private static final Path RULES =
      Path.of("src/test/resources/io/vigia/app/demo/card-rules").toAbsolutePath();
  private static final String KAFKA = "Kafka at ";
  private static final String TOPIC = "vigia-scaling";

  @Test
  @Timeout(240)
  void aDecisionIsPrintedAndGoesToTheMetricsTopic() throws Exception {
    CompletableFuture<String> broker = new CompletableFuture<>();
    CompletableFuture<String> page = new CompletableFuture<>();
    CompletableFuture<String> live = new CompletableFuture<>();
    Demo demo =
        new Demo(
            new DemoOptions(
                List.of(new CardStream(RULES, CardParameters.defaults(), 1, 7)),
                Optional.empty(),
                200,
                1,
                8080),
            line -> {},
            note -> {
              if (note.startsWith(KAFKA)) {
                broker.complete(note.substring(KAFKA.length()));
              } else if (note.contains("history loaded")) {
                live.complete(note);
              }
            });
    CompletableFuture<DemoSummary> run =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return demo.run(page::complete);
              } catch (Exception e) {
                broker.completeExceptionally(e);
                page.completeExceptionally(e);
                live.completeExceptionally(e);
                throw new IllegalStateException(e);
              }
            });
    try {
      String servers = broker.get(60, TimeUnit.SECONDS);
      String cluster = page.get(60, TimeUnit.SECONDS);
      assertThat(live.get(120, TimeUnit.SECONDS)).isNotEmpty();
      Run autoscale =
          Run.of(
              "autoscale",
              "--cluster",
              cluster,
              "--job",
              "vigia card-rules",
              "--once",
              "--dry-run",
              "--interval",
              "1s",
              "--window",
              "3s",
              "--bootstrap-servers",
              servers,
              "--metrics-topic",
              TOPIC,
              "--json");
      assertThat(autoscale.status()).as(autoscale.err()).isZero();
      assertThat(autoscale.err())
          .contains("(vigia card-rules); the first decision comes after 3 s");
      JsonNode decision = new ObjectMapper().readTree(autoscale.last());
      assertThat(decision.path("outcome").asText()).isEqualTo("keep");
      assertThat(decision.path("reason").asText()).isEqualTo("every vertex keeps its parallelism");
      assertThat(decision.path("vertices").findValuesAsText("name"))
          .anyMatch(name -> name.startsWith("Source: events -> decode"))
          .anyMatch(name -> name.startsWith("suppress"));

      List<MetricSample> samples = samples(servers, decision.path("vertices").size() + 1);
      assertThat(samples).extracting(MetricSample::getDetector).containsOnly("card-rules");
      assertThat(samples).extracting(MetricSample::getOperator).containsOnly("autoscale");
      assertThat(samples.get(0).getTags())
          .containsEntry("reason", "every vertex keeps its parallelism")
          .containsEntry("job", decision.path("job").asText());
      assertThat(samples.get(1).getValues())
          .containsEntry("parallelism", 1.0)
          .containsEntry("parallelism_decided", 1.0)
          .containsKeys("utilization", "demand_utilization", "records_per_second", "lag");
    } finally {
      demo.stop();
    }
    assertThat(run.get(60, TimeUnit.SECONDS).all().deadLetters()).isZero();
  }

  private static List<MetricSample> samples(String servers, int count) throws CodecException {
    SingleObjectCodec<MetricSample> codec = new SingleObjectCodec<>(MetricSample.class);
    List<MetricSample> samples = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(TOPIC, 0);
      consumer.assign(Set.of(partition));
      consumer.seekToBeginning(Set.of(partition));
      while (samples.size() < count) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          samples.add(codec.decode(record.value()));
        }
      }
    }
    return samples;
  }
}
