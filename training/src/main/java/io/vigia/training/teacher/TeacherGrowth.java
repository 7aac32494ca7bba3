package io.vigia.training.teacher;

import io.vigia.engine.metrics.Metrics;
import java.util.function.IntFunction;

/**
 * How far a teacher grows: until the average precision on the validation rows gets no better. It
 * looks every few rounds, since a look costs as much as a tree.
 */
public final class TeacherGrowth {
  private static final int ROUNDS_BETWEEN_LOOKS = 5;

  private final TeacherOptions options;
  private final double[] truth;

  /**
   * A growth.
   *
   * @param truth labels of the validation rows, 1 or 0
   */
  public TeacherGrowth(TeacherOptions options, double[] truth) {
    this.options = options;
    this.truth = truth;
  }

  /**
   * The best teacher on the way.
   *
   * @param trees how many it has
   * @param quality its average precision on the validation rows
   */
  public record Best(int trees, double quality) {}

  /**
   * Grows.
   *
   * @param grow grows the teacher to so many trees, and answers what it thinks of the validation
   *     rows then
   * @param keep keeps the teacher as it is
   */
  public Best run(IntFunction<double[]> grow, Runnable keep) {
    Best best = null;
    for (int trees = 1; trees <= options.rounds(); trees = next(trees)) {
      double quality = Metrics.of(grow.apply(trees), truth).averagePrecision();
      if (best == null || quality > best.quality()) {
        best = new Best(trees, quality);
        keep.run();
      } else if (trees - best.trees() >= options.patience()) {
        break;
      }
    }
    return best;
  }

  private int next(int trees) {
    int next = trees - trees % ROUNDS_BETWEEN_LOOKS + ROUNDS_BETWEEN_LOOKS;
    return trees < options.rounds() ? Math.min(next, options.rounds()) : next;
  }
}
