package io.vigia.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScoringOptionsTest {
  private static final Duration MILLI = Duration.ofMillis(1);

  @Test
  void tasks_share_the_processors() {
    ScoringOptions options = ScoringOptions.live();
    assertThat(options.workersOf(8, 2)).isEqualTo(4);
    assertThat(options.workersOf(2, 16)).isEqualTo(1);
    assertThat(options.withWorkers(3).workersOf(8, 2)).isEqualTo(3);
    assertThat(options.withWorkers(0).workersOf(8, 2)).isEqualTo(0);
  }

  @Test
  void files_wait_for_the_model() {
    assertThat(ScoringOptions.live().hasBudget()).isTrue();
    assertThat(ScoringOptions.offline().hasBudget()).isFalse();
  }

  @Test
  void refuses_what_makes_no_sense() {
    assertThatThrownBy(() -> new ScoringOptions(0, MILLI, MILLI, 1))
        .hasMessage("batch size 0; expected 1 to 4096");
    assertThatThrownBy(() -> new ScoringOptions(1, Duration.ZERO, MILLI, 1))
        .hasMessage("latency target PT0S; expected at least 1 ms, such as 20 ms");
    assertThatThrownBy(() -> new ScoringOptions(1, MILLI, MILLI.negated(), 1))
        .hasMessage("latency budget PT-0.001S; expected 0 (none) or more, such as 100 ms");
    assertThatThrownBy(() -> new ScoringOptions(1, MILLI, MILLI, 1000))
        .hasMessage("scoring workers 1000; expected 0 to 256, or none given");
  }
}
