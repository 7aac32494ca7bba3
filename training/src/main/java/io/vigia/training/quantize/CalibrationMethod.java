package io.vigia.training.quantize;

/** How the range of a tensor is chosen from the values seen in it. */
public enum CalibrationMethod {
  /** From the least to the greatest value. */
  MIN_MAX {
    @Override
    double[] choose(Histogram seen, double share) {
      return new double[] {seen.lowest(), seen.highest()};
    }
  },

  /** Cuts off the few values beyond a quantile at each end. */
  PERCENTILE {
    @Override
    double[] choose(Histogram seen, double share) {
      return new double[] {seen.quantile(1 - share), seen.quantile(share)};
    }
  },

  /**
   * The range of the least squared error: wider costs precision, narrower cuts off (Nagel et al.,
   * "A White Paper on Neural Network Quantization", 2021, section 3.1).
   */
  MSE {
    @Override
    double[] choose(Histogram seen, double share) {
      double low = Math.min(0, seen.lowest());
      double high = Math.max(0, seen.highest());
      // Each end in turn; the ends hardly depend on each other.
      for (int round = 0; round < ROUNDS; round++) {
        high = best(seen, low, high, false);
        low = best(seen, low, high, true);
      }
      return new double[] {low, high};
    }
  };

  private static final int ROUNDS = 2;
  private static final double SHRINK = 0.97;
  private static final int TRIES = 150;

  /** The low and high end for a tensor. */
  abstract double[] choose(Histogram seen, double share);

  private static double best(Histogram seen, double low, double high, boolean isLow) {
    double best = isLow ? low : high;
    double least = Double.POSITIVE_INFINITY;
    double tried = best;
    for (int i = 0; i < TRIES && tried != 0; i++) {
      double error = isLow ? seen.squaredError(tried, high) : seen.squaredError(low, tried);
      if (error < least) {
        least = error;
        best = tried;
      }
      tried *= SHRINK;
    }
    return best;
  }
}
