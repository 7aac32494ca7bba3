package io.vigia.training.data;

import io.vigia.jobs.offline.FeatureTable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Labelled rows, split by time: what is learned from comes before what is validated on, as it will
 * in production.
 *
 * @param fit rows to learn from
 * @param validation rows behind them
 * @param validationFrom first event time of the validation rows, microseconds since 1970
 * @param validationTo event time behind the last one
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record TimeSplit(int[] fit, int[] validation, long validationFrom, long validationTo) {
  /** Share of the rows that validate: the last ones. */
  static final double VALIDATION = 0.12;

  private static final int FEWEST_ROWS = 200;

  /**
   * Splits the labelled rows of a table.
   *
   * @throws UnsuitableDataException when there are too few rows, or a part lacks frauds or normal
   *     events; the message says which
   */
  public static TimeSplit of(FeatureTable table) {
    int[] rows =
        IntStream.range(0, table.rows())
            .filter(row -> !Double.isNaN(table.labels()[row]))
            .boxed()
            .sorted((a, b) -> Long.compare(table.times()[a], table.times()[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    if (rows.length < FEWEST_ROWS) {
      throw new UnsuitableDataException(
          "only "
              + rows.length
              + " labelled events between --from and --to; training needs at least "
              + FEWEST_ROWS
              + " (is the truth in the column that labels.field names?)");
    }
    long from = table.times()[rows[(int) (rows.length * (1 - VALIDATION))]];
    int[] fit = Arrays.stream(rows).filter(row -> table.times()[row] < from).toArray();
    int[] validation = Arrays.stream(rows).filter(row -> table.times()[row] >= from).toArray();
    check(table, fit, "the events to learn from");
    check(table, validation, "the last 12 % of the events, which validate,");
    return new TimeSplit(fit, validation, from, table.times()[rows[rows.length - 1]] + 1);
  }

  private static void check(FeatureTable table, int[] rows, String what) {
    long positives = positives(table, rows);
    if (positives == 0 || positives == rows.length) {
      throw new UnsuitableDataException(
          "among "
              + what
              + " are "
              + positives
              + " frauds or anomalies of "
              + rows.length
              + "; expected both kinds: train on a longer time");
    }
  }

  /** How many of the rows are fraud or an anomaly. */
  public static long positives(FeatureTable table, int[] rows) {
    return Arrays.stream(rows).filter(row -> table.labels()[row] >= 0.5).count();
  }
}
