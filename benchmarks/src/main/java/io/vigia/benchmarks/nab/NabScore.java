package io.vigia.benchmarks.nab;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The published scoring of the Numenta Anomaly Benchmark (Lavin and Ahmad, "Evaluating real-time
 * anomaly detection algorithms", ICMLA 2015), standard profile: 1 for a window that is found, the
 * more the earlier, −1 for one that is not, −0.11 for a false alarm, less shortly behind a window.
 * The first 15 % of a file, 750 rows at most, do not count. One threshold holds for all files; the
 * score is 0 for a detector that never alarms and 100 for one that finds each window at its start
 * and nothing else.
 */
final class NabScore {
  private static final double FALSE_POSITIVE = 0.11;
  private static final double PROBATION = 0.15;
  private static final int LONGEST_PROBATION_OF = 5_000;

  private NabScore() {}

  /** Rows at the start of a file that do not count. */
  static int probation(int rows) {
    return (int) Math.floor(PROBATION * Math.min(rows, LONGEST_PROBATION_OF));
  }

  /**
   * What an alarm is worth by its place.
   *
   * @param place −1 at the start of a window, 0 at its end, more behind it, by its length
   */
  static double scaledSigmoid(double place) {
    return place >= 3 ? -1 : 2 / (1 + Math.exp(5 * place)) - 1;
  }

  /** What an alarm in each row is worth: in a window above 0, else below. */
  static double[] worths(NabFile file) {
    double[] worths = new double[file.rows()];
    Arrays.fill(worths, -FALSE_POSITIVE);
    double best = scaledSigmoid(-1);
    List<NabFile.Span> windows = file.windows();
    for (int w = 0; w < windows.size(); w++) {
      NabFile.Span window = windows.get(w);
      int length = window.last() - window.first() + 1;
      for (int row = window.first(); row <= window.last(); row++) {
        worths[row] = scaledSigmoid(-(window.last() - row + 1.0) / length) / best;
      }
      int next = w + 1 < windows.size() ? windows.get(w + 1).first() : worths.length;
      for (int row = window.last() + 1; row < next; row++) {
        worths[row] = FALSE_POSITIVE * scaledSigmoid((row - window.last()) / (double) (length - 1));
      }
    }
    return worths;
  }

  /**
   * The score of alarms in a file, not normalised.
   *
   * @param worths of its rows, from {@link #worths}
   * @param alarms rows that alarm
   */
  static double of(NabFile file, double[] worths, boolean[] alarms) {
    int probation = probation(file.rows());
    double score = 0;
    int row = 0;
    for (NabFile.Span window : file.windows()) {
      score += falseAlarms(worths, alarms, Math.max(row, probation), window.first());
      double found = -1;
      for (int at = Math.max(window.first(), probation); at <= window.last(); at++) {
        found = alarms[at] ? Math.max(found, worths[at]) : found;
      }
      score += found;
      row = window.last() + 1;
    }
    return score + falseAlarms(worths, alarms, Math.max(row, probation), alarms.length);
  }

  private static double falseAlarms(double[] worths, boolean[] alarms, int from, int to) {
    double score = 0;
    for (int row = from; row < to; row++) {
      score += alarms[row] ? worths[row] : 0;
    }
    return score;
  }

  /** A sum of scores on the scale from 0 to 100. */
  static double normalised(double score, int windows) {
    return 100 * (score + windows) / (2.0 * windows);
  }

  /** Windows of files. */
  static int windows(List<NabFile> files) {
    return files.stream().mapToInt(file -> file.windows().size()).sum();
  }

  /**
   * Scores of each file at each threshold.
   *
   * @param thresholds alarms are rows whose score is at least as large
   * @param alarms what makes alarms of a file's scores
   * @return by threshold, then file
   */
  static double[][] table(
      List<NabFile> files, List<double[]> scores, double[] thresholds, Alarms alarms) {
    List<double[]> worths = files.stream().map(NabScore::worths).toList();
    return Arrays.stream(thresholds)
        .mapToObj(
            threshold ->
                IntStream.range(0, files.size())
                    .mapToDouble(
                        i ->
                            of(
                                files.get(i),
                                worths.get(i),
                                alarms.of(files.get(i), scores.get(i), threshold)))
                    .toArray())
        .toArray(double[][]::new);
  }

  /** What makes alarms of scores. */
  interface Alarms {
    /** Rows that alarm at a threshold. */
    boolean[] of(NabFile file, double[] scores, double threshold);
  }
}
