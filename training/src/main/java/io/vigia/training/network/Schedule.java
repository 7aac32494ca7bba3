package io.vigia.training.network;

import ai.djl.training.tracker.Tracker;
import ai.djl.training.tracker.WarmUpTracker;

/** How the learning rate goes from its base on, over the steps of a training. */
public enum Schedule {
  /** Stays at the base. */
  CONSTANT,
  /** Falls to a tenth at half of the steps and to a hundredth at three quarters. */
  STEPS,
  /** Falls to zero as half a cosine (Loshchilov and Hutter, "SGDR", 2017). */
  COSINE,
  /** Rises from zero over a twentieth of the steps, then falls as the cosine. */
  WARMUP_COSINE;

  Tracker tracker(float base, int steps) {
    return switch (this) {
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
