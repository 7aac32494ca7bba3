package io.vigia.training.data;

import io.vigia.jobs.offline.FeatureTable;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Rows, split by time: what is learned from comes before what is validated on, as it will in
 * production, unless nothing is chosen by what is validated on.
 *
 * @param fit rows to learn from
 * @param validation rows behind them, or the last of them
 * @param validationFrom first event time of the validation rows, microseconds since 1970
 * @param validationTo event time behind the last one
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record TimeSplit(int[] fit, int[] validation, long validationFrom, long validationTo) {
  /** Share of the rows that validate: the last ones. */
  static final double VALIDATION = 0.12;

  private static final int FEWEST_ROWS = 200;
  private static final String LABELS_HINT =
      " (is the truth in the column that labels.field names?)";

  /**
   * Splits the labelled rows of a table.
   *
   * @throws UnsuitableDataException when there are too few rows, or a part lacks frauds or normal
   *     events; the message says which
   */
  public static TimeSplit of(FeatureTable table) {
    TimeSplit split =
        of(table, row -> !Double.isNaN(table.labels()[row]), "labelled ", LABELS_HINT);
    checkKinds(
        split.fit.length,
        positives(table, split.fit),
        split.validation.length,
        positives(table, split.validation));
    return split;
  }

  /**
   * Splits all rows of a table, whether or not their truth is known.
   *
   * @throws UnsuitableDataException when there are too few rows
   */
  public static TimeSplit unlabelled(FeatureTable table) {
    return of(table, row -> true, "", "");
  }

  /**
   * All rows of a table are learned from: where nothing is chosen on later ones, none need be held
   * back. The last ones are those that the folder describes.
   *
   * @throws UnsuitableDataException when there are too few rows
   */
  public static TimeSplit whole(FeatureTable table) {
    TimeSplit split = unlabelled(table);
    int[] all = Arrays.copyOf(split.fit, split.fit.length + split.validation.length);
    System.arraycopy(split.validation, 0, all, split.fit.length, split.validation.length);
    return new TimeSplit(all, split.validation, split.validationFrom, split.validationTo);
  }

  /** Whether the rows that validate are others than those that are learned from. */
  public boolean isHeldOut() {
    return fit[fit.length - 1] != validation[validation.length - 1];
  }

  private static TimeSplit of(FeatureTable table, IntPredicate taken, String what, String hint) {
    int[] rows =
        IntStream.range(0, table.rows())
            .filter(taken)
            .boxed()
            .sorted((a, b) -> Long.compare(table.times()[a], table.times()[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    checkRows(rows.length, what, hint);
    long from = table.times()[rows[(int) firstValidation(rows.length)]];
    int[] fit = Arrays.stream(rows).filter(row -> table.times()[row] < from).toArray();
    int[] validation = Arrays.stream(rows).filter(row -> table.times()[row] >= from).toArray();
    if (fit.length == 0) {
      throw new UnsuitableDataException(
          "all " + rows.length + " events have one time; training needs earlier and later ones");
    }
    return new TimeSplit(fit, validation, from, table.times()[rows[rows.length - 1]] + 1);
  }

  /** Number of the row, in the order of time, at whose time validation begins. */
  public static long firstValidation(long rows) {
    return (long) (rows * (1 - VALIDATION));
  }

  /**
   * Refuses too few labelled rows.
   *
   * @throws UnsuitableDataException when they do not suffice
   */
  public static void checkLabelled(long rows) {
    checkRows(rows, "labelled ", LABELS_HINT);
  }

  private static void checkRows(long rows, String what, String hint) {
    if (rows < FEWEST_ROWS) {
      throw new UnsuitableDataException(
          "only "
              + rows
              + " "
              + what
              + "events between --from and --to; training needs at least "
              + FEWEST_ROWS
              + hint);
    }
  }

  /**
   * Refuses parts that lack frauds or normal events.
   *
   * @throws UnsuitableDataException when a part does; the message says which
   */
  public static void checkKinds(
      long fit, long fitPositives, long validation, long validationPositives) {
    checkKinds(fit, fitPositives, "the events to learn from");
    checkKinds(validation, validationPositives, "the last 12 % of the events, which validate,");
  }

  private static void checkKinds(long rows, long positives, String what) {
    if (positives == 0 || positives == rows) {
      throw new UnsuitableDataException(
          "among "
              + what
              + " are "
              + positives
              + " frauds or anomalies of "
              + rows
              + "; expected both kinds: train on a longer time");
    }
  }

  /** How many of the rows are fraud or an anomaly. */
  public static long positives(FeatureTable table, int[] rows) {
    return Arrays.stream(rows).filter(row -> table.labels()[row] >= 0.5).count();
  }
}
