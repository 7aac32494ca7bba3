package io.vigia.engine.pca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.spec.ModelSpec.PcaSpec;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PcaTest {

  @Test
  void the_diagonal_is_the_first_component_of_points_along_it() {
    Moments moments = new Moments(2);
    for (double[] row : new double[][] {{-2, -2}, {2, 2}, {-1, 1}, {1, -1}}) {
      moments.add(row);
    }
    Pca pca = Pca.ofComponents(moments, 2, false);
    double half = Math.sqrt(0.5);
    assertThat(pca.components()[0]).containsExactly(new double[] {half, half}, within(1e-12));
    assertThat(pca.components()[1]).containsExactly(new double[] {half, -half}, within(1e-12));
    assertThat(pca.variances()).containsExactly(new double[] {4, 1}, within(1e-12));
    assertThat(pca.explained()).isCloseTo(1, within(1e-12));
    double[] projection = new double[2];
    pca.project(new double[] {7, 3, 1}, 1, projection);
    assertThat(projection).containsExactly(new double[] {4 * half, 2 * half}, within(1e-12));
  }

  @Property(tries = 100, seed = "21")
  void equals_a_plain_eigendecomposition(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 12) int width) {
    Moments moments = data(seed, width, 80);
    Pca pca = Pca.ofComponents(moments, width, false);
    Jacobi plain = new Jacobi(moments.covariance());
    assertThat(pca.components()).hasDimensions(width, width);
    for (int i = 0; i < width; i++) {
      assertThat(pca.variances()[i]).isCloseTo(plain.values[i], within(1e-9 * plain.values[0]));
      double gap =
          Math.min(
              i > 0 ? plain.values[i - 1] - plain.values[i] : 1,
              i + 1 < width ? plain.values[i] - plain.values[i + 1] : 1);
      if (gap > 1e-4 * plain.values[0]) {
        double along = dot(pca.components()[i], plain.vectors[i]);
        assertThat(Math.abs(along)).isCloseTo(1, within(1e-8));
      }
    }
  }

  @Property(tries = 100, seed = "22")
  void components_are_orthonormal_and_of_fixed_sign(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int width) {
    Pca pca = Pca.ofComponents(data(seed, width, 60), width, false);
    for (int i = 0; i < pca.components().length; i++) {
      double[] component = pca.components()[i];
      double largest = Arrays.stream(component).map(Math::abs).max().orElseThrow();
      assertThat(Arrays.stream(component).max().orElseThrow()).isCloseTo(largest, within(1e-8));
      for (int j = 0; j < pca.components().length; j++) {
        assertThat(dot(component, pca.components()[j])).isCloseTo(i == j ? 1 : 0, within(1e-9));
      }
    }
  }

  @Property(tries = 60, seed = "23")
  void all_components_reconstruct_and_fewer_lose_what_they_leave_out(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 8) int width, @ForAll boolean whiten) {
    double[][] rows = rows(seed, width, 50);
    Moments moments = moments(rows);
    Pca all = Pca.ofComponents(moments, width, whiten);
    Pca some = Pca.ofComponents(moments, width - 1, whiten);
    double lost = 0;
    for (double[] row : rows) {
      assertThat(all.reconstructionError(row, 0)).isCloseTo(0, within(1e-15 * 1e6));
      lost += some.reconstructionError(row, 0) / rows.length;
    }
    // The mean squared error of the data itself is the variance that was left out.
    double left = all.totalVariance() - Arrays.stream(some.variances()).sum();
    assertThat(lost).isCloseTo(left, within(1e-9 * all.totalVariance()));
  }

  @Property(tries = 60, seed = "24")
  void whitened_projections_are_uncorrelated_and_of_unit_variance(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 8) int width) {
    double[][] rows = rows(seed, width, 60);
    Pca pca = Pca.ofComponents(moments(rows), width, true);
    Moments projected = new Moments(width);
    double[] out = new double[width];
    for (double[] row : rows) {
      pca.project(row, 0, out);
      projected.add(out);
    }
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < width; j++) {
        assertThat(projected.covariance(i, j)).isCloseTo(i == j ? 1 : 0, within(1e-6));
      }
    }
  }

  @Test
  void keeps_as_few_components_as_the_variance_needs() {
    Moments moments = new Moments(3);
    for (double[] row : new double[][] {{3, 0, 0}, {-3, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 0}}) {
      moments.add(row);
    }
    assertThat(Pca.ofVariance(moments, 0.9, false).components()).hasNumberOfRows(1);
    assertThat(Pca.ofVariance(moments, 0.91, false).components()).hasNumberOfRows(2);
    assertThat(Pca.ofVariance(moments, 0.9, false).explained()).isCloseTo(0.9, within(1e-12));
    // The third number never varies: there is no third component to have.
    assertThat(Pca.ofVariance(moments, 1, true).components()).hasNumberOfRows(2);
    assertThat(Pca.ofComponents(moments, 3, true).components()).hasNumberOfRows(2);
    PcaSpec byVariance = new PcaSpec(OptionalDouble.of(0.9), OptionalInt.empty(), false);
    PcaSpec byCount = new PcaSpec(OptionalDouble.empty(), OptionalInt.of(2), true);
    assertThat(Pca.of(moments, byVariance).components()).hasNumberOfRows(1);
    assertThat(Pca.of(moments, byCount).components()).hasNumberOfRows(2);
    assertThat(Pca.of(moments, byCount).whiten()).isTrue();
  }

  @Test
  void refuses_what_has_no_components() {
    Moments one = new Moments(2);
    one.add(new double[] {1, 2});
    assertThatThrownBy(() -> Pca.ofComponents(one, 1, false))
        .hasMessage("principal components of 1 vectors, expected at least 2");
    one.add(new double[] {1, 2});
    assertThatThrownBy(() -> Pca.ofComponents(one, 1, false))
        .hasMessage("principal components of constant data: every vector is the same");
    assertThatThrownBy(() -> Pca.ofComponents(one, 3, false))
        .hasMessage("components: found 3, expected 1 to 2, the number of inputs");
    assertThatThrownBy(() -> Pca.ofVariance(one, 1.5, false))
        .hasMessage("variance: found 1.5, expected a share above 0 and at most 1");
  }

  private static Moments data(long seed, int width, int count) {
    return moments(rows(seed, width, count));
  }

  private static Moments moments(double[][] rows) {
    Moments moments = new Moments(rows[0].length);
    for (double[] row : rows) {
      moments.add(row);
    }
    return moments;
  }

  /** Correlated numbers of different scales around different means. */
  private static double[][] rows(long seed, int width, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] mix = new double[width][width];
    for (double[] row : mix) {
      Arrays.setAll(row, i -> random.nextDouble() * 2 - 1);
    }
    double[][] rows = new double[count][width];
    for (double[] row : rows) {
      for (int j = 0; j < width; j++) {
        double source = (random.nextDouble() - 0.5) * (1 + j);
        for (int i = 0; i < width; i++) {
          row[i] += mix[j][i] * source;
        }
      }
      for (int i = 0; i < width; i++) {
        row[i] += 10 * i;
      }
    }
    return rows;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /**
   * Eigenvalues and eigenvectors by Jacobi rotations (C. G. J. Jacobi, 1846): rotates the largest
   * number off the diagonal away until none is left. Slow and simple, which is its use here.
   */
  private static final class Jacobi {
    final double[] values;
    final double[][] vectors;

    Jacobi(double[][] symmetric) {
      int n = symmetric.length;
      double[][] a = Arrays.stream(symmetric).map(double[]::clone).toArray(double[][]::new);
      double[][] v = new double[n][n];
      for (int i = 0; i < n; i++) {
        v[i][i] = 1;
      }
      for (int sweep = 0; sweep < 100; sweep++) {
        for (int p = 0; p < n; p++) {
          for (int q = p + 1; q < n; q++) {
            rotate(a, v, p, q);
          }
        }
      }
      Integer[] order = new Integer[n];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, (i, j) -> Double.compare(a[j][j], a[i][i]));
      values = Arrays.stream(order).mapToDouble(i -> a[i][i]).toArray();
      vectors = Arrays.stream(order).map(i -> v[i]).toArray(double[][]::new);
    }

    private static void rotate(double[][] a, double[][] v, int p, int q) {
      if (Math.abs(a[p][q]) < 1e-300) {
        return;
      }
      double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
      double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(theta, 1));
      double c = 1 / Math.hypot(t, 1);
      double s = t * c;
      for (int k = 0; k < a.length; k++) {
        double kp = a[k][p];
        double kq = a[k][q];
        a[k][p] = c * kp - s * kq;
        a[k][q] = s * kp + c * kq;
      }
      for (int k = 0; k < a.length; k++) {
        double pk = a[p][k];
        double qk = a[q][k];
        a[p][k] = c * pk - s * qk;
        a[q][k] = s * pk + c * qk;
        double vp = v[p][k];
        double vq = v[q][k];
        v[p][k] = c * vp - s * vq;
        v[q][k] = s * vp + c * vq;
      }
    }
  }
}
