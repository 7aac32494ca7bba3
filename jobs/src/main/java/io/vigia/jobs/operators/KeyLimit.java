package io.vigia.jobs.operators;

import io.vigia.engine.recent.RecentKeys;
import java.util.Arrays;

/**
 * Bounds the keys of a subtask: when one more comes than it may have, the one that was not used for
 * longest is forgotten. Constant time an event, and 32 to 40 bytes a key.
 *
 * <p>The order is not part of a checkpoint: whoever restores tells the keys again, the one without
 * an event for longest first.
 */
final class KeyLimit {

  /** Forgets what is kept of a key. */
  interface Forgetting {
    /**
     * Forgets a key.
     *
     * @param timer the timestamp of its timer
     */
    void forget(long key, long timer) throws Exception;
  }

  private static final long NO_TIMER = Long.MIN_VALUE;

  private final int most;
  private final Forgetting forgetting;
  private final RecentKeys keys = new RecentKeys();
  private long[] timers = new long[keys.capacity()];
  private long evicted;

  /**
   * A limit.
   *
   * @param most how many keys there may be, from 1
   */
  KeyLimit(int most, Forgetting forgetting) {
    this.most = most;
    this.forgetting = forgetting;
  }

  /**
   * A subtask's part of the keys of a job: as large as its part of the key groups, so that it is
   * the same job's number at any parallelism; at least one.
   *
   * @param max keys of the job
   * @param groups key groups of the subtask
   * @param allGroups key groups of the job
   */
  static int share(int max, int groups, int allGroups) {
    return (int) Math.max(1, ((long) max * groups + allGroups - 1) / allGroups);
  }

  /**
   * Notes that a key is used, and forgets another one where it is one too many.
   *
   * @return whether another one was forgotten
   */
  boolean use(long key) throws Exception {
    int slot = keys.find(key);
    if (slot != RecentKeys.NONE) {
      keys.renew(slot);
      return false;
    }
    boolean isFull = keys.size() == most;
    if (isFull) {
      int oldest = keys.oldest();
      long forgotten = keys.key(oldest);
      keys.remove(oldest);
      evicted++;
      forgetting.forget(forgotten, timers[oldest]);
    }
    slot = keys.add(key);
    if (keys.capacity() > timers.length) {
      timers = Arrays.copyOf(timers, keys.capacity());
    }
    timers[slot] = NO_TIMER;
    return isFull;
  }

  /** Notes the timer of a key. */
  void timer(long key, long timestamp) {
    int slot = keys.find(key);
    if (slot != RecentKeys.NONE) {
      timers[slot] = timestamp;
    }
  }

  /** Notes that a key has expired. */
  void expired(long key) {
    int slot = keys.find(key);
    if (slot != RecentKeys.NONE) {
      keys.remove(slot);
    }
  }

  /** How many keys there are. */
  int size() {
    return keys.size();
  }

  /** How many keys had to go, since this was made. */
  long evicted() {
    return evicted;
  }
}
