package io.vigia.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.jobs.operators.Ordering;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobConfigTest {
  @TempDir Path folder;

  @Test
  void theCommandLineWinsOverTheFileAndTheFileOverThePresets() throws Exception {
    Path file = folder.resolve("job.yaml");
    Files.writeString(
        file,
        """
        alerts-topic: from-file
        ordering: event_time
        kafka:
          security.protocol: SSL
        """);
    Configuration config =
        JobConfig.parse(
            new String[] {"--config", file.toString(), "--metrics-topic=from-line"},
            Map.of("alerts-topic", "preset", "detector", "models/card-fraud"));

    assertThat(config.get(JobOptions.DETECTOR)).isEqualTo("models/card-fraud");
    assertThat(config.get(JobOptions.ALERTS_TOPIC)).isEqualTo("from-file");
    assertThat(config.get(JobOptions.METRICS_TOPIC)).isEqualTo("from-line");
    assertThat(config.get(JobOptions.ORDERING)).isEqualTo(Ordering.EVENT_TIME);
    assertThat(config.get(JobOptions.KAFKA)).containsEntry("security.protocol", "SSL");
    assertThat(config.get(JobOptions.METRICS_INTERVAL)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void readsProperties() throws Exception {
    Path file = folder.resolve("job.properties");
    Files.writeString(file, "batch-size=64\n");
    assertThat(
            JobConfig.parse(new String[] {"--config=" + file}, Map.of()).get(JobOptions.BATCH_SIZE))
        .isEqualTo(64);
  }

  @Test
  void refusesUnknownOptions() {
    assertThatThrownBy(() -> JobConfig.parse(new String[] {"--alert-topic", "x"}, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("unknown option 'alert-topic'; options: --config, --detector, ");
  }

  @Test
  void refusesWrongValuesByName() {
    assertThatThrownBy(() -> JobConfig.parse(new String[] {"--batch-size", "many"}, Map.of()))
        .hasMessageStartingWith("option 'batch-size' is 'many': ");
    assertThatThrownBy(() -> JobConfig.parse(new String[] {"--ordering", "random"}, Map.of()))
        .hasMessageStartingWith("option 'ordering' is 'random': ");
  }

  @Test
  void refusesWordsAndOptionsWithoutValue() {
    assertThatThrownBy(() -> JobConfig.parse(new String[] {"models/card-fraud"}, Map.of()))
        .hasMessageStartingWith("'models/card-fraud': expected --name value; options: ");
    assertThatThrownBy(() -> JobConfig.parse(new String[] {"--detector"}, Map.of()))
        .hasMessage("--detector has no value; write --detector VALUE");
  }

  @Test
  void namesAConfigFileThatIsNotThere() {
    assertThatThrownBy(() -> JobConfig.parse(new String[] {"--config", "nowhere.yaml"}, Map.of()))
        .hasMessage("nowhere.yaml: no such file; give --config an existing one");
  }

  @Test
  void aDetectorMustBeGiven() {
    assertThatThrownBy(() -> DetectionJob.config(new String[0], Map.of()))
        .hasMessage(
            "no detector given; write --detector DIR, such as --detector models/card-fraud");
    assertThat(
            DetectionJob.config(new String[0], FraudDetectionJob.PRESETS).get(JobOptions.DETECTOR))
        .isEqualTo("models/card-fraud");
  }

  @Test
  void stateIsKeptWhereTheOptionSays() {
    Configuration heap = JobConfig.parse(new String[0], Map.of());
    Configuration rocksdb = JobConfig.parse(new String[] {"--state-backend", "rocksdb"}, Map.of());

    assertThat(flink(heap, StateBackendOptions.STATE_BACKEND)).isEqualTo("hashmap");
    assertThat(flink(heap, CheckpointingOptions.INCREMENTAL_CHECKPOINTS)).isFalse();
    assertThat(flink(rocksdb, StateBackendOptions.STATE_BACKEND)).isEqualTo("rocksdb");
    assertThat(flink(rocksdb, CheckpointingOptions.INCREMENTAL_CHECKPOINTS)).isTrue();
  }

  private static <T> T flink(Configuration config, ConfigOption<T> option) {
    return DetectionJob.environment(config).getConfiguration().get(option);
  }
}
