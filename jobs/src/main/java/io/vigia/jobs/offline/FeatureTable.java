package io.vigia.jobs.offline;

import java.util.List;

/**
 * The features of events, in the order of the files.
 *
 * @param names names of the features: the columns
 * @param eventIds ids of the events, as text: the rows
 * @param times event times, microseconds since 1970
 * @param values the features row by row, {@code values[row * names.size() + column]}; NaN = missing
 * @param labels the truth of each event, whenever it became known; NaN = unknown
 * @param suppressKeys number of the key that alerts are suppressed by; 0 where there is none
 * @param keys numbers of the detector's keys, {@code keys[row * n + key]} of n keys; empty where
 *     nothing behind the model goes by keys
 */
@SuppressWarnings("ArrayRecordComponent") // A table of millions of rows, never compared.
public record FeatureTable(
    List<String> names,
    String[] eventIds,
    long[] times,
    double[] values,
    double[] labels,
    long[] suppressKeys,
    long[] keys) {

  /** A table without the keys. */
  public FeatureTable(
      List<String> names,
      String[] eventIds,
      long[] times,
      double[] values,
      double[] labels,
      long[] suppressKeys) {
    this(names, eventIds, times, values, labels, suppressKeys, new long[0]);
  }

  /** Number of events. */
  public int rows() {
    return times.length;
  }

  /** Number of features. */
  public int width() {
    return names.size();
  }

  /** A feature of an event. */
  public double value(int row, int column) {
    return values[row * names.size() + column];
  }
}
