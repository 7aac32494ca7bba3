package io.vigia.training.data;

import io.vigia.engine.pca.Moments;
import io.vigia.engine.pca.Pca;
import io.vigia.engine.spec.ModelSpec.PcaSpec;
import io.vigia.jobs.offline.FeatureTable;
import java.util.Optional;

/**
 * The way from the inputs of an event to those of the network: preprocessing, then PCA where the
 * detector asks for it.
 *
 * @param preprocessing what is done first
 * @param pca the components; empty where the network sees all inputs
 */
public record Reduction(Preprocessing preprocessing, Optional<Pca> pca) {

  /**
   * Fits scales and components to rows, in one pass.
   *
   * @throws UnsuitableDataException when no input varies over the rows
   */
  public static Reduction fit(
      FeatureTable table, int[] rows, Preprocessing preprocessing, Optional<PcaSpec> spec) {
    Moments moments = new Moments(preprocessing.width());
    double[] prepared = new double[preprocessing.width()];
    for (int row : rows) {
      preprocessing.apply(table, row, prepared);
      moments.add(prepared);
    }
    return of(preprocessing, moments, spec);
  }

  /**
   * Finds scales and components by moments, which may have been gathered in parts.
   *
   * @param moments of rows that the preprocessing has prepared
   * @throws UnsuitableDataException when no input varies over the rows
   */
  public static Reduction of(Preprocessing preprocessing, Moments moments, Optional<PcaSpec> spec) {
    Preprocessing scaled =
        preprocessing.isCompressed() ? preprocessing.standardised(moments) : preprocessing;
    if (spec.isEmpty()) {
      return new Reduction(scaled, Optional.empty());
    }
    try {
      Moments scaledMoments = preprocessing.isCompressed() ? moments.standardised() : moments;
      return new Reduction(scaled, Optional.of(Pca.of(scaledMoments, spec.get())));
    } catch (IllegalArgumentException e) {
      throw new UnsuitableDataException(
          "no principal components of the "
              + moments.count()
              + " events to learn from: "
              + e.getMessage()
              + "; do the fields of the features hold anything?",
          e);
    }
  }

  /**
   * The same with some of the components only.
   *
   * @param kept their places, ascending
   */
  public Reduction keep(int[] kept) {
    return new Reduction(preprocessing, Optional.of(pca.orElseThrow().keep(kept)));
  }

  /** Number of inputs of the network. */
  public int width() {
    return pca.map(p -> p.components().length).orElse(preprocessing.width());
  }

  /** The inputs of the network, row by row. */
  public float[] apply(FeatureTable table, int[] rows) {
    int width = width();
    float[] reduced = new float[rows.length * width];
    double[] prepared = new double[preprocessing.width()];
    double[] projected = new double[width];
    for (int i = 0; i < rows.length; i++) {
      preprocessing.apply(table, rows[i], prepared);
      double[] inputs = prepared;
      if (pca.isPresent()) {
        pca.get().project(prepared, 0, projected);
        inputs = projected;
      }
      for (int j = 0; j < width; j++) {
        reduced[i * width + j] = (float) inputs[j];
      }
    }
    return reduced;
  }
}
