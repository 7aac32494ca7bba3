package io.vigia.training.recipe;

import io.vigia.engine.model.ModelFile;
import io.vigia.engine.score.Scorer;
import io.vigia.jobs.offline.FeatureTable;

/** Scores of events by a model, as the job will have them. */
public final class Scores {
  private static final int BATCH = 1_024;

  private Scores() {}

  /**
   * Scores rows of a table.
   *
   * @param graph ONNX, or a forest
   * @param name of the graph, for messages
   */
  public static double[] of(byte[] graph, String name, FeatureTable table, int[] rows) {
    double[] scores = new double[rows.length];
    try (Scorer scorer = ModelFile.open(graph, name, table.width(), BATCH)) {
      for (int from = 0; from < rows.length; from += BATCH) {
        int count = Math.min(BATCH, rows.length - from);
        for (int i = 0; i < count; i++) {
          scorer.put(i, table.values(), rows[from + i] * table.width());
        }
        scorer.run(count);
        for (int i = 0; i < count; i++) {
          scores[from + i] = scorer.score(i);
        }
      }
    }
    return scores;
  }
}
