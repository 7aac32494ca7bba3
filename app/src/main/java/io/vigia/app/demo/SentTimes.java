package io.vigia.app.demo;

/**
 * When the latest events were sent, by their ids. Only so many are kept: alerts come within
 * milliseconds, and a demo may run for days.
 */
final class SentTimes {
  private static final int KEPT = 1 << 20;

  private final long[] ids = new long[KEPT];
  private final long[] millis = new long[KEPT];

  SentTimes() {
    java.util.Arrays.fill(ids, -1);
  }

  /** An event is sent with a Kafka timestamp. */
  synchronized void sent(long id, long timestamp) {
    int slot = (int) (id & (KEPT - 1));
    ids[slot] = id;
    millis[slot] = timestamp;
  }

  /** The Kafka timestamp of an event, or −1 when it is no longer known. */
  synchronized long of(long id) {
    int slot = (int) (id & (KEPT - 1));
    return ids[slot] == id ? millis[slot] : -1;
  }
}
