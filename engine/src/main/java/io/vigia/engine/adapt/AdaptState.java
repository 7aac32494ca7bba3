package io.vigia.engine.adapt;

import io.vigia.engine.recent.RecentKeys;
import java.util.Arrays;

/** What {@link AdaptiveThreshold} keeps of a key. Excesses are in units of training's mean. */
public final class AdaptState {
  static final long NEVER = Long.MIN_VALUE;

  /** Time up to which time has done its part; of a key without peaks, never. */
  long at = NEVER;

  /** Begin of the slot of time that is under way. */
  long slot = NEVER;

  /** Excess over the floor at which peaks are as frequent as those over the floor in training. */
  double level;

  /** Alerts, decayed, of each slot so many at most. */
  double alerts;

  /** What is added to the threshold while the key alerts far above its part of the budget. */
  double lift;

  /** Peaks that may still count, and alerts, in the slot that is under way. */
  int leftInSlot;

  int alertsInSlot;

  /** Runs of peaks of which at most one alerts, by the key of suppression, the earliest first. */
  final RecentKeys runs;

  long[] begins;
  double[] tops;
  boolean[] alerted;

  AdaptState() {
    this(new RecentKeys());
  }

  private AdaptState(RecentKeys runs) {
    this.runs = runs;
    this.begins = new long[runs.capacity()];
    this.tops = new double[runs.capacity()];
    this.alerted = new boolean[runs.capacity()];
  }

  int addRun(long key, long begin) {
    int run = runs.add(key);
    if (runs.capacity() > begins.length) {
      begins = Arrays.copyOf(begins, runs.capacity());
      tops = Arrays.copyOf(tops, runs.capacity());
      alerted = Arrays.copyOf(alerted, runs.capacity());
    }
    begins[run] = begin;
    tops[run] = 0;
    alerted[run] = false;
    return run;
  }

  AdaptState copy() {
    AdaptState copy = new AdaptState(runs.copy());
    copy.at = at;
    copy.slot = slot;
    copy.level = level;
    copy.alerts = alerts;
    copy.lift = lift;
    copy.leftInSlot = leftInSlot;
    copy.alertsInSlot = alertsInSlot;
    System.arraycopy(begins, 0, copy.begins, 0, begins.length);
    System.arraycopy(tops, 0, copy.tops, 0, tops.length);
    System.arraycopy(alerted, 0, copy.alerted, 0, alerted.length);
    return copy;
  }
}
