package io.vigia.engine.decide;

import io.vigia.engine.spec.AlertSpec.Budget;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Turns a budget of alerts into a threshold: the lowest one with which a validation period would
 * have had at most the budget, on average over its length.
 *
 * <p>Alerts are counted after suppression, in the order of time. Their number never rises with the
 * threshold: holding back the earliest way keeps as many alerts a duration apart as can be kept, so
 * fewer candidates cannot give more. Hence a binary search over the scores finds the threshold.
 */
public final class BudgetThreshold {
  private final double[] scores;
  private final long[] times;
  private final long[] keys;
  private final Optional<Suppression> suppression;
  // Indices of the scores by time, ties in the order given.
  private final int[] byTime;

  /**
   * Scores of a validation period without suppression.
   *
   * @param scores a score an event
   * @param times event times in microseconds since 1970
   */
  public BudgetThreshold(double[] scores, long[] times) {
    this(scores, times, new long[scores.length], Optional.empty());
  }

  /**
   * Scores of a validation period.
   *
   * @param scores a score an event
   * @param times event times in microseconds since 1970
   * @param keys number of the key that suppression goes by
   * @param suppression what is held back after an alert
   */
  public BudgetThreshold(
      double[] scores, long[] times, long[] keys, Optional<Suppression> suppression) {
    if (scores.length == 0 || times.length != scores.length || keys.length != scores.length) {
      throw new IllegalArgumentException(
          scores.length
              + " scores, "
              + times.length
              + " times and "
              + keys.length
              + " keys, expected as many, and at least one");
    }
    this.scores = scores;
    this.times = times;
    this.keys = keys;
    this.suppression = suppression;
    this.byTime =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted((a, b) -> Long.compare(times[a], times[b]))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  /**
   * The threshold of a budget.
   *
   * @param threshold scores from here on alert, in [0, 1]
   * @param alerts how many alerts it gives in the period, after suppression
   * @param perPeriod the same for one period of the budget, on average
   */
  public record Choice(double threshold, long alerts, double perPeriod) {}

  /**
   * Chooses the threshold.
   *
   * <p>It lies half way between the lowest score that alerts and the next one below, away from
   * both. Where even the highest score is given to more events than the budget allows, it lies half
   * way between that score and 1, and nothing alerts by score; where the highest score is 1, it is
   * 1, and the budget is exceeded.
   *
   * @param budget alerts wanted in a period
   * @param fromMicros begin of the validation period, microseconds since 1970, inclusive
   * @param toMicros its end, exclusive
   */
  public Choice choose(Budget budget, long fromMicros, long toMicros) {
    if (toMicros <= fromMicros) {
      throw new IllegalArgumentException(
          "the validation period ends at "
              + toMicros
              + " and begins at "
              + fromMicros
              + ", expected it to end later");
    }
    double periods = (toMicros - fromMicros) * 1e-6 / (budget.per().toNanos() * 1e-9);
    double allowed = budget.alerts() * periods;
    double[] levels = Arrays.stream(scores).distinct().sorted().toArray();
    // levels[low] and above keep within the budget; low = length: not even the highest one does.
    int low = 0;
    int high = levels.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (alerts(levels[middle]) <= allowed) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    double above = low < levels.length ? levels[low] : 1;
    double below = low > 0 ? levels[low - 1] : 0;
    double threshold = below + (above - below) / 2;
    if (threshold <= below && low > 0) {
      threshold = above;
    }
    long alerts = alerts(threshold);
    return new Choice(threshold, alerts, alerts / periods);
  }

  /** How many alerts a threshold gives in the period, after suppression. */
  public long alerts(double threshold) {
    long count = 0;
    Map<Long, Long> latest = new HashMap<>();
    for (int i : byTime) {
      if (scores[i] < threshold) {
        continue;
      }
      if (suppression.isPresent()) {
        long last = latest.getOrDefault(keys[i], Suppression.NEVER);
        if (suppression.get().holdsBack(last, times[i])) {
          continue;
        }
        latest.put(keys[i], suppression.get().after(last, times[i]));
      }
      count++;
    }
    return count;
  }
}
