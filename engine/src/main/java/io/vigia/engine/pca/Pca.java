package io.vigia.engine.pca;

import io.vigia.engine.spec.ModelSpec.PcaSpec;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Principal components: the directions along which the data varies most (K. Pearson, 1901; I. T.
 * Jolliffe, "Principal Component Analysis", 2002). They are the eigenvectors of the covariance
 * matrix with the largest eigenvalues.
 *
 * <p>An eigenvector is known but for its sign: here the number of the largest size in each
 * component is positive, the first one of equal sizes, so that the same data gives the same
 * components.
 *
 * @param mean mean of the vectors; a projection starts there
 * @param components the components, largest variance first, each of unit length and as long as a
 *     vector
 * @param variances variance along each component
 * @param totalVariance variance of all numbers of a vector together
 * @param whiten whether a projection is divided by the component's standard deviation
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record Pca(
    double[] mean, double[][] components, double[] variances, double totalVariance, boolean whiten)
    implements Serializable {

  // Directions with less than this share of the largest variance are rounding noise: whitening
  // would blow them up.
  private static final double NOISE = 1e-12;

  public Pca {
    if (components.length != variances.length) {
      throw new IllegalArgumentException(
          components.length
              + " components and "
              + variances.length
              + " variances, expected as many");
    }
    for (double[] component : components) {
      if (component.length != mean.length) {
        throw new IllegalArgumentException(
            "a component of " + component.length + " numbers, expected " + mean.length);
      }
    }
  }

  /**
   * As many components as a detector asks for, at most one a dimension that varies.
   *
   * @param spec share of the variance to keep or number of components
   */
  public static Pca of(Moments moments, PcaSpec spec) {
    return spec.components().isPresent()
        ? ofComponents(moments, spec.components().getAsInt(), spec.whiten())
        : ofVariance(moments, spec.variance().orElse(1.0), spec.whiten());
  }

  /**
   * A given number of components, or all that vary where there are fewer.
   *
   * @param moments of the data, at least two vectors
   * @param count how many, from 1
   */
  public static Pca ofComponents(Moments moments, int count, boolean whiten) {
    if (count < 1 || count > moments.width()) {
      throw new IllegalArgumentException(
          "components: found "
              + count
              + ", expected 1 to "
              + moments.width()
              + ", the number of inputs");
    }
    Pca all = all(moments, whiten);
    return all.first(Math.min(count, all.components.length));
  }

  /**
   * As few components as keep a share of the variance.
   *
   * @param moments of the data, at least two vectors
   * @param share of the variance, in (0, 1]
   */
  public static Pca ofVariance(Moments moments, double share, boolean whiten) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "variance: found " + share + ", expected a share above 0 and at most 1");
    }
    Pca all = all(moments, whiten);
    double kept = 0;
    int count = 0;
    while (count < all.components.length && (count == 0 || kept < share * all.totalVariance)) {
      kept += all.variances[count++];
    }
    return all.first(count);
  }

  private static Pca all(Moments moments, boolean whiten) {
    if (moments.count() < 2) {
      throw new IllegalArgumentException(
          "principal components of " + moments.count() + " vectors, expected at least 2");
    }
    int width = moments.width();
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(width, true, true);
    if (!eigen.decompose(new DMatrixRMaj(moments.covariance()))) {
      throw new ArithmeticException(
          "the covariance matrix has no eigendecomposition; are the inputs of a sane scale?");
    }
    double[] values = new double[width];
    double total = 0;
    for (int i = 0; i < width; i++) {
      // A covariance matrix has none below zero; rounding makes some of -1e-17.
      values[i] = Math.max(0, eigen.getEigenvalue(i).getReal());
      total += moments.covariance(i, i);
    }
    int[] order =
        IntStream.range(0, width)
            .boxed()
            .sorted(Comparator.<Integer>comparingDouble(i -> values[i]).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    double largest = values[order[0]];
    if (!(largest > 0)) {
      throw new IllegalArgumentException(
          "principal components of constant data: every vector is the same");
    }
    int count = (int) Arrays.stream(values).filter(v -> v > NOISE * largest).count();
    double[][] components = new double[count][];
    double[] variances = new double[count];
    for (int i = 0; i < count; i++) {
      components[i] = signed(eigen.getEigenVector(order[i]).getData().clone());
      variances[i] = values[order[i]];
    }
    return new Pca(moments.mean(), components, variances, total, whiten);
  }

  private static double[] signed(double[] vector) {
    double norm = 0;
    int largest = 0;
    for (int i = 0; i < vector.length; i++) {
      norm += vector[i] * vector[i];
      // The margin keeps rounding from choosing between two of the same size.
      if (Math.abs(vector[i]) > Math.abs(vector[largest]) + 1e-9) {
        largest = i;
      }
    }
    double scale = Math.copySign(1 / Math.sqrt(norm), vector[largest]);
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= scale;
    }
    return vector;
  }

  private Pca first(int count) {
    return new Pca(
        mean,
        Arrays.copyOf(components, count),
        Arrays.copyOf(variances, count),
        totalVariance,
        whiten);
  }

  /**
   * Some of the components.
   *
   * @param kept their places, ascending
   */
  public Pca keep(int[] kept) {
    double[][] fewer = new double[kept.length][];
    double[] along = new double[kept.length];
    for (int i = 0; i < kept.length; i++) {
      fewer[i] = components[kept[i]];
      along[i] = variances[kept[i]];
    }
    return new Pca(mean, fewer, along, totalVariance, whiten);
  }

  /** Share of the variance that the components keep, in [0, 1]. */
  public double explained() {
    return Math.min(1, Arrays.stream(variances).sum() / totalVariance);
  }

  /**
   * A vector in terms of the components.
   *
   * @param vector array that holds it
   * @param from index of its first number
   * @param out where its projection goes, one number a component
   */
  public void project(double[] vector, int from, double[] out) {
    for (int i = 0; i < components.length; i++) {
      double[] component = components[i];
      double sum = 0;
      for (int j = 0; j < mean.length; j++) {
        sum += (vector[from + j] - mean[j]) * component[j];
      }
      out[i] = whiten ? sum / Math.sqrt(variances[i]) : sum;
    }
  }

  /**
   * The vector that a projection stands for.
   *
   * @param projection one number a component
   * @param out where the vector goes
   */
  public void reconstruct(double[] projection, double[] out) {
    System.arraycopy(mean, 0, out, 0, mean.length);
    for (int i = 0; i < components.length; i++) {
      double along = whiten ? projection[i] * Math.sqrt(variances[i]) : projection[i];
      double[] component = components[i];
      for (int j = 0; j < mean.length; j++) {
        out[j] += along * component[j];
      }
    }
  }

  /**
   * Squared distance of a vector from the space of the components: what a projection loses. (In
   * process monitoring, Q or SPE: J. E. Jackson and G. S. Mudholkar, 1979.)
   */
  public double reconstructionError(double[] vector, int from) {
    double[] projection = new double[components.length];
    double[] back = new double[mean.length];
    project(vector, from, projection);
    reconstruct(projection, back);
    double error = 0;
    for (int j = 0; j < back.length; j++) {
      double d = vector[from + j] - back[j];
      error += d * d;
    }
    return error;
  }
}
