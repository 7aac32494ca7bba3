package io.vigia.engine.features;

import java.util.Arrays;

/**
 * What a measure sees of a stretch of a log, as plain numbers: a column is unpacked once an event,
 * and the windows over it are loops over an array. Reused from event to event.
 *
 * <p>Decimals stay scaled integers: their sums are exact, and one division at the end replaces one
 * an entry.
 */
final class Stretch {
  private static final double[] NONE = {};

  private double[] values = NONE;
  private long[] raws = {};
  private double scale;

  /** Values times {@link #scale}, from the first entry of the stretch; NaN where left out. */
  double[] values() {
    return values;
  }

  /** What the values have to be divided by. */
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
}
