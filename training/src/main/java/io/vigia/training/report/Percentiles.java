package io.vigia.training.report;

import java.util.Arrays;

/** Percentiles by the nearest rank: the smallest number that at least p % do not exceed. */
final class Percentiles {
  private final double[] sorted;

  Percentiles(double[] numbers) {
    if (numbers.length == 0) {
      throw new IllegalArgumentException("percentiles of no numbers, expected at least one");
    }
    sorted = numbers.clone();
    Arrays.sort(sorted);
  }

  /**
   * A percentile: one of the numbers, none in between.
   *
   * @param percent above 0, at most 100
   */
  double at(double percent) {
    return sorted[Math.max(0, (int) Math.ceil(percent * sorted.length / 100) - 1)];
  }
}
