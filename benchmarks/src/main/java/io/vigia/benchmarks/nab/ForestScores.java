package io.vigia.benchmarks.nab;

import com.amazon.randomcutforest.RandomCutForest;
import java.util.List;

/**
 * Scores by a random cut forest (Guha et al., ICML 2016) for each file, in the settings that did
 * best of those that its makers tried on this benchmark: 100 trees of 256 values, which weigh less
 * the older they are, by a part in 100,000 a value. Each value is scored before it is learned. A
 * missing value is the one before it.
 */
final class ForestScores {
  private static final int TREES = 100;
  private static final int SAMPLE = 256;
  private static final double DECAY = 1e-5;
  private static final long SEED = 42;

  /** Scores of each file, by row. */
  List<double[]> of(List<NabFile> files) {
    return files.stream().map(file -> scores(file.values())).toList();
  }

  private static double[] scores(double[] values) {
    RandomCutForest forest =
        RandomCutForest.builder()
            .dimensions(1)
            .numberOfTrees(TREES)
            .sampleSize(SAMPLE)
            .timeDecay(DECAY)
            .randomSeed(SEED)
            .build();
    double[] scores = new double[values.length];
    float[] point = new float[1];
    for (int row = 0; row < values.length; row++) {
      point[0] = Double.isNaN(values[row]) ? point[0] : (float) values[row];
      scores[row] = forest.getAnomalyScore(point);
      forest.update(point);
    }
    return scores;
  }
}
