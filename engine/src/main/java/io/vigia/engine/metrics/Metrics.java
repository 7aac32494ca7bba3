package io.vigia.engine.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How well scores separate positives (label of at least ½) from negatives. Rows without a label
 * (NaN) are left out. Rows of the same score are treated together, so that no measure depends on
 * the order of the rows.
 */
public final class Metrics {
  /** The rate of false positives at which recall is reported. */
  public static final double FALSE_POSITIVE_RATE = 0.01;

  private static final int CALIBRATION_BINS = 10;

  // Labelled rows by descending score.
  private final double[] scores;
  private final boolean[] positive;
  private final int positives;

  private Metrics(double[] scores, double[] labels) {
    if (scores.length != labels.length) {
      throw new IllegalArgumentException(
          scores.length + " scores and " + labels.length + " labels, expected as many");
    }
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        throw new IllegalArgumentException("score " + i + " is NaN, expected a number");
      }
    }
    int[] order =
        IntStream.range(0, scores.length)
            .filter(i -> !Double.isNaN(labels[i]))
            .boxed()
            .sorted((a, b) -> Double.compare(scores[b], scores[a]))
            .mapToInt(Integer::intValue)
            .toArray();
    this.scores = Arrays.stream(order).mapToDouble(i -> scores[i]).toArray();
    this.positive = new boolean[order.length];
    int count = 0;
    for (int i = 0; i < order.length; i++) {
      positive[i] = labels[order[i]] >= 0.5;
      count += positive[i] ? 1 : 0;
    }
    this.positives = count;
  }

  /**
   * The measures of some scores.
   *
   * @param scores any numbers, higher = more suspicious
   * @param labels the truth of each, 1 = positive, 0 = negative, NaN = not known
   */
  public static Metrics of(double[] scores, double[] labels) {
    return new Metrics(scores, labels);
  }

  /** Number of labelled rows. */
  public int events() {
    return scores.length;
  }

  /** How many of them are positive. */
  public int positives() {
    return positives;
  }

  /** Whether there are positives and negatives: without either, most measures are NaN. */
  public boolean hasBothClasses() {
    return positives > 0 && positives < scores.length;
  }

  /** Gets the counts after each group of rows of the same score, highest score first. */
  private interface Curve {
    void point(int truePositives, int falsePositives, double score);
  }

  private void walk(Curve curve) {
    int hits = 0;
    for (int i = 0; i < scores.length; i++) {
      hits += positive[i] ? 1 : 0;
      if (i + 1 == scores.length || scores[i + 1] != scores[i]) {
        curve.point(hits, i + 1 - hits, scores[i]);
      }
    }
  }

  /**
   * Area under the ROC curve: the probability that a positive scores higher than a negative, ties
   * counting one half (J. A. Hanley and B. J. McNeil, 1982). NaN without positives or negatives.
   */
  public double aucRoc() {
    double[] area = new double[1];
    int[] last = new int[2];
    walk(
        (hits, misses, score) -> {
          area[0] += (misses - last[1]) * 0.5 * ((double) hits + last[0]);
          last[0] = hits;
          last[1] = misses;
        });
    return hasBothClasses() ? area[0] / positives / (scores.length - positives) : Double.NaN;
  }

  /**
   * Average precision: precision at each threshold weighted by the gain in recall, Σ (Rₙ − Rₙ₋₁)
   * Pₙ, without interpolation, as scikit-learn defines it. NaN without positives.
   */
  public double averagePrecision() {
    double[] sum = new double[1];
    int[] last = new int[1];
    walk(
        (hits, misses, score) -> {
          sum[0] += (hits - last[0]) * (double) hits / (hits + misses);
          last[0] = hits;
        });
    return positives > 0 ? sum[0] / positives : Double.NaN;
  }

  /**
   * Share of positives among the {@code k} highest scores. Of rows with the same score at the edge,
   * the expected share counts. With fewer than {@code k} rows, the share among all.
   *
   * @param k from 1
   */
  public double precisionAt(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + ", expected at least 1");
    }
    int limit = Math.min(k, scores.length);
    double[] hits = new double[1];
    int[] last = new int[2];
    walk(
        (truePositives, falsePositives, score) -> {
          int before = last[0] + last[1];
          int group = truePositives + falsePositives - before;
          int taken = Math.min(group, Math.max(0, limit - before));
          hits[0] += (double) (truePositives - last[0]) * taken / group;
          last[0] = truePositives;
          last[1] = falsePositives;
        });
    return limit == 0 ? Double.NaN : hits[0] / limit;
  }

  /**
   * Largest share of positives that some threshold finds with at most a given share of the
   * negatives raised. NaN without positives or negatives.
   *
   * @param rate share of the negatives, in [0, 1]
   */
  public double recallAt(double rate) {
    int negatives = scores.length - positives;
    int[] found = new int[1];
    walk(
        (hits, misses, score) -> {
          if (misses <= rate * negatives) {
            found[0] = hits;
          }
        });
    return hasBothClasses() ? (double) found[0] / positives : Double.NaN;
  }

  /** Ten bins of equal width over scores of [0, 1]: the points of a reliability plot. */
  public List<CalibrationBin> calibrationBins() {
    double[] sums = new double[CALIBRATION_BINS];
    int[] rows = new int[CALIBRATION_BINS];
    int[] hits = new int[CALIBRATION_BINS];
    for (int i = 0; i < scores.length; i++) {
      int bin = (int) Math.min(CALIBRATION_BINS - 1, Math.max(0, scores[i] * CALIBRATION_BINS));
      sums[bin] += scores[i];
      rows[bin]++;
      hits[bin] += positive[i] ? 1 : 0;
    }
    List<CalibrationBin> bins = new ArrayList<>();
    for (int i = 0; i < CALIBRATION_BINS; i++) {
      bins.add(
          new CalibrationBin(
              (double) i / CALIBRATION_BINS,
              (double) (i + 1) / CALIBRATION_BINS,
              rows[i],
              sums[i] / rows[i],
              (double) hits[i] / rows[i]));
    }
    return bins;
  }

  /**
   * Expected calibration error: in ten bins of equal width over [0, 1], the distance between mean
   * score and share of positives, weighted by the rows of the bin (M. P. Naeini et al., 2015). NaN
   * without rows.
   */
  public double calibrationError() {
    double error = 0;
    for (CalibrationBin bin : calibrationBins()) {
      if (bin.rows() > 0) {
        error += bin.rows() * Math.abs(bin.meanScore() - bin.positiveShare());
      }
    }
    return error / scores.length;
  }

  /**
   * The measures by the names of {@code vigia evaluate} and the model card: {@code auc_roc}, {@code
   * average_precision}, {@code recall_at_1pct_fpr}, {@code calibration_error}; those that are NaN
   * are left out.
   */
  public SortedMap<String, Double> toMap() {
    SortedMap<String, Double> map = new TreeMap<>();
    map.put("auc_roc", aucRoc());
    map.put("average_precision", averagePrecision());
    map.put("recall_at_1pct_fpr", recallAt(FALSE_POSITIVE_RATE));
    map.put("calibration_error", calibrationError());
    map.values().removeIf(value -> value.isNaN());
    return map;
  }

  /**
   * Whether two scorers put rows in the same order: Spearman's rank correlation, in [−1, 1], equal
   * scores sharing their mean rank. 1 where one of them gives all rows the same score and the other
   * does so too, else 0.
   */
  public static double rankAgreement(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          a.length + " and " + b.length + " scores, expected as many");
    }
    double[] x = ranks(a);
    double[] y = ranks(b);
    double middle = (a.length + 1) / 2.0;
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      double dx = x[i] - middle;
      double dy = y[i] - middle;
      xy += dx * dy;
      xx += dx * dx;
      yy += dy * dy;
    }
    if (xx == 0 || yy == 0) {
      return xx == yy ? 1 : 0;
    }
    return xy / Math.sqrt(xx * yy);
  }

  /** Ranks from 1; equal numbers share their mean rank. */
  private static double[] ranks(double[] numbers) {
    int[] order =
        IntStream.range(0, numbers.length)
            .boxed()
            .sorted((i, j) -> Double.compare(numbers[i], numbers[j]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] ranks = new double[numbers.length];
    int from = 0;
    while (from < order.length) {
      int to = from + 1;
      while (to < order.length && numbers[order[to]] == numbers[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + 1 + to) / 2.0;
      }
      from = to;
    }
    return ranks;
  }
}
