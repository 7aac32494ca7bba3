package io.vigia.engine.features;

/**
 * A column of ascending times in microseconds since 1970, kept as offsets from a base in the
 * coarsest unit that is exact for all of them: seconds, milliseconds or microseconds.
 */
final class TimeColumn {
  private static final long[] UNITS = {1_000_000, 1_000, 1};

  private final IntegerColumn offsets;
  private long base;
  private int unit;

  TimeColumn() {
    offsets = new IntegerColumn();
  }

  private TimeColumn(TimeColumn from) {
    offsets = from.offsets.copy();
    base = from.base;
    unit = from.unit;
  }

  TimeColumn copy() {
    return new TimeColumn(this);
  }

  int size() {
    return offsets.size();
  }

  int heapBytes() {
    return offsets.heapBytes() + 32;
  }

  int peek() {
    return offsets.peek();
  }

  long get(int index) {
    return base + offsets.get(index) * UNITS[unit];
  }

  /** The coarsest unit that is exact for all times, in microseconds. */
  long unitMicros() {
    return UNITS[unit];
  }

  /** Index of the first time after the given one; {@link #size} where there is none. */
  int after(long time) {
    long distance = time - base;
    if (((time ^ base) & (time ^ distance)) < 0) {
      // Further from the base than any time of the column can be.
      return time < base ? 0 : size();
    }
    return offsets.firstAbove(Math.floorDiv(distance, UNITS[unit]));
  }

  /** Inserts a time behind all that are not after it, and answers where. */
  int insert(long time) {
    int size = size();
    int index = size == 0 || get(size - 1) <= time ? size : after(time);
    if (size == 0) {
      base = time;
      unit = 0;
    }
    while ((time - base) % UNITS[unit] != 0) {
      refine();
    }
    long offset = (time - base) / UNITS[unit];
    // Eight bytes hold any offset: moving them would gain nothing, for each event anew.
    if (offset != (int) offset && offsets.width() < Long.BYTES) {
      offset = rebase(time);
    }
    offsets.insert(index, offset);
    return index;
  }

  void removeFirst(int count) {
    offsets.removeFirst(count);
  }

  private void refine() {
    long factor = UNITS[unit] / UNITS[unit + 1];
    for (int i = 0; i < size(); i++) {
      offsets.set(i, offsets.get(i) * factor);
    }
    unit++;
  }

  /** Moves the base to the middle of all times, so that four bytes last as long as they can. */
  private long rebase(long time) {
    long first = Math.min(get(0), time);
    long last = Math.max(get(size() - 1), time);
    long shift = ((first - base) / 2 + (last - base) / 2) / UNITS[unit];
    base += shift * UNITS[unit];
    for (int i = 0; i < size(); i++) {
      offsets.set(i, offsets.get(i) - shift);
    }
    return (time - base) / UNITS[unit];
  }
}
