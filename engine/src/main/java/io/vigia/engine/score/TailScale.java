package io.vigia.engine.score;

import java.util.Arrays;

/**
 * Makes scores in [0, 1] of numbers of any scale, such that a given share of the events reaches a
 * given threshold: by their quantiles. A number at the quantile 1 − share scores the threshold;
 * below, scores grow with the quantile from 0 to the threshold, above it to 1. So an outlier
 * measure, which knows no probabilities, can stand in for a model: it alerts as often, whatever its
 * scale, and its order is kept.
 *
 * <p>Immutable.
 */
public final class TailScale {
  private final double[] numbers;
  private final double[] quantiles;
  private final double threshold;
  private final double usual;

  /**
   * The scale of a sample.
   *
   * @param sample numbers from 0, at least one
   * @param weights weight of each, above 0
   * @param threshold the score that the share is to reach, in [0, 1]
   * @param share of the events, in (0, 1)
   */
  public TailScale(double[] sample, double[] weights, double threshold, double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "share is " + share + ", expected a number between 0 and 1");
    }
    Integer[] order = new Integer[sample.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(sample[a], sample[b]));
    this.numbers = new double[sample.length];
    this.quantiles = new double[sample.length];
    double total = Arrays.stream(weights).sum();
    double sum = 0;
    for (int i = 0; i < order.length; i++) {
      sum += weights[order[i]];
      numbers[i] = sample[order[i]];
      quantiles[i] = Math.min(1, sum / total);
    }
    this.threshold = threshold;
    this.usual = 1 - share;
  }

  /** The score of a number, in [0, 1]; it never falls when the number rises. */
  public double score(double number) {
    double quantile = quantile(number);
    return quantile >= usual
        ? Math.min(1, threshold + (1 - threshold) * (quantile - usual) / (1 - usual))
        : threshold * quantile / usual;
  }

  /** The score that half of the events exceed. */
  public double usualScore() {
    return threshold * Math.min(1, 0.5 / usual);
  }

  /** On straight lines between the numbers of the sample; beyond its largest, 1. */
  private double quantile(double number) {
    int last = numbers.length - 1;
    if (!(number < numbers[last])) {
      return 1;
    }
    int found = Arrays.binarySearch(numbers, number);
    if (found >= 0) {
      while (numbers[found + 1] == number) {
        found++;
      }
      return quantiles[found];
    }
    int above = -found - 1;
    double from = above == 0 ? 0 : numbers[above - 1];
    double low = above == 0 ? 0 : quantiles[above - 1];
    double way = (number - from) / (numbers[above] - from);
    return low + (quantiles[above] - low) * way;
  }
}
