package io.vigia.training.data;

import io.vigia.engine.model.Reference;
import io.vigia.jobs.offline.FeatureTable;
import java.util.Arrays;

/** Describes the inputs of a model over its training rows. */
public final class Inputs {
  /** Number of bins of a histogram. */
  public static final int BINS = 32;

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
      return missing(name, rows.length);
    }
    double mean = Arrays.stream(values).sum() / count;
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    double min = values[0];
    double max = values[count - 1];
    long[] counts = new long[BINS];
    for (double value : values) {
      counts[bin(value, min, max)]++;
    }
    return new Reference.Feature(
        name,
        mean,
        Math.sqrt(squares / count),
        values[count / 2],
        min,
        max,
        rows.length - count,
        edges(min, max),
        counts);
  }

  /** The description of an input that is missing in all rows. */
  public static Reference.Feature missing(String name, long rows) {
    return new Reference.Feature(name, 0, 0, 0, 0, 0, rows, new double[] {0, 1}, new long[1]);
  }

  /** Edges of the bins of an input's histogram, one more than {@link #BINS}. */
  public static double[] edges(double min, double max) {
    double[] edges = new double[BINS + 1];
    for (int i = 0; i <= BINS; i++) {
      edges[i] = min + i * width(min, max);
    }
    return edges;
  }

  /** The bin that a value of the input lies in. */
  public static int bin(double value, double min, double max) {
    return Math.min(BINS - 1, (int) ((value - min) / width(min, max)));
  }

  private static double width(double min, double max) {
    return max > min ? (max - min) / BINS : 1.0 / BINS;
  }
}
