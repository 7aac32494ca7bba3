package io.vigia.benchmarks.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Figures of contenders that ran in turn, round by round, so that what else the machine does meets
 * all of them. The first rounds warm up and are not counted.
 *
 * @param runs the counted runs of each contender, one a round
 * @param <R> what a run gives
 */
public record Rounds<R>(Map<String, List<R>> runs) {

  /**
   * Runs one contender once.
   *
   * @param <C> contender
   * @param <R> what a run gives
   */
  public interface Runner<C, R> {
    /**
     * Runs it.
     *
     * @param round from 1; 0 and below to warm up
     */
    R run(String name, C contender, int round) throws Exception;
  }

  /**
   * Runs all contenders in turn.
   *
   * @param contenders by name, in their order
   * @param warmUps how many rounds come before those that count, at least one; fewer where they
   *     would take a quarter of the budget
   * @param counted how many rounds count
   * @param budget no further round begins that would not end in it, by what the last one took; one
   *     round counts in any case
   */
  public static <C, R> Rounds<R> interleaved(
      Map<String, C> contenders, int warmUps, int counted, Duration budget, Runner<C, R> runner)
      throws Exception {
    Map<String, List<R>> runs = new LinkedHashMap<>();
    long began = System.nanoTime();
    long last = 0;
    for (int round = 1 - warmUps; round <= counted; round++) {
      long start = System.nanoTime();
      if (round < 1 && round > 1 - warmUps && start - began > budget.toNanos() / 4) {
        round = 1;
      }
      if (round > 1 && start - began + last > budget.toNanos()) {
        break;
      }
      for (Map.Entry<String, C> contender : contenders.entrySet()) {
        R run = runner.run(contender.getKey(), contender.getValue(), round);
        if (round > 0) {
          runs.computeIfAbsent(contender.getKey(), name -> new ArrayList<>()).add(run);
        }
      }
      last = System.nanoTime() - start;
    }
    return new Rounds<>(runs);
  }

  /** A figure of each round. */
  public double[] each(String contender, ToDoubleFunction<R> figure) {
    return runs.get(contender).stream().mapToDouble(figure).toArray();
  }

  /** Median of a figure over the rounds. */
  public double median(String contender, ToDoubleFunction<R> figure) {
    return median(each(contender, figure));
  }

  /**
   * Median over the rounds of how many times a figure of one contender is that of another in the
   * same round.
   */
  public double ratio(String contender, String to, ToDoubleFunction<R> figure) {
    double[] ratios = each(contender, figure);
    double[] bases = each(to, figure);
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] /= bases[i];
    }
    return median(ratios);
  }

  /** The middle value, or the mean of the two in the middle. */
  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
