package io.vigia.engine.model;

import io.vigia.engine.score.Scorer;
import io.vigia.engine.score.ScoringException;
import java.util.function.IntFunction;

/** Holds a graph's scores against those that came out when the detector was made. */
final class GoldenCheck {
  private GoldenCheck() {}

  /**
   * Scores the rows as one batch, and each alone.
   *
   * @param origin the model file, for messages
   * @param inputs the rows' inputs, row by row
   * @param expected a score a row
   * @param tolerance how far a score may lie from it
   * @param open makes a scorer of a capacity
   * @throws DetectorException when a score lies further off, or depends on the batch
   */
  static void run(
      String origin,
      float[] inputs,
      double[] expected,
      double tolerance,
      IntFunction<Scorer> open) {
    if (expected.length == 0) {
      throw new DetectorException(
          origin
              + ": the reference data has no golden vectors to hold the model against; write"
              + " it with 'vigia train'");
    }
    try (Scorer scorer = open.apply(expected.length)) {
      int width = scorer.width();
      double[] row = new double[width];
      for (int i = 0; i < expected.length; i++) {
        put(scorer, i, inputs, i * width, row);
      }
      scorer.run(expected.length);
      double[] found = new double[expected.length];
      for (int i = 0; i < found.length; i++) {
        found[i] = scorer.score(i);
      }
      for (int i = 0; i < found.length; i++) {
        // Written so that NaN fails it.
        if (!(Math.abs(found[i] - expected[i]) <= tolerance)) {
          throw new DetectorException(
              origin
                  + ": golden vector "
                  + i
                  + " scores "
                  + found[i]
                  + ", expected "
                  + expected[i]
                  + " within "
                  + tolerance
                  + ": this machine computes the model otherwise than where"
                  + " it was made, or the files are not of one training; train it here, or use"
                  + " another precision");
        }
        put(scorer, 0, inputs, i * width, row);
        scorer.run(1);
        if (scorer.score(0) != found[i]) {
          throw new DetectorException(
              origin
                  + ": golden vector "
                  + i
                  + " scores "
                  + found[i]
                  + " in a batch and "
                  + scorer.score(0)
                  + " alone, expected the same: rows must not depend on each"
                  + " other; quantise statically, not dynamically");
        }
      }
    } catch (ScoringException e) {
      throw new DetectorException(origin + ": fails on the golden vectors: " + e.getMessage(), e);
    }
  }

  private static void put(Scorer scorer, int at, float[] inputs, int from, double[] row) {
    for (int i = 0; i < row.length; i++) {
      row[i] = inputs[from + i];
    }
    scorer.put(at, row, 0);
  }
}
