package io.vigia.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.benchmarks.report.BenchmarkResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsBenchmarkITCase {
  @TempDir Path home;

  /** Rules alone: what is tested is the benchmark, not a model. */
  private void detector(String folder, String schema, String id, String time, String key)
      throws IOException {
    Path detector = Files.createDirectories(home.resolve("models").resolve(folder));
    Files.writeString(
        detector.resolve("detector.yaml"),
        """
        detector: %s
        event: {schema: %s, topic: %s, id: %s, time: %s, keys: {k: %s}}
        features:
          - {name: seen, key: k, aggregate: count, window: 1m}
        rules:
          - {name: many, when: "seen > 1000000.0", severity: low}
        """
            .formatted(folder, schema, folder, id, time, key));
  }

  @Test
  void runsTheJobOfEachStreamOverItsWholeTopic() throws Exception {
    detector("camera-tracks", "TrackedObject", "event_id", "frame_time", "camera_id");
    detector("sensors", "SensorReading", "event_id", "reading_time", "sensor_id");

    BenchmarkResult result = new StreamsBenchmark(Set.of(), home, 20_000, 1, line -> {}).run();

    assertThat(result.rows())
        .extracting(row -> row.get("name"))
        .containsExactly("camera", "sensor");
    assertThat(result.rows())
        .allSatisfy(row -> assertThat((double) row.get("events_per_second")).isPositive());
  }

  @Test
  void refusesWhatItCannotMeasure() {
    assertThatThrownBy(() -> new StreamsBenchmark(Set.of("card"), home, 1000, 1, line -> {}))
        .hasMessage(
            "--streams names card; expected some of camera, sensor, machine (card: bench"
                + " pipeline)");
    assertThatThrownBy(() -> new StreamsBenchmark(Set.of("camera"), home, 1000, 1, line -> {}))
        .hasMessageStartingWith("--streams names camera, but ")
        .hasMessageEndingWith("is no folder of a detector");
    assertThatThrownBy(() -> new StreamsBenchmark(Set.of(), home, 1000, 1, line -> {}))
        .hasMessage("no stream has a trained detector in " + home);
  }
}
