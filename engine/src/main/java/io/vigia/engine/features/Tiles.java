package io.vigia.engine.features;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import java.util.Arrays;

/**
 * The older events of a busy key, folded into tiles of time. A tile is at most 1/{@value #FINENESS}
 * as long as it is old, so recent tiles are fine and old ones coarse, and a key has a few hundred
 * at the most whatever its rate and windows (the idea of exponential histograms: Datar, Gionis,
 * Indyk and Motwani, "Maintaining stream statistics over sliding windows", 2002).
 *
 * <p>A window that cuts a tile takes the part of it that its time covers, as if its events were
 * spread evenly. So what a window gets wrong is at most the events of the tiles at its two ends.
 */
final class Tiles {
  /** A tile's age divided by its length, at least. */
  static final int FINENESS = 32;

  /** Precision of the sketches of different values: 256 bytes each, 5 % standard error. */
  private static final int SKETCH_PRECISION = 8;

  /** Numbers a tile keeps of a measure: count, mean, squares, min, max. */
  private static final int NUMBERS = 5;

  private final Measure[] measures;
  int size;
  long[] starts = new long[8];
  long[] ends = new long[8];

  /** Events of a tile, whatever a measure sees of them. */
  double[] events = new double[8];

  /** By tile, then measure: {@link #NUMBERS} each. */
  double[] numbers;

  /** By tile, then measure: a sketch where the measure wants one. */
  byte[][] sketches;

  private final Summary scratch = new Summary();

  Tiles(Measure[] measures) {
    this.measures = measures;
    numbers = new double[8 * measures.length * NUMBERS];
    sketches = new byte[8 * measures.length][];
  }

  Tiles copy() {
    Tiles copy = new Tiles(measures);
    copy.size = size;
    copy.starts = starts.clone();
    copy.ends = ends.clone();
    copy.events = events.clone();
    copy.numbers = numbers.clone();
    copy.sketches = sketches.clone();
    for (int i = 0; i < sketches.length; i++) {
      copy.sketches[i] = sketches[i] == null ? null : sketches[i].clone();
    }
    return copy;
  }

  int numbersPerTile() {
    return measures.length * NUMBERS;
  }

  int sketchesPerTile() {
    return measures.length;
  }

  /** Folds the first entries of a log in; the caller removes them there. */
  void fold(EventLog log, int count, long now) {
    for (int i = 0; i < count; i++) {
      long time = log.times.get(i);
      int tile = tileFor(time, now);
      starts[tile] = Math.min(starts[tile], time);
      ends[tile] = Math.max(ends[tile], time);
      events[tile]++;
      for (int m = 0; m < measures.length; m++) {
        double value = log.value(measures[m], i);
        if (!Double.isNaN(value)) {
          mergeInto(tile, m, 1, value, 0, value, value);
          if (measures[m].distinct()) {
            sketch(tile, m).add(DistinctStep.hash(value));
          }
        }
      }
    }
    compact(now);
  }

  /** Adds an empty tile behind the others. */
  void append(long start, long end, double count) {
    insert(size, start);
    ends[size - 1] = end;
    events[size - 1] = count;
  }

  /** The tile of a time, a new one where no tile may grow to it. */
  private int tileFor(long time, long now) {
    for (int tile = size - 1; tile >= 0; tile--) {
      if (time >= starts[tile] && time <= ends[tile]) {
        return tile;
      }
    }
    if (size > 0 && time > ends[size - 1] && mayBeOne(starts[size - 1], time, now)) {
      return size - 1;
    }
    int at = size;
    while (at > 0 && starts[at - 1] > time) {
      at--;
    }
    insert(at, time);
    return at;
  }

  private static boolean mayBeOne(long start, long end, long now) {
    return (end - start) * FINENESS <= now - end;
  }

  private void insert(int at, long time) {
    int perTile = numbersPerTile();
    if (size == starts.length) {
      int capacity = size + (size >> 1);
      starts = Arrays.copyOf(starts, capacity);
      ends = Arrays.copyOf(ends, capacity);
      events = Arrays.copyOf(events, capacity);
      numbers = Arrays.copyOf(numbers, capacity * perTile);
      sketches = Arrays.copyOf(sketches, capacity * measures.length);
    }
    move(at, at + 1, size - at);
    size++;
    starts[at] = time;
    ends[at] = time;
    events[at] = 0;
    Arrays.fill(numbers, at * perTile, (at + 1) * perTile, 0);
    Arrays.fill(sketches, at * measures.length, (at + 1) * measures.length, null);
  }

  private void move(int from, int to, int count) {
    int perTile = numbersPerTile();
    System.arraycopy(starts, from, starts, to, count);
    System.arraycopy(ends, from, ends, to, count);
    System.arraycopy(events, from, events, to, count);
    System.arraycopy(numbers, from * perTile, numbers, to * perTile, count * perTile);
    System.arraycopy(
        sketches, from * measures.length, sketches, to * measures.length, count * measures.length);
  }

