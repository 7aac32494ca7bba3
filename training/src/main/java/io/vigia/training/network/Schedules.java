package io.vigia.training.network;

import ai.djl.training.tracker.Tracker;
import ai.djl.training.tracker.WarmUpTracker;
import io.vigia.engine.spec.TrainingSpec.Schedule;

/** The learning rates of {@link Schedule}. */
final class Schedules {
  private Schedules() {}

  /**
   * A learning rate by step.
   *
   * @param steps how many there will be
   */
  static Tracker create(Schedule schedule, float base, int steps) {
    return switch (schedule) {
      case CONSTANT -> Tracker.fixed(base);
      case STEPS ->
          Tracker.multiFactor()
              .setSteps(new int[] {Math.max(1, steps / 2), Math.max(2, steps * 3 / 4)})
              .optFactor(0.1f)
              .setBaseValue(base)
              .build();
      case COSINE -> cosine(base, steps);
      case WARMUP_COSINE -> {
        int rising = Math.max(1, steps / 20);
        yield Tracker.warmUp()
            .optWarmUpBeginValue(0)
            .optWarmUpSteps(rising)
            .optWarmUpMode(WarmUpTracker.Mode.LINEAR)
            .setMainTracker(cosine(base, Math.max(1, steps - rising)))
            .build();
      }
    };
  }

  private static Tracker cosine(float base, int steps) {
    return Tracker.cosine().setBaseValue(base).optFinalValue(0).setMaxUpdates(steps).build();
  }
}
