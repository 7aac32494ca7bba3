package io.vigia.training.report;

import java.util.List;

/**
 * Figures of the steps of training, such as the rounds of pruning, shown as they are.
 *
 * @param title what they are of
 * @param unit what the values are, such as {@code average precision}
 * @param points the steps in order
 */
public record Series(String title, String unit, List<Point> points) {
  public Series {
    points = List.copyOf(points);
  }

  /**
   * One step.
   *
   * @param name the step, such as {@code 1,208 multiply-adds}
   * @param value its figure; NaN where there is none
   */
  public record Point(String name, double value) {}
}
