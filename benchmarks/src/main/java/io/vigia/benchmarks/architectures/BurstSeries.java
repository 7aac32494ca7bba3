package io.vigia.benchmarks.architectures;

import io.vigia.training.network.Size;
import java.util.SplittableRandom;

/**
 * Two series of 128 steps that wander, with a common level that rises or falls once at some step.
 * In an anomaly there is a short burst in one of them instead, or its level changes alone.
 */
final class BurstSeries implements Task {
  private static final int STEPS = 128;
  private static final int BURST = 8;
  private static final double MEMORY = 0.8;
  private static final double STEP = 1.5;
  private static final double SWING = 1.2;

  @Override
  public String name() {
    return "series";
  }

  @Override
  public Size input() {
    return new Size(2, 1, STEPS);
  }

  @Override
  public double[] row(boolean isAnomaly, SplittableRandom random) {
    double[] row = new double[input().count()];
    boolean isBurst = isAnomaly && random.nextBoolean();
    int odd = random.nextInt(2);
    int place = random.nextInt(BURST, STEPS - BURST);
    double change = random.nextBoolean() ? STEP : -STEP;
    for (int channel = 0; channel < 2; channel++) {
      double value = random.nextGaussian();
      boolean changes = !isAnomaly || !isBurst && channel == odd;
      for (int step = 0; step < STEPS; step++) {
        value = MEMORY * value + Math.sqrt(1 - MEMORY * MEMORY) * random.nextGaussian();
        double level = changes && step >= place ? change : 0;
        boolean swings = isBurst && channel == odd && step >= place && step < place + BURST;
        double swing = swings ? (step % 2 == 0 ? SWING : -SWING) : 0;
        row[channel * STEPS + step] = value + level + swing;
      }
    }
    return row;
  }
}
