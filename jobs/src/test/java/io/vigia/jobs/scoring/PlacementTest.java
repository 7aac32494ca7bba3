package io.vigia.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlacementTest {
  private static final long TARGET = 20_000_000;

  private static void measure(Placement placement, int batches, long nanosPerRow) {
    for (int i = 0; i < batches; i++) {
      placement.measured(1 + i % 4, nanosPerRow * (1 + i % 4));
    }
  }

  @Test
  void a_model_that_nobody_knows_runs_on_workers_until_it_proved_light() {
    Placement placement = new Placement(true, 256, TARGET);
    assertThat(placement.isInline()).isFalse();
    measure(placement, Placement.EVIDENCE - 1, 1_000);
    assertThat(placement.isInline()).isFalse();
    measure(placement, 1, 1_000);
    assertThat(placement.isInline()).isTrue();
  }

  @Test
  void a_heavy_model_stays_on_workers() {
    Placement placement = new Placement(true, 256, TARGET);
    measure(placement, 100, 100_000);
    assertThat(placement.isInline()).isFalse();
  }

  @Test
  void what_lies_between_light_and_heavy_moves_nothing() {
    Placement placement = new Placement(true, 256, TARGET);
    // 256 rows take 7.7 ms: more than a quarter of the target, less than half.
    measure(placement, 100, 30_000);
    assertThat(placement.isInline()).isFalse();
    measure(placement, 200, 1_000);
    assertThat(placement.isInline()).isTrue();
    measure(placement, 200, 30_000);
    assertThat(placement.isInline()).isTrue();
    measure(placement, 200, 100_000);
    assertThat(placement.isInline()).isFalse();
  }

  @Test
  void a_pause_of_the_machine_moves_nothing() {
    Placement placement = new Placement(true, 256, TARGET);
    measure(placement, 200, 1_000);
    placement.measured(4, 500_000_000);
    measure(placement, 3, 1_000);
    assertThat(placement.isInline()).isTrue();
  }

  @Test
  void without_workers_all_is_inline() {
    Placement placement = new Placement(false, 256, TARGET);
    measure(placement, 100, 1_000_000);
    assertThat(placement.isInline()).isTrue();
  }
}
