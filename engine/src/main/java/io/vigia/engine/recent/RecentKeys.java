package io.vigia.engine.recent;

import java.util.Arrays;

/**
 * Keys by the order in which they were used last, for evicting the least recently used (LRU). Each
 * key has a slot, a small number that stays its own as long as it is in: columns beside this are
 * indexed by it.
 *
 * <p>A hash table with linear probing finds the slot of a key; the order is a doubly linked list
 * within arrays. All but growing takes constant time and allocates nothing, which the linked maps
 * of the JDK do not do: they make an object and a boxed number for each key. 24 to 32 bytes a key.
 *
 * <p>Not thread safe.
 */
public final class RecentKeys {
  /** Instead of a slot where there is none. */
  public static final int NONE = -1;

  private static final int LEAST = 4;
  private static final int MOST = 1 << 29;

  private long[] keys;
  private int[] older;
  // Of a slot that is free: the next one that is.
  private int[] newer;
  // Slot + 1 at the place of its key; 0 where nothing is. Twice as long as there are slots.
  private int[] table;
  private int shift;
  private int size;
  private int free;
  private int oldest = NONE;
  private int newest = NONE;

  /** Room for some keys; it grows with them. */
  public RecentKeys() {
    allocate(LEAST);
  }

  private RecentKeys(RecentKeys from) {
    keys = from.keys.clone();
    older = from.older.clone();
    newer = from.newer.clone();
    table = from.table.clone();
    shift = from.shift;
    size = from.size;
    free = from.free;
    oldest = from.oldest;
    newest = from.newest;
  }

  /** A copy that changes of this one leave as it is; slots are the same. */
  public RecentKeys copy() {
    return new RecentKeys(this);
  }

  /** Number of keys. */
  public int size() {
    return size;
  }

  /** How long columns beside this have to be: above all slots. It may grow by {@link #add}. */
  public int capacity() {
    return keys.length;
  }

  /** The slot of a key, or {@link #NONE}. */
  public int find(long key) {
    int place = place(key);
    while (table[place] != 0) {
      if (keys[table[place] - 1] == key) {
        return table[place] - 1;
      }
      place = next(place);
    }
    return NONE;
  }

  /** Adds a key that is not in, as the one used last, and answers its slot. */
  public int add(long key) {
    if (free == NONE) {
      grow();
    }
    int slot = free;
    free = newer[slot];
    keys[slot] = key;
    int place = place(key);
    while (table[place] != 0) {
      place = next(place);
    }
    table[place] = slot + 1;
    append(slot);
    size++;
    return slot;
  }

  /** Makes the key of a slot the one used last. */
  public void renew(int slot) {
    if (slot != newest) {
      unlink(slot);
      append(slot);
    }
  }

  /** Takes the key of a slot out. */
  public void remove(int slot) {
    int place = place(keys[slot]);
    while (table[place] != slot + 1) {
      place = next(place);
    }
    close(place);
    unlink(slot);
    newer[slot] = free;
    free = slot;
    size--;
  }

  /** The key of a slot. */
  public long key(int slot) {
    return keys[slot];
  }

  /** The slot of the key that was not used for longest; {@link #NONE} without keys. */
  public int oldest() {
    return oldest;
  }

  /** The slot of the key that was used next after that of a slot; {@link #NONE} after the last. */
  public int newer(int slot) {
    return newer[slot];
  }

  /** Moves keys behind a gap into it, so that probing finds them without marks for the removed. */
  private void close(int from) {
    int gap = from;
    int place = next(gap);
    while (table[place] != 0) {
      int home = place(keys[table[place] - 1]);
      int mask = table.length - 1;
      if (((place - home) & mask) >= ((place - gap) & mask)) {
        table[gap] = table[place];
        gap = place;
      }
      place = next(place);
    }
    table[gap] = 0;
  }

  private void append(int slot) {
    older[slot] = newest;
    newer[slot] = NONE;
    if (newest == NONE) {
      oldest = slot;
    } else {
      newer[newest] = slot;
    }
    newest = slot;
  }

  private void unlink(int slot) {
    if (older[slot] == NONE) {
      oldest = newer[slot];
    } else {
      newer[older[slot]] = newer[slot];
    }
    if (newer[slot] == NONE) {
      newest = older[slot];
    } else {
      older[newer[slot]] = older[slot];
    }
  }

  private void allocate(int slots) {
    keys = new long[slots];
    older = new int[slots];
    newer = new int[slots];
    free = NONE;
    freeFrom(0);
    newTable(slots);
  }

  private void freeFrom(int first) {
    for (int slot = newer.length - 1; slot >= first; slot--) {
      newer[slot] = free;
      free = slot;
    }
  }

  private void newTable(int slots) {
    table = new int[2 * slots];
    shift = Long.SIZE - Integer.numberOfTrailingZeros(table.length);
  }

  private void grow() {
    int slots = keys.length;
    if (slots == MOST) {
      throw new IllegalStateException(slots + " keys, and no more can be held");
    }
    keys = Arrays.copyOf(keys, 2 * slots);
    older = Arrays.copyOf(older, 2 * slots);
    newer = Arrays.copyOf(newer, 2 * slots);
    freeFrom(slots);
    newTable(2 * slots);
    for (int slot = 0; slot < slots; slot++) {
      int place = place(keys[slot]);
      while (table[place] != 0) {
        place = next(place);
      }
      table[place] = slot + 1;
    }
  }

  private int next(int place) {
    return (place + 1) & (table.length - 1);
  }

  /** Multiplicative hashing (Knuth, TAOCP 3, 6.4): the upper bits of the product. */
  private int place(long key) {
    return (int) ((key ^ key >>> 32) * 0x9E3779B97F4A7C15L >>> shift);
  }
}
