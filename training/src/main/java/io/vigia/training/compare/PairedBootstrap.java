package io.vigia.training.compare;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How far the difference of two average precisions is chance: events are drawn anew with
 * replacement, the same ones for both scorers, and the middle 95 % of the differences are the
 * interval (B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap", 1993; percentile
 * interval). Events count as independent: where one card or camera makes many alike, the interval
 * is too narrow.
 */
final class PairedBootstrap {
  /** Draws of as many events as there are. */
  static final int DRAWS = 1_000;

  private static final double TAIL = 0.025;

  private final Ranking a;
  private final Ranking b;
  private final boolean[] positive;

  /**
   * A bootstrap of two scorers on the same events.
   *
   * @param a scores of the first
   * @param b scores of the second
   * @param labels the truth of each event, 0 or 1, both among them
   */
  PairedBootstrap(double[] a, double[] b, double[] labels) {
    this.a = Ranking.of(a);
    this.b = Ranking.of(b);
    positive = new boolean[labels.length];
    for (int i = 0; i < labels.length; i++) {
      positive[i] = labels[i] >= 0.5;
    }
  }

  /**
   * The middle 95 % of B's average precision minus A's.
   *
   * @param low 2.5 % of the draws are below
   * @param high 2.5 % of the draws are above
   */
  record Interval(double low, double high) {}

  Interval interval(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] differences = new double[DRAWS];
    int[] times = new int[positive.length];
    for (int draw = 0; draw < DRAWS; draw++) {
      do {
        Arrays.fill(times, 0);
        for (int i = 0; i < times.length; i++) {
          times[random.nextInt(times.length)]++;
        }
      } while (positives(times) == 0);
      differences[draw] = b.averagePrecision(times, positive) - a.averagePrecision(times, positive);
    }
    Arrays.sort(differences);
    int tail = (int) Math.round(TAIL * DRAWS);
    return new Interval(differences[tail - 1], differences[DRAWS - tail]);
  }

  private long positives(int[] times) {
    long count = 0;
    for (int i = 0; i < times.length; i++) {
      count += positive[i] ? times[i] : 0;
    }
    return count;
  }

  /**
   * The events by falling score, sorted once for all draws.
   *
   * @param order the events
   * @param isLast whether the event at this place is the last one of its score
   */
  @SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
  record Ranking(int[] order, boolean[] isLast) {

    static Ranking of(double[] scores) {
      int[] order =
          IntStream.range(0, scores.length)
              .boxed()
              .sorted((i, j) -> Double.compare(scores[j], scores[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      boolean[] isLast = new boolean[order.length];
      for (int i = 0; i < order.length; i++) {
        isLast[i] = i + 1 == order.length || scores[order[i + 1]] != scores[order[i]];
      }
      return new Ranking(order, isLast);
    }

    /** As {@code Metrics} defines it, each event counting as often as it was drawn. */
    double averagePrecision(int[] times, boolean[] positive) {
      double sum = 0;
      long seen = 0;
      long hits = 0;
      long before = 0;
      for (int i = 0; i < order.length; i++) {
        int event = order[i];
        seen += times[event];
        hits += positive[event] ? times[event] : 0;
        if (isLast[i] && hits > before) {
          sum += (hits - before) * (double) hits / seen;
          before = hits;
        }
      }
      return sum / hits;
    }
  }
}
