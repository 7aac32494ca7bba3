package io.vigia.benchmarks.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.benchmarks.report.BenchmarkResult;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.options.TimeValue;

class ScorerBenchmarkTest {

  @Test
  void every_step_has_its_time_and_what_it_allocates() throws Exception {
    BenchmarkResult result =
        new ScorerBenchmark(
                Path.of("../models/card-fraud"), 0, 1, TimeValue.milliseconds(20), line -> {})
            .run();

    assertThat(result.rows())
        .extracting(row -> row.get("name"))
        .containsExactlyInAnyOrder(
            "decode",
            "localFeatures",
            "decide",
            "writeRow",
            "readRow",
            "stage 1",
            "stage 2",
            "model int8, batch 1",
            "model int8, batch 16",
            "model int8, batch 64",
            "model int8, batch 256",
            "model fp32, batch 1",
            "model fp32, batch 16",
            "model fp32, batch 64",
            "model fp32, batch 256",
            "allSteps");
    for (Map<String, Object> row : result.rows()) {
      assertThat((double) row.get("value")).as("%s", row).isPositive().isFinite();
      assertThat((double) row.get("allocated_bytes_per_record")).as("%s", row).isNotNegative();
      assertThat(row).containsEntry("unit", "ns/record");
    }
  }
}
