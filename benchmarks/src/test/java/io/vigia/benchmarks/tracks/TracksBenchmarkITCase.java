package io.vigia.benchmarks.tracks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vigia.benchmarks.report.BenchmarkResult;
import io.vigia.jobs.files.FileOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the detector of tracks must reach on real tracks; one seed of the benchmark's three. */
@Timeout(600)
class TracksBenchmarkITCase {
  private static final Path DATA = Path.of("../../shared/data/surveillance-tracks/avenue");

  @Test
  void tellsAnomaliesOfRealTracksApart() throws IOException {
    assumeTrue(Files.isDirectory(DATA), "skipped: no ../shared/data/surveillance-tracks/avenue");

    BenchmarkResult result =
        new TracksBenchmark(
                Path.of("../models/camera-tracks"),
                DATA.resolve("train.csv.gz"),
                DATA.resolve("test.csv.gz"),
                new FileOptions(
                    Map.of("frame", "frame_time"),
                    Duration.ofMillis(40),
                    Instant.EPOCH,
                    Optional.empty()),
                new TracksBenchmark.Labels("abnormal_person", "abnormal_frame"),
                1,
                line -> {})
            .run();

    Map<String, Map<String, Object>> rows =
        result.rows().stream()
            .collect(Collectors.toMap(row -> row.get("name").toString(), row -> row));
    assertThat(rows.keySet())
        .containsExactlyInAnyOrder(
            "vigia-int8", "vigia-int8-seed-1", "mahalanobis", "5-nearest-neighbours", "box-width");
    assertThat(figure(rows, "vigia-int8", "frame_auc"))
        .isGreaterThan(0.72)
        .isGreaterThan(figure(rows, "mahalanobis", "frame_auc") - 0.01);
    assertThat(figure(rows, "vigia-int8", "person_auc"))
        .isGreaterThan(0.90)
        .isGreaterThan(figure(rows, "mahalanobis", "person_auc") - 0.01);
  }

  private static double figure(Map<String, Map<String, Object>> rows, String row, String figure) {
    return (double) rows.get(row).get(figure);
  }
}
