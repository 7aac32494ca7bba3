package io.vigia.engine.features;

/**
 * What a {@link KeyedStage} remembers of one key: an exact log of the recent events, and for a busy
 * key what was folded out of it. Parts that a key does not need are not there.
 */
public final class KeyState {
  private static final Memory[] NO_MEMORIES = {};

  final EventLog log;

  /** Older events of a busy key; {@code null} until the log grew too long. */
  Tiles tiles;

  /** {@code null} unless a feature decays without a window and something left the log. */
  DecayedMeans decayed;

  /** {@code null} unless a label came before its event. */
  PendingLabels pending;

  /** What features have learned, by memory; {@code null} until they have. */
  private final Memory[] memories;

  /** Latest event time, microseconds since 1970. */
  long newest = Long.MIN_VALUE;

  /** See {@link #droppedLabels}. */
  long droppedLabels;

  KeyState(EventLog log, int memories) {
    this.log = log;
    this.memories = memories == 0 ? NO_MEMORIES : new Memory[memories];
  }

  /** Whether an event that stands in the log at a position has a later one behind it. */
  boolean isLate(int position) {
    return position < log.size() - 1;
  }

  /** A memory, made if it is not there yet. */
  Memory memory(int index, Memory.Kind kind) {
    Memory memory = memories[index];
    if (memory == null) {
      memory = kind.create();
      memories[index] = memory;
    }
    return memory;
  }

  /** A memory; {@code null} where nothing was learned. */
  Memory memory(int index) {
    return memories[index];
  }

  void remember(int index, Memory memory) {
    memories[index] = memory;
  }

  KeyState copy() {
    KeyState copy = new KeyState(log.copy(), memories.length);
    for (int i = 0; i < memories.length; i++) {
      copy.memories[i] = memories[i] == null ? null : memories[i].copy();
    }
    copy.tiles = tiles == null ? null : tiles.copy();
    copy.decayed = decayed == null ? null : decayed.copy();
    copy.pending = pending == null ? null : pending.copy();
    copy.newest = newest;
    copy.droppedLabels = droppedLabels;
    return copy;
  }

  /** Events in the exact log. */
  public int events() {
    return log.size();
  }

  /**
   * Labels given up since the key is known: of those that come before their event at most {@value
   * PendingLabels#MOST} wait, and one more makes the one of the oldest event go. More than none
   * means that labels of this key run far ahead of its events, or are of events that never come.
   */
  public long droppedLabels() {
    return droppedLabels;
  }

  /**
   * Reads a byte of each part. States of many keys lie apart in memory, and fetching one takes as
   * long as working on it; peeked at one after the other, they are fetched at the same time.
   *
   * @return of no meaning; to be used, so that the reading is not optimised away
   */
  public int peek() {
    int peeked = log.peek();
    for (Memory memory : memories) {
      peeked += memory == null ? 0 : memory.peek();
    }
    return peeked;
  }

  /** Bytes on the heap, counted from the arrays and the headers of a 64-bit Java machine. */
  public int heapBytes() {
    int learned = memories.length == 0 ? 0 : 16 + 4 * memories.length;
    for (Memory memory : memories) {
      learned += memory == null ? 0 : memory.heapBytes();
    }
    return 64
        + log.heapBytes()
        + learned
        + (tiles == null ? 0 : tiles.heapBytes())
        + (decayed == null ? 0 : decayed.heapBytes())
        + (pending == null ? 0 : pending.heapBytes());
  }
}
