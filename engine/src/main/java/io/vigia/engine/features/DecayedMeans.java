package io.vigia.engine.features;

/**
 * What left the log, for exponentially weighted means without a window: weighted sum and weight at
 * a common time. A decay of sums is exact, so the log may be short.
 */
final class DecayedMeans {
  long[] times;
  double[] sums;
  double[] weights;

  DecayedMeans(int count) {
    times = new long[count];
    sums = new double[count];
    weights = new double[count];
  }

  DecayedMeans copy() {
    DecayedMeans copy = new DecayedMeans(times.length);
    copy.times = times.clone();
    copy.sums = sums.clone();
    copy.weights = weights.clone();
    return copy;
  }

  void add(int mean, long time, double value, long halfLife) {
    if (weights[mean] == 0) {
      times[mean] = time;
    }
    if (time >= times[mean]) {
      double decay = decay(time - times[mean], halfLife);
      sums[mean] = sums[mean] * decay + value;
      weights[mean] = weights[mean] * decay + 1;
      times[mean] = time;
    } else {
      double decay = decay(times[mean] - time, halfLife);
      sums[mean] += value * decay;
      weights[mean] += decay;
    }
  }

  static double decay(long age, long halfLife) {
    return Math.pow(2, -(age / (double) halfLife));
  }

  int heapBytes() {
    return 24 + 3 * (16 + 8 * times.length);
  }
}
