package io.vigia.engine.smooth;

import io.vigia.engine.recent.RecentKeys;
import io.vigia.engine.score.Logit;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.EventSpec.KeySpec;
import io.vigia.engine.spec.ModelSpec.SmoothSpec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Smooths scores over the events of a key, so that one odd event weighs less than several in a row:
 * single exponential smoothing (Brown 1956) of the log-odds. With z the log-odds of an event's
 * score, each entry computes
 *
 * <pre>
 * s ← s + α (z − s),   α = 2 / (events + 1)
 * z ← share × s + (1 − share) × z
 * </pre>
 *
 * with the key's own s, which starts at the usual score of training, and hands z on to the next
 * entry; of the last one's z the score is made. α is the one at which the mean age of what is
 * weighed is that of a plain mean over so many events. Only events that came before have a say.
 *
 * <p>The states of finer keys lie in that of the last stage's key, the most recently used ones; a
 * key that is not used for the entry's expiry starts anew, by event time.
 *
 * <p>Not thread safe: it counts.
 */
public final class Smoothing {
  private static final byte VERSION = 1;

  private final Entry[] entries;
  private final int owns;
  private final int finers;
  private final long expiry;
  private long evicted;

  /**
   * An entry, compiled.
   *
   * @param keyIndex index of its key in a row; of the last stage's key -1
   * @param place among the states by the own key, or among those by finer keys
   */
  private record Entry(int keyIndex, int place, double alpha, double share, long expiry, int most) {
    boolean isOwn() {
      return keyIndex < 0;
    }
  }

  private Smoothing(Entry[] entries, int owns) {
    this.entries = entries;
    this.owns = owns;
    this.finers = entries.length - owns;
    long longest = 0;
    for (Entry entry : entries) {
      longest = Math.max(longest, entry.expiry);
    }
    this.expiry = longest;
  }

  /** The smoothing of a detector that has some. */
  public static Smoothing of(DetectorSpec spec) {
    List<SmoothSpec> specs = spec.smooth();
    List<String> keys = spec.event().keys().stream().map(KeySpec::name).toList();
    String last = spec.lastKey().orElseThrow();
    Entry[] entries = new Entry[specs.size()];
    int owns = 0;
    for (int i = 0; i < entries.length; i++) {
      SmoothSpec entry = specs.get(i);
      boolean isOwn = entry.key().equals(last);
      entries[i] =
          new Entry(
              isOwn ? -1 : keys.indexOf(entry.key()),
              isOwn ? owns : i - owns,
              2.0 / (entry.events() + 1),
              entry.share(),
              entry.expire().toNanos() / 1_000,
              entry.max());
      owns += isOwn ? 1 : 0;
    }
    return new Smoothing(entries, owns);
  }

  /** The state of a key that was never seen. */
  public SmoothState newState() {
    SmoothState.Finer[] finer = new SmoothState.Finer[finers];
    for (int i = 0; i < finers; i++) {
      finer[i] = new SmoothState.Finer();
    }
    double[] own = new double[owns];
    java.util.Arrays.fill(own, Double.NaN);
    return new SmoothState(own, finer);
  }

  /**
   * Smooths the score of an event. Allocates nothing but room for finer keys.
   *
   * @param score in [0, 1], no NaN
   * @param time event time, microseconds since 1970
   * @param keys numbers of the event's keys, as in a row
   * @param usual the score from which keys start; NaN to start from their first event's
   * @param state of the event's key of the last stage
   * @return the smoothed score
   */
  public double smooth(double score, long time, long[] keys, double usual, SmoothState state) {
    double logit = Logit.of(score);
    double start = Logit.of(usual);
    for (Entry entry : entries) {
      double smoothed =
          entry.isOwn()
              ? own(entry, logit, start, time, state)
              : finer(entry, logit, start, time, keys[entry.keyIndex], state.finer[entry.place]);
      logit = entry.share * smoothed + (1 - entry.share) * logit;
    }
    state.latest = Math.max(state.latest, time);
    return Logit.score(logit);
  }

