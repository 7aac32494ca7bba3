package io.vigia.engine.pca;

import java.io.Serializable;

/**
 * Count, mean and covariance of vectors in one pass, mergeable: the moments of parts of the data,
 * computed apart and merged in any order, are those of the whole.
 *
 * <p>Both steps are the pairwise updates of T. F. Chan, G. H. Golub and R. J. LeVeque, "Updating
 * Formulae and a Pairwise Algorithm for Computing Sample Variances" (1979), for co-moments and
 * weights as in P. Pébay, "Formulas for Robust, One-Pass Parallel Computation of Covariances and
 * Arbitrary-Order Statistical Moments" (Sandia, 2008): with δ = mean_b − mean_a, W = w_a + w_b
 *
 * <pre>{@code
 * mean = mean_a + δ w_b / W
 * C    = C_a + C_b + δ δᵀ w_a w_b / W
 * }</pre>
 *
 * <p>They do not subtract large nearly equal numbers, so that data far from zero keeps its digits.
 * Not thread safe. Missing values have to be imputed before.
 */
public final class Moments implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int width;
  private final double[] mean;
  // The upper triangle, row by row: sums of weighted products of deviations from the mean.
  private final double[] comoments;
  private final double[] delta;
  private double weight;
  private long count;

  /**
   * Moments of nothing.
   *
   * @param width length of the vectors, from 1
   */
  public Moments(int width) {
    if (width < 1) {
      throw new IllegalArgumentException("width is " + width + ", expected at least 1");
    }
    this.width = width;
    this.mean = new double[width];
    this.delta = new double[width];
    this.comoments = new double[width * (width + 1) / 2];
  }

  /** Adds a vector of weight 1. */
  public void add(double[] vector) {
    add(vector, 0, 1.0);
  }

  /**
   * Adds a vector.
   *
   * @param values array that holds it; finite numbers
   * @param from index of its first number
   * @param w its weight, above 0: a vector of weight 2 counts as two
   * @throws IllegalArgumentException for a number that is not finite or a weight that is not
   *     positive
   */
  public void add(double[] values, int from, double w) {
    if (!(w > 0) || Double.isInfinite(w)) {
      throw new IllegalArgumentException("weight is " + w + ", expected a finite number above 0");
    }
    for (int i = 0; i < width; i++) {
      double value = values[from + i];
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "value " + i + " is " + value + ", expected a finite number: impute missing values");
      }
      delta[i] = value - mean[i];
    }
    double total = weight + w;
    double share = w / total;
    double scale = weight * share;
    int at = 0;
    for (int i = 0; i < width; i++) {
      double scaled = delta[i] * scale;
      for (int j = i; j < width; j++) {
        comoments[at++] += scaled * delta[j];
      }
      mean[i] += delta[i] * share;
    }
    weight = total;
    count++;
  }

  /**
   * Adds the moments of other data.
   *
   * @throws IllegalArgumentException when they are of vectors of another length
   */
  public void merge(Moments other) {
    if (other.width != width) {
      throw new IllegalArgumentException(
          "moments of vectors of " + other.width + " numbers, expected " + width);
    }
    if (other.count == 0) {
      return;
    }
    double total = weight + other.weight;
    double share = other.weight / total;
    double scale = weight * share;
    for (int i = 0; i < width; i++) {
      delta[i] = other.mean[i] - mean[i];
    }
    int at = 0;
    for (int i = 0; i < width; i++) {
      double scaled = delta[i] * scale;
      for (int j = i; j < width; j++, at++) {
        comoments[at] += other.comoments[at] + scaled * delta[j];
      }
      mean[i] += delta[i] * share;
    }
    weight = total;
    count += other.count;
  }

  /** Length of the vectors. */
  public int width() {
    return width;
  }

  /** Number of vectors. */
  public long count() {
    return count;
  }

  /** Sum of their weights. */
  public double weight() {
    return weight;
  }

  /** Mean of each number; zeros of nothing. */
  public double[] mean() {
    return mean.clone();
  }

  /** Standard deviation of each number, that of the population; zeros of nothing. */
  public double[] std() {
    double[] std = new double[width];
    for (int i = 0; i < width; i++) {
      std[i] = Math.sqrt(covariance(i, i));
    }
    return std;
  }

  /** Covariance of two of the numbers, that of the population: divided by the sum of weights. */
  public double covariance(int i, int j) {
    int row = Math.min(i, j);
    int column = Math.max(i, j);
    return weight == 0 ? 0 : comoments[row * width - row * (row - 1) / 2 + column - row] / weight;
  }

  /**
   * The moments of the same vectors with each number scaled to mean 0 and deviation 1: its
   * covariances are the correlations. A number that does not vary becomes 0.
   */
  public Moments standardised() {
    Moments scaled = new Moments(width);
    scaled.weight = weight;
    scaled.count = count;
    double[] std = std();
    int at = 0;
    for (int i = 0; i < width; i++) {
      for (int j = i; j < width; j++, at++) {
        double product = std[i] * std[j];
        scaled.comoments[at] = std[i] > 1e-9 && std[j] > 1e-9 ? comoments[at] / product : 0;
      }
    }
    return scaled;
  }

  /** The covariance matrix of the population, {@code width × width}. */
  public double[][] covariance() {
    double[][] out = new double[width][width];
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < width; j++) {
        out[i][j] = covariance(i, j);
      }
    }
    return out;
  }
}
