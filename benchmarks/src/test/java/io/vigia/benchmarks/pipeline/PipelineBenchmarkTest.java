package io.vigia.benchmarks.pipeline;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PipelineBenchmarkTest {
  @Test
  void an_unknown_rival_is_refused_before_anything_is_started() {
    assertThatThrownBy(
            () ->
                new PipelineBenchmark(
                    Path.of("../models/card-fraud"),
                    1_000,
                    1_000,
                    1,
                    Set.of("bare-lop"),
                    line -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bare-lop")
        .hasMessageContaining("bare-loop");
  }
}
