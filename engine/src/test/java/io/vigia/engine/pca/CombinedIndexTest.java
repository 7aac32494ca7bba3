package io.vigia.engine.pca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CombinedIndexTest {

  /** Vectors whose second half nearly repeats the first. */
  private static double[][] vectors(long seed, int rows, int half) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] vectors = new double[rows][2 * half];
    for (double[] vector : vectors) {
      for (int j = 0; j < half; j++) {
        vector[j] = random.nextGaussian();
        vector[half + j] = vector[j] + 0.05 * random.nextGaussian();
      }
    }
    return vectors;
  }

  private static Pca pca(double[][] vectors, double share) {
    Moments moments = new Moments(vectors[0].length);
    for (double[] vector : vectors) {
      moments.add(vector);
    }
    return Pca.ofVariance(moments, share, false);
  }

  private static double[] ones(int count) {
    double[] ones = new double[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  @Property(tries = 50, seed = "5")
  void equals_projections_and_reconstruction_error_computed_apart(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int half) {
    double[][] vectors = vectors(seed, 200, half);
    Pca pca = pca(vectors, 0.9);
    CombinedIndex index = CombinedIndex.of(pca, vectors, ones(200));

    double[] within = Arrays.stream(vectors).mapToDouble(v -> hotelling(pca, v)).toArray();
    double[] beside =
        Arrays.stream(vectors).mapToDouble(v -> pca.reconstructionError(v, 0)).toArray();
    double withinLimit = Arrays.stream(within).sorted().toArray()[189];
    double besideLimit = Arrays.stream(beside).sorted().toArray()[189];
    for (int i = 0; i < 200; i++) {
      assertThat(index.of(vectors[i]))
          .isCloseTo(within[i] / withinLimit + beside[i] / besideLimit, within(1e-9));
    }
  }

  private static double hotelling(Pca pca, double[] vector) {
    double[] projection = new double[pca.components().length];
    pca.project(vector, 0, projection);
    return IntStream.range(0, projection.length)
        .mapToDouble(i -> projection[i] * projection[i] / pca.variances()[i])
        .sum();
  }

  @Test
  void sees_what_lies_far_out_and_what_breaks_the_bonds() {
    double[][] vectors = vectors(1, 1000, 2);
    CombinedIndex index = CombinedIndex.of(pca(vectors, 0.9), vectors, ones(1000));
    assertThat(index.of(new double[] {0.5, 0.5, 0.5, 0.5})).isLessThan(1);
    assertThat(index.of(new double[] {9, 0, 9, 0})).isGreaterThan(5);
    assertThat(index.of(new double[] {0.5, 0.5, -0.5, 0.5})).isGreaterThan(5);
  }

  @Test
  void rounding_beside_all_components_counts_for_nothing() {
    double[][] vectors = vectors(1, 100, 2);
    CombinedIndex index = CombinedIndex.of(pca(vectors, 1), vectors, ones(100));
    assertThat(index.of(vectors[0])).isLessThan(10);
  }
}
