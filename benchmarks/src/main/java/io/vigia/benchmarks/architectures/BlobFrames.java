package io.vigia.benchmarks.architectures;

import io.vigia.training.network.Size;
import java.util.SplittableRandom;

/**
 * Frames of 32 by 32 pixels, the one before beside each: three discs that move on by up to two
 * pixels, in noise. In an anomaly one of them is a ring as wide, about as bright in all.
 */
final class BlobFrames implements Task {
  private static final int SIDE = 32;
  private static final int BLOBS = 3;
  private static final double NOISE = 0.2;

  @Override
  public String name() {
    return "frames";
  }

  @Override
  public Size input() {
    return new Size(2, SIDE, SIDE);
  }

  @Override
  public double[] row(boolean isAnomaly, SplittableRandom random) {
    double[] row = new double[input().count()];
    for (int i = 0; i < row.length; i++) {
      row[i] = NOISE * random.nextGaussian();
    }
    int odd = isAnomaly ? random.nextInt(BLOBS) : BLOBS;
    for (int blob = 0; blob < BLOBS; blob++) {
      double radius = random.nextDouble(3, 5);
      double x = random.nextDouble(4, SIDE - 4);
      double y = random.nextDouble(4, SIDE - 4);
      draw(row, 0, x, y, radius, blob == odd);
      draw(
          row,
          SIDE * SIDE,
          x + random.nextDouble(-2, 2),
          y + random.nextDouble(-2, 2),
          radius,
          blob == odd);
    }
    return row;
  }

  private static void draw(
      double[] row, int from, double x, double y, double radius, boolean isRing) {
    for (int i = 0; i < SIDE; i++) {
      for (int j = 0; j < SIDE; j++) {
        double distance = Math.hypot(j - x, i - y);
        if (isRing ? Math.abs(distance - 0.8 * radius) < 0.8 : distance < 0.8 * radius) {
          row[from + i * SIDE + j] += 1;
        }
      }
    }
  }
}
