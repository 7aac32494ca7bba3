package io.vigia.benchmarks.tracks;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** How far rows lie from what is usual, by rivals that learn nothing but what they saw. */
final class Distances {
  private Distances() {}

  /**
   * Half the logarithm of the squared length of each row: of whitened rows, that of the Mahalanobis
   * distance (P. C. Mahalanobis, "On the generalised distance in statistics", 1936).
   */
  static double[] lengths(float[] rows, int width) {
    double[] lengths = new double[rows.length / width];
    for (int row = 0; row < lengths.length; row++) {
      double sum = 0;
      for (int i = 0; i < width; i++) {
        sum += (double) rows[row * width + i] * rows[row * width + i];
      }
      lengths[row] = 0.5 * Math.log(sum + 1e-9);
    }
    return lengths;
  }

  /**
   * Half the logarithm of the squared distance to the k-th nearest of known rows (S. Ramaswamy, R.
   * Rastogi and K. Shim, "Efficient algorithms for mining outliers from large data sets", SIGMOD
   * 2000).
   */
  static double[] nearest(float[] known, float[] rows, int width, int k) {
    return IntStream.range(0, rows.length / width)
        .parallel()
        .mapToDouble(row -> nearest(known, rows, row * width, width, k))
        .toArray();
  }

  private static double nearest(float[] known, float[] rows, int from, int width, int k) {
    double[] least = new double[k];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    for (int at = 0; at < known.length; at += width) {
      double distance = 0;
      for (int i = 0; i < width; i++) {
        double difference = known[at + i] - rows[from + i];
        distance += difference * difference;
      }
      for (int i = k - 1; i >= 0 && distance < least[i]; i--) {
        if (i + 1 < k) {
          least[i + 1] = least[i];
        }
        least[i] = distance;
      }
    }
    return 0.5 * Math.log(least[k - 1] + 1e-9);
  }

  /** So many of the rows, at random; all where there are no more. */
  static int[] some(int[] rows, int most, long seed) {
    int[] shuffled = rows.clone();
    SplittableRandom random = new SplittableRandom(seed);
    int count = Math.min(most, rows.length);
    for (int i = 0; i < count; i++) {
      int j = i + random.nextInt(shuffled.length - i);
      int swap = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = swap;
    }
    return Arrays.copyOf(shuffled, count);
  }
}
