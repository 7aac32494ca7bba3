package io.vigia.engine.features;

import java.util.Arrays;

/**
 * What a measure sees of a stretch of a log, as plain numbers: a column is unpacked once an event,
 * and the windows over it are loops over an array. Reused from event to event.
 *
 * <p>Decimals stay scaled integers: their sums are exact, and one division at the end replaces one
 * an entry. Sums run in four lanes, since one would wait for each addition before the next.
 *
 * <p>Indices count from the first entry of the stretch. Entries that are left out are NaN, and so
 * is a sum that met one: only then it is taken again without them.
 */
final class Stretch {
  private static final double[] NONE = {};

  private double[] values = NONE;
  private long[] raws = {};
  private double scale;
  private int count;
  private double sum;

  /** What sums and values have to be divided by. */
  double scale() {
    return scale;
  }

  /**
   * Reads a stretch.
   *
   * @param log the log
   * @param measure what is looked at
   * @param from first entry
   * @param to behind the last entry
   * @param season entries of other times are left out; {@code null} for all times
   * @param time of the event, in microseconds, for the season
   */
  void read(EventLog log, Measure measure, int from, int to, Season season, long time) {
    int size = to - from;
    scale = 1;
    count = 0;
    sum = 0;
    if (values.length < size) {
      int capacity = Math.max(64, size + (size >> 1));
      values = new double[capacity];
      raws = new long[capacity];
    }
    if (size <= 0) {
      return;
    }
    switch (measure.column()) {
      case Measure.EVENT -> Arrays.fill(values, 0, size, 1);
      case Measure.LABEL -> {
        scale = log.labels.unpack(from, to, values, raws);
        for (int i = 0; i < size; i++) {
          values[i] = Double.isNaN(values[i]) ? 0 : values[i];
        }
      }
      default -> scale = log.numbers[measure.column()].unpack(from, to, values, raws);
    }
    if (measure.flag() >= 0) {
      log.flags.unpack(from, to, raws);
      long bit = 1L << measure.flag();
      for (int i = 0; i < size; i++) {
        values[i] = (raws[i] & bit) == 0 ? Double.NaN : values[i];
      }
    }
    if (season != null) {
      for (int i = 0; i < size; i++) {
        values[i] = season.holds(log.times.get(from + i), time) ? values[i] : Double.NaN;
      }
    }
  }

  /**
   * Adds up entries.
   *
   * @param from first entry
   * @param to behind the last entry
   */
  void add(int from, int to) {
    double all = sum(from, to);
    if (!Double.isNaN(all)) {
      count += to - from;
      sum += all;
      return;
    }
    for (int i = from; i < to; i++) {
      if (!Double.isNaN(values[i])) {
        count++;
        sum += values[i];
      }
    }
  }

  /** How many entries were added up since the stretch was read, without those left out. */
  int count() {
    return count;
  }

  /** Their sum, times the scale. */
  double sum() {
    return sum;
  }

  /** NaN where one is left out. */
  private double sum(int from, int to) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (; i + 3 < to; i += 4) {
      a += values[i];
      b += values[i + 1];
      c += values[i + 2];
      d += values[i + 3];
    }
    for (; i < to; i++) {
      a += values[i];
    }
    return a + b + (c + d);
  }

  /**
   * The sum of squared distances from a mean, times the scale squared, without those left out.
   *
   * @param mean times the scale
   */
  double squares(int from, int to, double mean) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (; i + 3 < to; i += 4) {
      a += square(values[i] - mean);
      b += square(values[i + 1] - mean);
      c += square(values[i + 2] - mean);
      d += square(values[i + 3] - mean);
    }
    for (; i < to; i++) {
      a += square(values[i] - mean);
    }
    double all = a + b + (c + d);
    return Double.isNaN(all) ? squaresOfPresent(from, to, mean) : all;
  }

  private double squaresOfPresent(int from, int to, double mean) {
    double squares = 0;
    for (int i = from; i < to; i++) {
      squares += Double.isNaN(values[i]) ? 0 : square(values[i] - mean);
    }
    return squares;
  }

  /** The least of them, times the scale, or what is given where none is less. */
  double min(int from, int to, double least) {
    double min = least;
    for (int i = from; i < to; i++) {
      // A comparison with NaN is false.
      min = values[i] < min ? values[i] : min;
    }
    return min;
  }

  /** The largest of them, times the scale, or what is given where none is larger. */
  double max(int from, int to, double largest) {
    double max = largest;
    for (int i = from; i < to; i++) {
      max = values[i] > max ? values[i] : max;
    }
    return max;
  }

  private static double square(double distance) {
    return distance * distance;
  }
}
