package io.vigia.engine.pca;

import java.util.Arrays;

/**
 * How far a vector lies from what is usual, as process monitoring measures it: within the space of
 * the components by Hotelling's T² (squared projections, each over its variance), and beside it by
 * the reconstruction error Q (J. E. Jackson and G. S. Mudholkar, 1979). Each is divided by its
 * control limit, so that they can be added: the combined index of H. H. Yue and S. J. Qin,
 * "Reconstruction-Based Fault Identification Using a Combined Index" (2001).
 *
 * <p>Neither of the two does alone: an amount ten times the usual one lies far out, but in a
 * direction that the components hold, so that it is reconstructed without an error.
 *
 * <p>Immutable.
 */
public final class CombinedIndex {
  /** Share of the vectors within each control limit. */
  private static final double CONTROL = 0.95;

  private final Pca pca;
  private final double withinLimit;
  private final double besideLimit;

  private CombinedIndex(Pca pca, double withinLimit, double besideLimit) {
    this.pca = pca;
    this.withinLimit = withinLimit;
    this.besideLimit = besideLimit;
  }

  /**
   * The index with control limits that hold for most of some vectors.
   *
   * @param pca components, not whitened
   * @param vectors row by row
   * @param weights weight of each, above 0
   */
  public static CombinedIndex of(Pca pca, double[][] vectors, double[] weights) {
    CombinedIndex within = new CombinedIndex(pca, 1, Double.POSITIVE_INFINITY);
    CombinedIndex beside = new CombinedIndex(pca, Double.POSITIVE_INFINITY, 1);
    return new CombinedIndex(
        pca,
        limit(Arrays.stream(vectors).mapToDouble(within::of).toArray(), weights),
        limit(Arrays.stream(vectors).mapToDouble(beside::of).toArray(), weights));
  }

  private static double limit(double[] values, double[] weights) {
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(values[a], values[b]));
    double inside = CONTROL * Arrays.stream(weights).sum();
    double sum = 0;
    double limit = 0;
    for (int i : order) {
      limit = values[i];
      sum += weights[i];
      if (sum >= inside) {
        break;
      }
    }
    // Where all components are kept nothing lies beside them: rounding must not decide.
    return limit > 1e-9 ? limit : Double.POSITIVE_INFINITY;
  }

  /** The index of a vector, from 0; at most 2 for most of what is usual. */
  public double of(double[] vector) {
    double within = 0;
    // By Pythagoras: what is left of the squared length when the projections are taken away.
    double beside = 0;
    for (int j = 0; j < vector.length; j++) {
      double d = vector[j] - pca.mean()[j];
      beside += d * d;
    }
    for (int i = 0; i < pca.components().length; i++) {
      double along = along(vector, i);
      within += along * along / pca.variances()[i];
      beside -= along * along;
    }
    return within / withinLimit + Math.max(0, beside) / besideLimit;
  }

  private double along(double[] vector, int index) {
    double[] component = pca.components()[index];
    double[] mean = pca.mean();
    double sum = 0;
    for (int j = 0; j < vector.length; j++) {
      sum += (vector[j] - mean[j]) * component[j];
    }
    return sum;
  }
}
