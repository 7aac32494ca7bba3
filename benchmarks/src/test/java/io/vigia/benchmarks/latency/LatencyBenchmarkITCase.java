package io.vigia.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.benchmarks.report.BenchmarkResult;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatencyBenchmarkITCase {

  @Test
  void every_event_of_the_rule_alerts_and_is_measured_once() throws Exception {
    BenchmarkResult result =
        new LatencyBenchmark(
                Path.of("../models/card-fraud"),
                new LatencyBenchmark.Plan(Map.of("slow", 500.0), 2, 1, 400, 400.1, 1),
                line -> {})
            .run();

    assertThat(result.benchmark()).isEqualTo("latency");
    assertThat(result.rows())
        .extracting(row -> row.get("name"))
        .containsExactly("slow", "half-of-max");
    Map<String, Object> slow = result.rows().get(0);
    assertThat(slow).containsEntry("rate", 500.0).containsEntry("alerts", 1_000L);
    assertThat((double) slow.get("p50_ms"))
        .isPositive()
        .isLessThanOrEqualTo((double) slow.get("p99_ms"));
    assertThat((double) slow.get("p99_ms")).isLessThanOrEqualTo((double) slow.get("p999_ms"));
  }
}
