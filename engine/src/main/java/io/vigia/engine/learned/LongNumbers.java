package io.vigia.engine.learned;

/** A map from longs, which are hashes, to numbers: open addressing, no objects. */
final class LongNumbers {
  private final long[] keys;
  private final double[] values;
  private final boolean[] used;
  private final int mask;

  /**
   * An empty map.
   *
   * @param most how many keys it will have at the most
   */
  LongNumbers(int most) {
    int size = Integer.highestOneBit(Math.max(4, most)) * 4;
    keys = new long[size];
    values = new double[size];
    used = new boolean[size];
    mask = size - 1;
  }

  void put(long key, double value) {
    int place = place(key);
    keys[place] = key;
    values[place] = value;
    used[place] = true;
  }

  /** Where a key is; -1 where it is not. */
  int find(long key) {
    int place = place(key);
    return used[place] ? place : -1;
  }

  double value(int place) {
    return values[place];
  }

  private int place(long key) {
    int place = (int) (key ^ key >>> 32) & mask;
    while (used[place] && keys[place] != key) {
      place = place + 1 & mask;
    }
    return place;
  }
}
