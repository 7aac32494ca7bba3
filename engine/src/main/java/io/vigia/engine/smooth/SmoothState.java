package io.vigia.engine.smooth;

import io.vigia.engine.recent.RecentKeys;
import java.util.Arrays;

/** What {@link Smoothing} keeps of a key of the last stage, and of the finer keys within it. */
public final class SmoothState {
  /** Latest event time of the key, microseconds since 1970. */
  long latest = Long.MIN_VALUE;

  /** Smoothed log-odds by the key itself, one for each entry that smooths by it. */
  final double[] own;

  /** What is kept of finer keys, for each entry that smooths by one. */
  final Finer[] finer;

  SmoothState(double[] own, Finer[] finer) {
    this.own = own;
    this.finer = finer;
  }

  SmoothState copy() {
    SmoothState copy =
        new SmoothState(own.clone(), Arrays.stream(finer).map(Finer::copy).toArray(Finer[]::new));
    copy.latest = latest;
    return copy;
  }

  /** The latest finer keys. */
  static final class Finer {
    final RecentKeys keys;
    double[] logits;
    long[] times;

    Finer() {
      this(new RecentKeys());
    }

    private Finer(RecentKeys keys) {
      this.keys = keys;
      this.logits = new double[keys.capacity()];
      this.times = new long[keys.capacity()];
    }

    Finer copy() {
      Finer copy = new Finer(keys.copy());
      System.arraycopy(logits, 0, copy.logits, 0, logits.length);
      System.arraycopy(times, 0, copy.times, 0, times.length);
      return copy;
    }

    int add(long key) {
      int slot = keys.add(key);
      if (keys.capacity() > logits.length) {
        logits = Arrays.copyOf(logits, keys.capacity());
        times = Arrays.copyOf(times, keys.capacity());
      }
      return slot;
    }
  }
}
