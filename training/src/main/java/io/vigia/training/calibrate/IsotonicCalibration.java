package io.vigia.training.calibrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A rising line of pieces from logits to log-odds. Events are pooled in the order of their logits
 * until the share of positives rises from pool to pool (isotonic regression by pool adjacent
 * violators: Ayer et al., 1955; for calibration Zadrozny and Elkan, "Transforming Classifier Scores
 * into Accurate Multiclass Probability Estimates", 2002); a line is drawn through the pools. Steps
 * would give many events the same score; on a line each keeps its place.
 *
 * @param logits where the pieces meet, rising
 * @param logOdds log-odds there, rising
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record IsotonicCalibration(double[] logits, double[] logOdds) implements Calibration {
  private static final int MOST_KNOTS = 16;
  private static final int FEWEST_EVENTS = 50;
  private static final double LEAST_SLOPE = 0.05;

  /** Nearer knots would make pieces so steep that floats tell few scores apart. */
  private static final double LEAST_STEP = 1e-3;

  public IsotonicCalibration {
    if (logits.length < 2 || logits.length != logOdds.length) {
      throw new IllegalArgumentException(
          logits.length + " logits and " + logOdds.length + " log-odds, expected as many, from 2");
    }
    for (int k = 1; k < logits.length; k++) {
      if (!(logits[k] > logits[k - 1] && logOdds[k] > logOdds[k - 1])) {
        throw new IllegalArgumentException(
            "knots "
                + Arrays.toString(logits)
                + " and "
                + Arrays.toString(logOdds)
                + ", expected both to rise");
      }
    }
  }

  /** Events pooled: how many, how many positive, sum of their logits. */
  record Pool(double events, double positives, double sum) {
    Pool plus(Pool other) {
      return new Pool(events + other.events, positives + other.positives, sum + other.sum);
    }

    double share() {
      return positives / events;
    }

    /** Drawn in from 0 and 1, as Platt's targets are. */
    double logOdds() {
      return Math.log((positives + 0.5) / (events - positives + 0.5));
    }

    double logit() {
      return sum / events;
    }
  }

  /**
   * Fits to logits and their truth.
   *
   * @param labels 1 = positive, 0 = negative
   * @throws IllegalStateException when low logits are positive as often as high ones
   */
  public static IsotonicCalibration fit(double[] logits, double[] labels) {
    List<Pool> pools = apart(merged(violatorsPooled(logits, labels)));
    double[] at = new double[pools.size()];
    double[] odds = new double[pools.size()];
    int knots = 0;
    for (Pool pool : pools) {
      double logit = pool.logit();
      double value = pool.logOdds();
      if (knots > 0) {
        value = Math.max(value, odds[knots - 1] + LEAST_SLOPE * (logit - at[knots - 1]));
      }
      at[knots] = logit;
      odds[knots++] = value;
    }
    if (knots < 2) {
      throw new IllegalStateException(
          "the network does not rank the validation events (isotonic regression makes one pool of"
              + " them); it has learned nothing: check features and labels");
    }
    return new IsotonicCalibration(Arrays.copyOf(at, knots), Arrays.copyOf(odds, knots));
  }

  /** Pools whose shares rise; events of one logit, which no function can tell apart, are in one. */
  static List<Pool> violatorsPooled(double[] logits, double[] labels) {
    int[] order =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> logits[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    List<Pool> pools = new ArrayList<>();
    int next = 0;
    while (next < order.length) {
      double logit = logits[order[next]];
      Pool pool = new Pool(0, 0, 0);
      for (; next < order.length && logits[order[next]] == logit; next++) {
        pool = pool.plus(new Pool(1, labels[order[next]] >= 0.5 ? 1 : 0, logit));
      }
      while (!pools.isEmpty() && pools.get(pools.size() - 1).share() >= pool.share()) {
        pool = pools.remove(pools.size() - 1).plus(pool);
      }
      pools.add(pool);
    }
    return pools;
  }

  /** Small pools join the next one, and the smallest ones until few enough are left. */
  private static List<Pool> merged(List<Pool> pools) {
    List<Pool> large = new ArrayList<>();
    Pool open = null;
    for (Pool pool : pools) {
      open = open == null ? pool : open.plus(pool);
      if (open.events >= FEWEST_EVENTS) {
        large.add(open);
        open = null;
      }
    }
    if (open != null) {
      // The highest logits are the ones that count: they keep a knot of their own.
      large.add(open);
    }
    while (large.size() > MOST_KNOTS) {
      int closest = 1;
      for (int k = 2; k < large.size() - 1; k++) {
        if (gap(large, k) < gap(large, closest)) {
          closest = k;
        }
      }
      large.set(closest, large.get(closest).plus(large.remove(closest + 1)));
    }
    return large;
  }

  /** Pools whose logits are nearly the same become one. */
  private static List<Pool> apart(List<Pool> pools) {
    List<Pool> apart = new ArrayList<>();
    for (Pool pool : pools) {
      int last = apart.size() - 1;
      if (last >= 0 && pool.logit() - apart.get(last).logit() < LEAST_STEP) {
        apart.set(last, apart.get(last).plus(pool));
      } else {
        apart.add(pool);
      }
    }
    return apart;
  }

  private static double gap(List<Pool> pools, int k) {
    return pools.get(k + 1).logOdds() - pools.get(k).logOdds();
  }

  @Override
  public double logOdds(double logit) {
    double value = logOdds[0] + slope(0) * (logit - logits[0]);
    for (int k = 1; k < logits.length - 1; k++) {
      value += (slope(k) - slope(k - 1)) * Math.max(0, logit - logits[k]);
    }
    return value;
  }

  /** Slope of the piece behind a knot; the first and the last piece go on without end. */
  public double slope(int knot) {
    return (logOdds[knot + 1] - logOdds[knot]) / (logits[knot + 1] - logits[knot]);
  }

  @Override
  public String name() {
    return "isotonic";
  }
}
