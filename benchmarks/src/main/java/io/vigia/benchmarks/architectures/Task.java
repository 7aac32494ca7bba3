package io.vigia.benchmarks.architectures;

import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.network.Size;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Something made up to learn, the same for all architectures: shapes that may be anywhere. */
interface Task {
  /** Share of rows that are an anomaly. */
  double SHARE = 0.2;

  /** Its name. */
  String name();

  /** The shape of a row. */
  Size input();

  /** Makes a row, channel by channel. */
  double[] row(boolean isAnomaly, SplittableRandom random);

  /** Rows a second apart, with their truth. */
  default FeatureTable rows(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int width = input().count();
    double[] values = new double[count * width];
    double[] labels = new double[count];
    for (int i = 0; i < count; i++) {
      boolean isAnomaly = random.nextDouble() < SHARE;
      labels[i] = isAnomaly ? 1 : 0;
      System.arraycopy(row(isAnomaly, random), 0, values, i * width, width);
    }
    return new FeatureTable(
        IntStream.range(0, width).mapToObj(i -> "x" + i).toList(),
        IntStream.range(0, count).mapToObj(Integer::toString).toArray(String[]::new),
        IntStream.range(0, count).mapToLong(i -> 1_000_000L * i).toArray(),
        values,
        labels,
        new long[count]);
  }
}
