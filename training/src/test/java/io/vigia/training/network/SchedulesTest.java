package io.vigia.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.training.tracker.Tracker;
import io.vigia.engine.spec.TrainingSpec.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Learning rates at the beginning, on the way and at the end; steps count from 1. */
class SchedulesTest {
  private static final int STEPS = 1_000;
  private static final float BASE = 0.2f;

  @Test
  void constant_stays() {
    assertRates(Schedule.CONSTANT, new int[] {1, 500, 1_000}, new double[] {0.2, 0.2, 0.2});
  }

  @Test
  void steps_fall_to_a_tenth_and_to_a_hundredth() {
    assertRates(
        Schedule.STEPS,
        new int[] {1, 500, 501, 750, 751, 1_000},
        new double[] {0.2, 0.2, 0.02, 0.02, 0.002, 0.002});
  }

  @Test
  void cosine_falls_to_zero() {
    assertRates(
        Schedule.COSINE,
        new int[] {1, 250, 500, 750, 1_000},
        new double[] {0.2, 0.1 * (1 + Math.sqrt(0.5)), 0.1, 0.1 * (1 - Math.sqrt(0.5)), 0});
  }

  @Test
  void warm_up_rises_over_a_twentieth_then_falls_as_the_cosine() {
    assertRates(
        Schedule.WARMUP_COSINE,
        new int[] {1, 10, 25, 50, 525, 1_000},
        new double[] {0.004, 0.04, 0.1, 0.2, 0.1, 0});
  }

  @ParameterizedTest
  @EnumSource
  void the_shortest_trainings_have_rates_too(Schedule schedule) {
    for (int steps = 1; steps <= 5; steps++) {
      Tracker tracker = Schedules.create(schedule, BASE, steps);
      for (int step = 1; step <= steps; step++) {
        assertThat(tracker.getNewValue(step)).isBetween(0f, BASE);
      }
    }
  }

  private static void assertRates(Schedule schedule, int[] steps, double[] rates) {
    // One tracker all the way, as a training has it: some remember where they are.
    Tracker tracker = Schedules.create(schedule, BASE, STEPS);
    for (int i = 0; i < steps.length; i++) {
      assertThat((double) tracker.getNewValue(steps[i]))
          .as("rate of step %d", steps[i])
          .isCloseTo(rates[i], within(2e-5));
    }
  }
}
