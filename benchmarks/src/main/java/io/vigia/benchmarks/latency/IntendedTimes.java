package io.vigia.benchmarks.latency;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When each of the latest events was meant to be sent, by its id, in nanoseconds of {@link
 * System#nanoTime}.
 */
final class IntendedTimes {
  private static final int KEPT = 1 << 22;

  private final AtomicLongArray nanos = new AtomicLongArray(KEPT);

  void set(long id, long intended) {
    nanos.lazySet((int) (id & KEPT - 1), intended);
  }

  long of(long id) {
    return nanos.get((int) (id & KEPT - 1));
  }
}
