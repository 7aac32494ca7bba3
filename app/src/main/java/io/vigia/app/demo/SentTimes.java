package io.vigia.app.demo;

import io.vigia.engine.row.Keys;

/**
 * When the latest events were sent, by their ids. Only so many are kept: alerts come within
 * milliseconds, and a demo may run for days.
 */
final class SentTimes {
  private static final int KEPT = 1 << 18;

  private final long[] ids = new long[KEPT];
  private final long[] millis = new long[KEPT];

  /** An event is sent with a Kafka timestamp. */
  synchronized void sent(String id, long timestamp) {
    long hash = Keys.hash(id);
    int slot = slot(hash);
    ids[slot] = hash;
    millis[slot] = timestamp;
  }

  /** The Kafka timestamp of an event, or −1 when it is no longer known. */
  synchronized long of(String id) {
    long hash = Keys.hash(id);
    int slot = slot(hash);
    return ids[slot] == hash && millis[slot] > 0 ? millis[slot] : -1;
  }

  private static int slot(long hash) {
    return (int) (hash & (KEPT - 1));
  }
}
