package io.vigia.engine.model;

import io.vigia.engine.score.Scorer;
import io.vigia.engine.score.ScoringException;
import java.util.Optional;

/** Holds a graph's scores against those that came out when the detector was made. */
final class GoldenCheck {
  /**
   * How far a score may lie from that of the same row in a batch. One row and several take
   * different paths through a matrix product, which sums floats in different orders; where a score
   * is the logarithm of a small distance between two numbers, their last digits show. Rows that
   * depend on each other differ by far more.
   */
  private static final double ROUNDING = 1e-4;

  private GoldenCheck() {}

  /**
   * Scores the golden rows as one batch, and each alone.
   *
   * @param graph the graph
   * @param inputs the rows' inputs, row by row
   * @param expected a score a row
   * @param tolerance how far a score may lie from it
   * @return how a score lies further off; empty where none does
   * @throws DetectorException when there is nothing to compare with, the graph fails, or a score
   *     depends on the batch
   */
  static Optional<String> mismatch(
      Graph graph, float[] inputs, double[] expected, double tolerance) {
    if (expected.length == 0) {
      throw new DetectorException(
          graph.path()
              + ": the reference data has no golden vectors to hold the model against; write it"
              + " with 'vigia train'");
    }
    try (Scorer scorer = graph.scorer(expected.length)) {
      double[] found = together(scorer, inputs, expected.length);
      checkAlone(graph, scorer, inputs, found);
      for (int i = 0; i < found.length; i++) {
        // Written so that NaN fails it.
        if (!(Math.abs(found[i] - expected[i]) <= tolerance)) {
          return Optional.of(
              graph.path()
                  + ": golden vector "
                  + i
                  + " scores "
                  + found[i]
                  + ", expected "
                  + expected[i]
                  + " within "
                  + tolerance
                  + ": this machine computes the model otherwise than where it was made, or the"
                  + " files are not of one training; train it here, or use another precision");
        }
      }
      return Optional.empty();
    } catch (ScoringException e) {
      throw new DetectorException(
          graph.path() + ": fails on the golden vectors: " + e.getMessage(), e);
    }
  }

  private static double[] together(Scorer scorer, float[] inputs, int rows) {
    double[] row = new double[scorer.width()];
    for (int i = 0; i < rows; i++) {
      put(scorer, i, inputs, i, row);
    }
    scorer.run(rows);
    double[] scores = new double[rows];
    for (int i = 0; i < rows; i++) {
      scores[i] = scorer.score(i);
    }
    return scores;
  }

  private static void checkAlone(Graph graph, Scorer scorer, float[] inputs, double[] together) {
    double[] row = new double[scorer.width()];
    for (int i = 0; i < together.length; i++) {
      put(scorer, 0, inputs, i, row);
      scorer.run(1);
      if (Math.abs(scorer.score(0) - together[i]) > ROUNDING) {
        throw new DetectorException(
            graph.path()
                + ": golden vector "
                + i
                + " scores "
                + together[i]
                + " in a batch and "
                + scorer.score(0)
                + " alone, expected the same but for rounding: rows must not depend on each other; quantise"
                + " statically, not dynamically");
      }
    }
  }

  /** Puts a golden row at a place of the batch. */
  private static void put(Scorer scorer, int at, float[] inputs, int golden, double[] row) {
    for (int i = 0; i < row.length; i++) {
      row[i] = inputs[golden * row.length + i];
    }
    scorer.put(at, row, 0);
  }
}
