package io.vigia.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.kafka.KafkaEdges;
import io.vigia.jobs.testing.AmountModel;
import io.vigia.jobs.testing.TestDetector;
import io.vigia.jobs.types.SpecFiles;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.StreamSupport;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which operators share a task; nothing runs. */
class DetectionPipelineTest {

  private static List<String> tasks(String yaml, boolean isControlled) {
    DetectorFiles files = TestDetector.files(yaml);
    KafkaEdges edges = new KafkaEdges("nowhere:9092", new Properties(), SpecFiles.of(files));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(
            2, DetectionPipeline.configuration(Duration.ZERO));
    DetectionPipeline.Builder builder =
        DetectionPipeline.of(files)
            .model(new AmountModel(5, 0.9))
            .events(edges.events("events", "test", OffsetsInitializer.earliest(), null))
            .alertsTo(edges.alerts("alerts"))
            .scoresTo(edges.scores("scores"))
            .metricsTo(edges.metrics("metrics"));
    if (isControlled) {
      builder.controlledBy(edges.control("control", "test", OffsetsInitializer.earliest()));
    }
    builder.build().build(environment);
    return StreamSupport.stream(
            environment.getStreamGraph().getJobGraph().getVertices().spliterator(), false)
        .map(JobVertex::getName)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void scoresAreSmoothedAndDecidedInTheTaskThatMadeThem(boolean isControlled) {
    String yaml =
        TestDetector.YAML.replace(
            "alerts:\n",
            "model:\n  smooth: [{key: terminal, events: 3}]\nalerts:\n"
                + "  adapt: {key: customer, half_life: 7d}\n");
    assertThat(tasks(yaml, isControlled))
        .anySatisfy(name -> assertThat(name).containsSubsequence("features-2", "score", "smooth"))
        .anySatisfy(name -> assertThat(name).containsSubsequence("smooth", "decide", "scores"))
        .anySatisfy(name -> assertThat(name).startsWith("adapt"))
        .anySatisfy(name -> assertThat(name).startsWith("suppress"));
  }

  @Test
  void whatADetectorDoesNotAskForIsNotInTheJob() {
    assertThat(tasks(TestDetector.YAML.replace("alerts:\n", "model: {}\nalerts:\n"), false))
        .noneMatch(name -> name.contains("smooth") || name.contains("adapt"));
  }
}
