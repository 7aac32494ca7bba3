package io.vigia.training;

import io.vigia.jobs.offline.FeatureTable;
import java.util.stream.IntStream;

/** Feature tables of tests. */
public final class Tables {
  private Tables() {}

  /** Rows a second apart, features named f0, f1, …; labels all 0. */
  public static FeatureTable of(int width, double... values) {
    return labelled(width, values, new double[values.length / width]);
  }

  /** Rows a second apart, features named f0, f1, …. */
  public static FeatureTable labelled(int width, double[] values, double[] labels) {
    int rows = labels.length;
    return new FeatureTable(
        IntStream.range(0, width).mapToObj(i -> "f" + i).toList(),
        IntStream.range(0, rows).mapToObj(i -> "e" + i).toArray(String[]::new),
        IntStream.range(0, rows).mapToLong(i -> 1_000_000L * i).toArray(),
        values,
        labels,
        new long[rows]);
  }

  /** All rows of a table. */
  public static int[] all(FeatureTable table) {
    return IntStream.range(0, table.rows()).toArray();
  }
}
