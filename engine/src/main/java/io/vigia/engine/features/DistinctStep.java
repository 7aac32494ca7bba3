package io.vigia.engine.features;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import io.vigia.engine.row.Row;
import java.util.Arrays;

/**
 * Number of different values of a measure in a window: exact while the log covers the window, by an
 * UltraLogLog sketch (Ertl, "UltraLogLog: A Practical and More Space-Efficient Alternative to
 * HyperLogLog for Approximate Distinct Counting", 2024) where tiles take part.
 */
final class DistinctStep implements Step {
  private final Measure measure;
  private final int measureIndex;
  private final Window window;
  private final Season season;
  private final int slot;

  /** Open-addressed set of the values' bits; the stamp says whether a place is of this event. */
  private long[] places = new long[64];

  private int[] stamps = new int[64];
  private int stamp;

  DistinctStep(Measure measure, int measureIndex, Window window, Season season, int slot) {
    this.measure = measure;
    this.measureIndex = measureIndex;
    this.window = window;
    this.season = season;
    this.slot = slot;
  }

  /** The 64-bit hash of a value, by the finalizer of SplitMix64; 0.0 and -0.0 are one value. */
  static long hash(double value) {
    long bits = Double.doubleToLongBits(value + 0.0);
    bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
    return bits ^ (bits >>> 31);
  }

  @Override
  public void run(Row event, KeyState state, int position) {
    int start = window.start(event, state);
    int end = window.end(event, state, position);
    Tiles tiles = state.tiles;
    long from = window.from(event);
    boolean isExact = tiles == null || tiles.end() <= from;
    event.values[slot] =
        isExact ? exact(event, state.log, start, end) : estimate(event, state, start, end, from);
  }

  private double exact(Row event, EventLog log, int start, int end) {
    prepare(end - start);
    int mask = places.length - 1;
    int count = 0;
    for (int i = start; i < end; i++) {
      double value = value(event, log, i);
      if (Double.isNaN(value)) {
        continue;
      }
      long hash = hash(value);
      int place = (int) hash & mask;
      while (stamps[place] == stamp && places[place] != hash) {
        place = (place + 1) & mask;
      }
      if (stamps[place] != stamp) {
        stamps[place] = stamp;
        places[place] = hash;
        count++;
      }
    }
    return count;
  }

  private void prepare(int entries) {
    if (places.length < 2 * entries) {
      int capacity = Integer.highestOneBit(2 * entries) << 1;
      places = new long[capacity];
      stamps = new int[capacity];
      stamp = 0;
    }
    if (++stamp == 0) {
      Arrays.fill(stamps, 0);
      stamp = 1;
    }
  }

  private double estimate(Row event, KeyState state, int start, int end, long from) {
    UltraLogLog sketch = Tiles.newSketch();
    for (int i = start; i < end; i++) {
      double value = value(event, state.log, i);
      if (!Double.isNaN(value)) {
        sketch.add(hash(value));
      }
    }
    state.tiles.sketch(measureIndex, from, window.to(event), season, event.time, sketch);
    return Math.rint(sketch.getDistinctCountEstimate());
  }

  private double value(Row event, EventLog log, int index) {
    if (season != null && !season.holds(log.times.get(index), event.time)) {
      return Double.NaN;
    }
    return log.value(measure, index);
  }
}
