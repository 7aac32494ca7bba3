package io.vigia.training.quantize;

/**
 * Counts the values of a tensor in bins that grow with the value, 64 for each doubling: quantiles
 * are exact to about one percent of their value whatever the outliers are, in one pass and 80 KB.
 * Magnitudes below 2⁻²⁰ count as 0, those from 2²⁰ on share the last bin.
 */
final class Histogram {
  /** What remains of the 23 bits of a float's fraction: 6. */
  private static final int SHIFT = 17;

  private static final int SMALLEST_EXPONENT = -20;
  private static final int LARGEST_EXPONENT = 20;
  private static final int FIRST = Float.floatToIntBits((float) Math.pow(2, -20)) >>> SHIFT;
  private static final int BINS = (LARGEST_EXPONENT - SMALLEST_EXPONENT) << (23 - SHIFT);

  private final long[] negative = new long[BINS];
  private final long[] positive = new long[BINS];
  private long zeros;
  private long count;
  private long strange;
  private float lowest = Float.POSITIVE_INFINITY;
  private float highest = Float.NEGATIVE_INFINITY;

  /** Counts a value; those that are not finite are kept apart. */
  void add(float value) {
    if (!Float.isFinite(value)) {
      strange++;
      return;
    }
    count++;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
    int bin = (Float.floatToRawIntBits(Math.abs(value)) >>> SHIFT) - FIRST;
    if (bin < 0) {
      zeros++;
    } else {
      (value < 0 ? negative : positive)[Math.min(bin, BINS - 1)]++;
    }
  }

  /** How many values were counted. */
  long count() {
    return count;
  }

  /** How many values were not finite, beside those counted. */
  long strange() {
    return strange;
  }

  /** The least value. */
  double lowest() {
    return lowest;
  }

  /** The greatest value. */
  double highest() {
    return highest;
  }

  /** The value that at least this share of all values does not exceed; linear within a bin. */
  double quantile(double share) {
    double wanted = share * count;
    double seen = 0;
    for (int bin = BINS - 1; bin >= 0; bin--) {
      if (negative[bin] > 0 && seen + negative[bin] >= wanted) {
        double part = (wanted - seen) / negative[bin];
        return held(-(edge(bin + 1) - part * (edge(bin + 1) - edge(bin))));
      }
      seen += negative[bin];
    }
    seen += zeros;
    if (zeros > 0 && seen >= wanted) {
      return held(0);
    }
    for (int bin = 0; bin < BINS; bin++) {
      if (positive[bin] > 0 && seen + positive[bin] >= wanted) {
        double part = (wanted - seen) / positive[bin];
        return held(edge(bin) + part * (edge(bin + 1) - edge(bin)));
      }
      seen += positive[bin];
    }
    return highest;
  }

  private double held(double value) {
    return Math.max(lowest, Math.min(highest, value));
  }

  /**
   * The expected sum of squared errors when values are rounded to steps of a range and cut off at
   * its ends: a twelfth of a squared step for each inside, but none for zeros.
   */
  double squaredError(double low, double high) {
    double step = (high - low) / 255;
    double rounding = step * step / 12;
    double sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      double middle = (edge(bin) + edge(bin + 1)) / 2;
      if (positive[bin] > 0) {
        double beyond = Math.max(0, middle - high);
        sum += positive[bin] * (beyond * beyond + Math.min(rounding, middle * middle));
      }
      if (negative[bin] > 0) {
        double beyond = Math.max(0, middle + low);
        sum += negative[bin] * (beyond * beyond + Math.min(rounding, middle * middle));
      }
    }
    return sum;
  }

  private static double edge(int bin) {
    return Float.intBitsToFloat((bin + FIRST) << SHIFT);
  }
}
