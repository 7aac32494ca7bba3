package io.vigia.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.benchmarks.report.BenchmarkResult;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SwapBenchmarkITCase {

  @Test
  void every_event_is_scored_once_by_one_of_two_models() throws Exception {
    BenchmarkResult result =
        new SwapBenchmark(Path.of("../models/card-fraud"), 500, 3, line -> {}).run();

    Map<String, Object> swap = result.rows().get(1);
    assertThat(swap)
        .containsEntry("events", 500L * 10)
        .containsEntry("events_lost", 0L)
        .containsEntry("events_repeated", 0L)
        .containsEntry("events_without_score", 0L)
        .containsEntry("scores_without_model", 0L)
        .containsEntry("models", 2);
    assertThat((long) swap.get("scores_of_new_model")).isPositive();
  }
}
