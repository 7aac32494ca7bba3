package io.vigia.training.distributed;

import io.vigia.jobs.offline.FeatureTable;
import io.vigia.jobs.offline.LabelledRow;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The labelled rows of a worker. They may come in any order: the table is in the order of time,
 * then of the files, so that the same rows always train alike.
 */
final class Shard {
  private static final int FIRST_CAPACITY = 1024;

  private final int width;
  private long[] times = new long[FIRST_CAPACITY];
  private long[] places = new long[FIRST_CAPACITY];
  private double[] labels = new double[FIRST_CAPACITY];
  private double[] features;
  private int rows;

  /** A shard of rows of so many features. */
  Shard(int width) {
    this.width = width;
    features = new double[FIRST_CAPACITY * width];
  }

  /** Keeps a row; one whose truth is not known teaches nothing. */
  void add(LabelledRow row) {
    if (Double.isNaN(row.label)) {
      return;
    }
    if (rows == times.length) {
      int capacity = Math.addExact(rows, rows / 2);
      times = Arrays.copyOf(times, capacity);
      places = Arrays.copyOf(places, capacity);
      labels = Arrays.copyOf(labels, capacity);
      features = Arrays.copyOf(features, Math.multiplyExact(capacity, width));
    }
    times[rows] = row.time;
    places[rows] = row.place;
    labels[rows] = row.label;
    System.arraycopy(row.features, 0, features, rows * width, width);
    rows++;
  }

  /** The rows, in their order; without ids and keys, which teach nothing. */
  FeatureTable table(List<String> names) {
    int[] order =
        IntStream.range(0, rows)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingLong(i -> times[i]).thenComparingLong(i -> places[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    long[] sortedTimes = new long[rows];
    double[] sortedLabels = new double[rows];
    double[] values = new double[rows * width];
    for (int i = 0; i < rows; i++) {
      sortedTimes[i] = times[order[i]];
      sortedLabels[i] = labels[order[i]];
      System.arraycopy(features, order[i] * width, values, i * width, width);
    }
    return new FeatureTable(names, new String[0], sortedTimes, values, sortedLabels, new long[0]);
  }
}
