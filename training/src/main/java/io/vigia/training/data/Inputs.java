package io.vigia.training.data;

import io.vigia.engine.model.Reference;
import io.vigia.jobs.offline.FeatureTable;
import java.util.Arrays;

/** Describes the inputs of a model over its training rows. */
public final class Inputs {
  private static final int BINS = 32;

  private Inputs() {}

  /**
   * Describes an input, missing values left out.
   *
   * @param rows the rows that are looked at
   */
  public static Reference.Feature describe(FeatureTable table, int column, int[] rows) {
    double[] values =
        Arrays.stream(rows)
            .mapToDouble(row -> table.value(row, column))
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .toArray();
    int count = values.length;
    String name = table.names().get(column);
    if (count == 0) {
      return new Reference.Feature(
          name, 0, 0, 0, 0, 0, rows.length, new double[] {0, 1}, new long[1]);
    }
    double mean = Arrays.stream(values).sum() / count;
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    double min = values[0];
    double max = values[count - 1];
    double width = max > min ? (max - min) / BINS : 1.0 / BINS;
    double[] edges = new double[BINS + 1];
    for (int i = 0; i <= BINS; i++) {
      edges[i] = min + i * width;
    }
    long[] counts = new long[BINS];
    for (double value : values) {
      counts[Math.min(BINS - 1, (int) ((value - min) / width))]++;
    }
    return new Reference.Feature(
        name,
        mean,
        Math.sqrt(squares / count),
        values[count / 2],
        min,
        max,
        rows.length - count,
        edges,
        counts);
  }
}
