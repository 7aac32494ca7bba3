package io.vigia.training.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The points that no other beats: none is at least as good at no more cost, and better in one of
 * the two (V. Pareto, 1906).
 */
final class ParetoFront {
  private ParetoFront() {}

  /**
   * Finds the front.
   *
   * @param cost of each point, lower is better
   * @param quality of each point, higher is better
   * @return places of the points on the front, by rising cost; of equal points the first one
   */
  static List<Integer> of(double[] cost, double[] quality) {
    List<Integer> byCost =
        IntStream.range(0, cost.length)
            .boxed()
            .filter(i -> Double.isFinite(cost[i]) && Double.isFinite(quality[i]))
            .sorted(
                Comparator.<Integer>comparingDouble(i -> cost[i])
                    .thenComparing(Comparator.<Integer>comparingDouble(i -> quality[i]).reversed()))
            .toList();
    List<Integer> front = new ArrayList<>();
    double best = Double.NEGATIVE_INFINITY;
    for (int i : byCost) {
      if (quality[i] > best) {
        front.add(i);
        best = quality[i];
      }
    }
    return front;
  }
}
