package io.vigia.training.quantize;

/**
 * 256 evenly spaced values of which 0 is one.
 *
 * @param scale distance between two of them
 * @param zero which of them stands for 0, from 0 to 255
 */
record Range(float scale, int zero) {
  private static final int STEPS = 255;
  private static final float NARROWEST = 1e-6f;

  /** The range from low, or 0 where that is less, to high, or 0 where that is more. */
  static Range of(double low, double high) {
    double from = Math.min(0, low);
    double to = Math.max(0, high);
    if (to - from < NARROWEST) {
      to = from + NARROWEST;
    }
    float scale = (float) ((to - from) / STEPS);
    long zero = Math.round(-from / scale);
    return new Range(scale, (int) Math.max(0, Math.min(STEPS, zero)));
  }

  /** The lowest value. */
  double low() {
    return -zero * (double) scale;
  }

  /** The highest value. */
  double high() {
    return (STEPS - zero) * (double) scale;
  }

  /** The step nearest to a value, from 0 to 255. */
  int quantise(double value) {
    return (int) Math.max(0, Math.min(STEPS, Math.rint(value / scale) + zero));
  }

  /** The value of a step. */
  double value(int step) {
    return (step - zero) * (double) scale;
  }
}