  private void mergeInto(
      int tile, int measure, double count, double mean, double squares, double min, double max) {
    int at = (tile * measures.length + measure) * NUMBERS;
    scratch.clear();
    scratch.merge(numbers[at], numbers[at + 1], numbers[at + 2], numbers[at + 3], numbers[at + 4]);
    scratch.merge(count, mean, squares, min, max);
    numbers[at] = scratch.count;
    numbers[at + 1] = scratch.mean;
    numbers[at + 2] = scratch.squares;
    numbers[at + 3] = scratch.min;
    numbers[at + 4] = scratch.max;
  }

  private UltraLogLog sketch(int tile, int measure) {
    int at = tile * measures.length + measure;
    if (sketches[at] == null) {
      sketches[at] = new byte[1 << SKETCH_PRECISION];
    }
    return UltraLogLog.wrap(sketches[at]);
  }

  /** Joins neighbours that have grown old enough for it. */
  private void compact(long now) {
    int kept = 0;
    for (int tile = 1; tile < size; tile++) {
      if (mayBeOne(starts[kept], Math.max(ends[kept], ends[tile]), now)) {
        join(kept, tile);
      } else {
        kept++;
        if (kept != tile) {
          move(tile, kept, 1);
        }
      }
    }
    size = Math.min(size, kept + 1);
  }

  private void join(int into, int from) {
    starts[into] = Math.min(starts[into], starts[from]);
    ends[into] = Math.max(ends[into], ends[from]);
    events[into] += events[from];
    for (int m = 0; m < measures.length; m++) {
      int at = (from * measures.length + m) * NUMBERS;
      mergeInto(
          into, m, numbers[at], numbers[at + 1], numbers[at + 2], numbers[at + 3], numbers[at + 4]);
      byte[] other = sketches[from * measures.length + m];
      if (other != null) {
        sketch(into, m).add(UltraLogLog.wrap(other));
      }
    }
  }

  /** Forgets the tiles that end at a time or before. */
  void expire(long until) {
    int gone = 0;
    while (gone < size && ends[gone] <= until) {
      gone++;
    }
    if (gone > 0) {
      move(gone, 0, size - gone);
      size -= gone;
    }
  }

  /**
   * Adds the truth about an event that was folded in. Whether the event met the condition of a
   * measure is no longer known: it counts by the share of the tile's events that did. Nor is known
   * which events have their label: labels that come twice, or are of events never seen, count too,
   * but no more than as if every event of the tile had the largest.
   *
   * @return whether a tile covers the time
   */
  boolean label(long time, double label) {
    for (int tile = size - 1; tile >= 0; tile--) {
      if (time < starts[tile] || time > ends[tile]) {
        continue;
      }
      for (int m = 0; m < measures.length; m++) {
        int at = (tile * measures.length + m) * NUMBERS;
        if (measures[m].column() == Measure.LABEL && numbers[at] > 0) {
          double share = numbers[at] / events[tile];
          numbers[at + 4] = Math.max(numbers[at + 4], label);
          numbers[at + 1] =
              Math.min(numbers[at + 4], numbers[at + 1] + label * share / numbers[at]);
        }
      }
      return true;
    }
    return false;
  }

  /** Last time that a tile covers. */
  long end() {
    return size == 0 ? Long.MIN_VALUE : ends[size - 1];
  }

  /**
   * The part of a tile's time in (from, to]: 0 = none, 1 = all. A season further takes only its
   * share of a tile that is longer than its slot, and all or nothing of a shorter one.
   */
  double share(int tile, long from, long to, Season season, long time) {
    long start = starts[tile];
    long end = ends[tile];
    if (end <= from || start > to) {
      return 0;
    }
    double share =
        start > from && end <= to
            ? 1
            : (Math.min(end, to) - Math.max(start, from)) / (double) (end - start);
    return season == null ? share : share * season.share(start, end, time);
  }

  /** Adds what a measure sees of (from, to] to a summary. */
  void summarize(int measure, long from, long to, Season season, long time, Summary into) {
    for (int tile = size - 1; tile >= 0; tile--) {
      double share = share(tile, from, to, season, time);
      if (share > 0) {
        int at = (tile * measures.length + measure) * NUMBERS;
        into.merge(
            numbers[at] * share,
            numbers[at + 1],
            numbers[at + 2] * share,
            numbers[at + 3],
            numbers[at + 4]);
      }
    }
  }

  /** Adds the different values that a measure sees in (from, to] to a sketch. */
  void sketch(int measure, long from, long to, Season season, long time, UltraLogLog into) {
    for (int tile = size - 1; tile >= 0; tile--) {
      byte[] sketch = sketches[tile * measures.length + measure];
      if (sketch != null && share(tile, from, to, season, time) > 0) {
        into.add(UltraLogLog.wrap(sketch));
      }
    }
  }

  /** An empty sketch that tiles' sketches can be added to. */
  static UltraLogLog newSketch() {
    return UltraLogLog.create(SKETCH_PRECISION);
  }

  /** Number of values and their mean that a measure sees in a tile. */
  double count(int tile, int measure) {
    return numbers[(tile * measures.length + measure) * NUMBERS];
  }

  double mean(int tile, int measure) {
    return numbers[(tile * measures.length + measure) * NUMBERS + 1];
  }

  int heapBytes() {
    int bytes = 96 + 24 * starts.length + 8 * numbers.length + 4 * sketches.length;
    for (byte[] sketch : sketches) {
      bytes += sketch == null ? 0 : 16 + sketch.length;
    }
    return bytes;
  }
}
