package io.vigia.training.report;

import io.vigia.engine.score.Scorer;
import java.util.List;

/**
 * Rows that models are measured on.
 *
 * @param featureNames names of the inputs
 * @param values the inputs row by row, NaN = missing
 * @param labels the truth of each row, 1 = fraud or anomaly, 0 = normal, NaN = not known
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record LabelledRows(List<String> featureNames, double[] values, double[] labels) {
  public LabelledRows {
    featureNames = List.copyOf(featureNames);
    if (labels.length == 0 || values.length != labels.length * featureNames.size()) {
      throw new IllegalArgumentException(
          values.length
              + " values, expected at least one row and "
              + labels.length
              + " rows of "
              + featureNames.size()
              + " features");
    }
  }

  /** Number of rows. */
  public int rows() {
    return labels.length;
  }

  /** Number of inputs. */
  public int width() {
    return featureNames.size();
  }

  /** Scores all rows in full batches. */
  public double[] score(Scorer scorer) {
    double[] scores = new double[rows()];
    for (int from = 0; from < scores.length; from += scorer.capacity()) {
      int count = Math.min(scorer.capacity(), scores.length - from);
      for (int i = 0; i < count; i++) {
        scorer.put(i, values, (from + i) * width());
      }
      scorer.run(count);
      for (int i = 0; i < count; i++) {
        scores[from + i] = scorer.score(i);
      }
    }
    return scores;
  }
}
