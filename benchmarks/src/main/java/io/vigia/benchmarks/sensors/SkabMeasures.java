package io.vigia.benchmarks.sensors;

import io.vigia.engine.forest.ForestFile;
import io.vigia.engine.forest.ForestScorer;
import io.vigia.engine.pca.Moments;
import io.vigia.engine.pca.Pca;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.engine.spec.ModelSpec;
import io.vigia.engine.spec.ModelSpec.NetworkSpec.ErrorSpace;
import io.vigia.engine.spec.ModelSpec.PcaSpec;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.data.LearningData;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.data.TimeSplit;
import io.vigia.training.outlier.Reconstruction;
import io.vigia.training.recipe.ForestRecipe;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * How strange the rows of one file are, by ours and by rivals. All learn from the first rows of the
 * file, scaled and clipped alike.
 */
final class SkabMeasures {
  private static final double SMALLEST_SHARE = 1e-9;

  private final FeatureTable table;
  private final int[] all;
  private final int[] first;
  private final LearningData learning;
  private final Preprocessing scales;

  /** Of the features of one file. */
  SkabMeasures(FeatureTable table) {
    this.table = table;
    this.all = IntStream.range(0, table.rows()).toArray();
    this.first = IntStream.range(0, SkabFile.LEARNED).toArray();
    FeatureTable learned = slice(table, 0, SkabFile.LEARNED);
    this.learning = LearningData.of(learned, TimeSplit.whole(learned));
    this.scales = Preprocessing.of(learning.inputs(), InputScale.LINEAR, SkabDetector.CLIP);
  }

  /** Some rows of a table, truth unknown. */
  static FeatureTable slice(FeatureTable table, int from, int to) {
    double[] unknown = new double[to - from];
    Arrays.fill(unknown, Double.NaN);
    return new FeatureTable(
        table.names(),
        Arrays.copyOfRange(table.eventIds(), from, to),
        Arrays.copyOfRange(table.times(), from, to),
        Arrays.copyOfRange(table.values(), from * table.width(), to * table.width()),
        unknown,
        new long[to - from]);
  }

  /** The error that kind pca leaves, which is its score but for a scale that rises. */
  double[] reconstruction(double variance) {
    return new Reconstruction(reduction(variance), Optional.empty(), ErrorSpace.INPUTS)
        .errors(table, all);
  }

  private Reduction reduction(double variance) {
    PcaSpec spec = new PcaSpec(OptionalDouble.of(variance), OptionalInt.empty(), false);
    return Reduction.fit(table, first, scales, Optional.of(spec));
  }

  /** Hotelling's T² and the reconstruction error Q, each by its largest value in training. */
  double[] hotellingAndError(double variance) {
    Pca pca = reduction(variance).pca().orElseThrow();
    double[] hotelling = Candidate.ratios(distances(pca));
    double[] error = Candidate.ratios(reconstruction(variance));
    double[] larger = new double[error.length];
    Arrays.setAll(larger, i -> Math.max(hotelling[i], error[i]));
    return larger;
  }

  /** The squared Mahalanobis distance, in all directions in which the rows vary. */
  double[] mahalanobis() {
    Moments moments = new Moments(table.width());
    double[] prepared = new double[table.width()];
    for (int row : first) {
      scales.apply(table, row, prepared);
      moments.add(prepared);
    }
    Pca pca = Pca.ofVariance(moments, 1, false);
    int[] kept =
        IntStream.range(0, pca.components().length)
            .filter(i -> pca.variances()[i] > SMALLEST_SHARE * pca.totalVariance())
            .toArray();
    return distances(pca.keep(kept));
  }

  private double[] distances(Pca pca) {
    double[] prepared = new double[table.width()];
    double[] projected = new double[pca.components().length];
    double[] distances = new double[table.rows()];
    for (int row : all) {
      scales.apply(table, row, prepared);
      pca.project(prepared, 0, projected);
      for (int i = 0; i < projected.length; i++) {
        distances[row] += projected[i] * projected[i] / pca.variances()[i];
      }
    }
    return distances;
  }

  /** The anomaly score of a random cut forest, fitted as {@code vigia train} does. */
  double[] forest(DetectorFiles detector) {
    ModelSpec model = DetectorSpecReader.read(detector).model().orElseThrow();
    byte[] bytes =
        new ForestRecipe(model, OptionalDouble.empty(), 1, () -> 0, line -> {})
            .make(learning, false)
            .fp32();
    ForestFile file = ForestFile.read(bytes, "forest", table.width());
    double[] anomalies = new double[table.rows()];
    try (ForestScorer scorer = ForestScorer.open(bytes, "forest", table.width(), 1)) {
      for (int row : all) {
        scorer.put(0, table.values(), row * table.width());
        scorer.run(1);
        double score = scorer.score(0);
        double logit = Math.log(score / (1 - score));
        anomalies[row] = Math.exp((logit - file.shift()) / file.slope()) - ForestScorer.FLOOR;
      }
    }
    return anomalies;
  }
}