  private static double own(Entry entry, double logit, double start, long time, SmoothState state) {
    double before = state.own[entry.place];
    if (Double.isNaN(before) || time - state.latest > entry.expiry) {
      before = start;
    }
    double after = step(entry, before, logit);
    state.own[entry.place] = after;
    return after;
  }

  private double finer(
      Entry entry, double logit, double start, long time, long key, SmoothState.Finer state) {
    int slot = state.keys.find(key);
    double before = start;
    long latest = time;
    if (slot == RecentKeys.NONE) {
      makeRoom(entry, time, state);
      slot = state.add(key);
    } else {
      state.keys.renew(slot);
      if (time - state.times[slot] <= entry.expiry) {
        before = state.logits[slot];
        latest = Math.max(time, state.times[slot]);
      }
    }
    double after = step(entry, before, logit);
    state.logits[slot] = after;
    state.times[slot] = latest;
    return after;
  }

  private static double step(Entry entry, double before, double logit) {
    return Double.isNaN(before) ? logit : before + entry.alpha * (logit - before);
  }

  private void makeRoom(Entry entry, long time, SmoothState.Finer state) {
    if (state.keys.size() >= entry.most) {
      int oldest = state.keys.oldest();
      evicted += time - state.times[oldest] > entry.expiry ? 0 : 1;
      state.keys.remove(oldest);
    }
  }

  /** How many finer keys went to make room for others, since this was made. */
  public long evicted() {
    return evicted;
  }

  /** The event time after which a state has no say any more, microseconds since 1970. */
  public long expiresAt(SmoothState state) {
    return state.latest + expiry;
  }

  /**
   * Forgets the finer keys that have no say any more.
   *
   * @param now event time, microseconds since 1970
   */
  public void forget(SmoothState state, long now) {
    for (Entry entry : entries) {
      if (!entry.isOwn()) {
        SmoothState.Finer finer = state.finer[entry.place];
        int oldest = finer.keys.oldest();
        while (oldest != RecentKeys.NONE && now - finer.times[oldest] > entry.expiry) {
          finer.keys.remove(oldest);
          oldest = finer.keys.oldest();
        }
      }
    }
  }

  /** A deep copy. */
  public SmoothState copy(SmoothState state) {
    return state.copy();
  }

  /**
   * Writes a state. Layout of version 1: version (1 byte); latest event time; number of states by
   * the own key (1 byte) and their log-odds; number of states by finer keys (1 byte) and of each
   * its number of keys and, the longest unused first, key, event time and log-odds.
   */
  public void write(SmoothState state, DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(state.latest);
    out.writeByte(state.own.length);
    for (double logit : state.own) {
      out.writeDouble(logit);
    }
    out.writeByte(state.finer.length);
    for (SmoothState.Finer finer : state.finer) {
      out.writeInt(finer.keys.size());
      for (int slot = finer.keys.oldest(); slot != RecentKeys.NONE; slot = finer.keys.newer(slot)) {
        out.writeLong(finer.keys.key(slot));
        out.writeLong(finer.times[slot]);
        out.writeDouble(finer.logits[slot]);
      }
    }
  }

  /**
   * Reads a state.
   *
   * @throws IOException when another version or another smoothing wrote it
   */
  public SmoothState read(DataInput in) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException(
          "state of smoothing has layout version "
              + version
              + "; this vigia reads version "
              + VERSION
              + ": restore it with the vigia that wrote it, or start without state");
    }
    SmoothState state = newState();
    state.latest = in.readLong();
    check(in.readByte(), owns, "the last stage's key");
    for (int i = 0; i < owns; i++) {
      state.own[i] = in.readDouble();
    }
    check(in.readByte(), finers, "finer keys");
    for (SmoothState.Finer finer : state.finer) {
      for (int left = in.readInt(); left > 0; left--) {
        int slot = finer.add(in.readLong());
        finer.times[slot] = in.readLong();
        finer.logits[slot] = in.readDouble();
      }
    }
    return state;
  }

  private static void check(int found, int expected, String what) throws IOException {
    if (found != expected) {
      throw new IOException(
          "state of smoothing has "
              + found
              + " entries by "
              + what
              + ", model.smooth has "
              + expected
              + ": restore it with the detector that wrote it, or start without state");
    }
  }
}
