package io.vigia.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MetricOptions;
import org.junit.jupiter.api.Test;

/** Holds the Flink configuration that {@code docker/} ships: Flink reads it, and as meant. */
class ClusterConfigurationTest {
  private final Configuration configuration =
      GlobalConfiguration.loadConfiguration(Path.of("../docker/flink").toString());

  @Test
  void checkpoints_are_on_and_records_do_not_wait() {
    assertThat(configuration.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(configuration.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY))
        .isEqualTo("file:///var/lib/flink/checkpoints");
    assertThat(configuration.get(ExecutionOptions.BUFFER_TIMEOUT)).isEqualTo(Duration.ofMillis(5));
  }

  @Test
  void prometheus_can_scrape_each_process() {
    assertThat(configuration.get(MetricOptions.REPORTERS_LIST)).isEqualTo("prom");
    assertThat(configuration.toMap())
        .containsEntry(
            "metrics.reporter.prom.factory.class",
            "org.apache.flink.metrics.prometheus.PrometheusReporterFactory")
        .containsEntry("metrics.reporter.prom.port", "9249");
  }

  @Test
  void jobs_can_be_rescaled_and_soon() {
    assertThat(configuration.get(JobManagerOptions.SCHEDULER))
        .isEqualTo(JobManagerOptions.SchedulerType.Adaptive);
    assertThat(configuration.get(JobManagerOptions.SCHEDULER_EXECUTING_COOLDOWN_AFTER_RESCALING))
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(
            configuration.get(JobManagerOptions.SCHEDULER_EXECUTING_RESOURCE_STABILIZATION_TIMEOUT))
        .isEqualTo(Duration.ofSeconds(1));
    assertThat(configuration.get(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL))
        .isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void onnx_runtime_is_loaded_once_a_process() {
    assertThat(configuration.get(CoreOptions.ALWAYS_PARENT_FIRST_LOADER_PATTERNS_ADDITIONAL))
        .containsExactly("ai.onnxruntime");
  }
}
