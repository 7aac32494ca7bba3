package io.vigia.engine.features;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What is usual at each time of a period: the period is divided into slots, and each slot knows the
 * mean, the least and the largest value that it had in earlier periods. A period weighs 1/n of what
 * the slot knows when it joins (the first ones as much as all before them together), so what was
 * usual n periods ago fades. The least and the largest value widen at once and narrow by 1/n a
 * period.
 *
 * <p>What happens in the slot at hand counts from its end on: an event is never compared with its
 * own period.
 */
final class SeasonProfile implements Memory {
  private static final long NONE = Long.MIN_VALUE;

  private final Kind kind;
  private final double[] mean;
  private final double[] least;
  private final double[] largest;
  private final int[] periods;

  /** The slot at hand, counted from 1970; {@link #NONE} before the first value. */
  private long open = NONE;

  private int openCount;
  private double openSum;
  private double openLeast;
  private double openLargest;

  private SeasonProfile(Kind kind) {
    this.kind = kind;
    mean = new double[kind.slots];
    least = new double[kind.slots];
    largest = new double[kind.slots];
    periods = new int[kind.slots];
  }

  /**
   * Profiles of a period.
   *
   * @param period its length in microseconds
   * @param slots how many slots it is divided into
   * @param fading after how many periods what was usual fades
   */
  record Kind(long period, int slots, int fading) implements Memory.Kind {
    @Override
    public SeasonProfile create() {
      return new SeasonProfile(this);
    }

    @Override
    public SeasonProfile read(DataInput in) throws IOException {
      SeasonProfile profile = create();
      profile.open = in.readLong();
      profile.openCount = Varints.readUpTo(Integer.MAX_VALUE, in);
      profile.openSum = in.readDouble();
      profile.openLeast = in.readDouble();
      profile.openLargest = in.readDouble();
      for (int slot = 0; slot < slots; slot++) {
        profile.periods[slot] = Varints.readUpTo(fading, in);
        if (profile.periods[slot] > 0) {
          profile.mean[slot] = in.readDouble();
          profile.least[slot] = in.readDouble();
          profile.largest[slot] = in.readDouble();
        }
      }
      return profile;
    }

    /** Slot of a time, counted from 1970. */
    private long at(long time) {
      long whole = Math.floorDiv(time, period);
      long within = time - whole * period;
      return whole * slots + (long) ((double) within / period * slots);
    }
  }

  /** Index of the slot of a time. */
  int slot(long time) {
    return (int) Math.floorMod(kind.at(time), (long) kind.slots);
  }

  /** Whether anything is known of a slot. */
  boolean knows(int slot) {
    return periods[slot] > 0;
  }

  double mean(int slot) {
    return mean[slot];
  }

  /** How far a value lies outside of what the slot has seen: below 0 under the least of it. */
  double outside(int slot, double value) {
    return value > largest[slot]
        ? value - largest[slot]
        : value < least[slot] ? value - least[slot] : 0;
  }

  /** Ends the slot before, where a time lies in another one. To be called before what it knows. */
  void turnTo(long time) {
    long at = kind.at(time);
    if (at != open) {
      if (openCount > 0) {
        close((int) Math.floorMod(open, (long) kind.slots));
      }
      open = at;
      openCount = 0;
      openSum = 0;
    }
  }

  /** Learns a value of the slot that was turned to. */
  void learn(double value) {
    openLeast = openCount == 0 ? value : Math.min(openLeast, value);
    openLargest = openCount == 0 ? value : Math.max(openLargest, value);
    openSum += value;
    openCount++;
  }

  private void close(int slot) {
    double now = openSum / openCount;
    if (periods[slot] == 0) {
      mean[slot] = now;
      least[slot] = openLeast;
      largest[slot] = openLargest;
    } else {
      double fading = 1.0 / kind.fading;
      mean[slot] += Math.max(fading, 1.0 / (periods[slot] + 1)) * (now - mean[slot]);
      double narrower = least[slot] + fading * (openLeast - least[slot]);
      least[slot] = Math.min(openLeast, narrower);
      narrower = largest[slot] + fading * (openLargest - largest[slot]);
      largest[slot] = Math.max(openLargest, narrower);
    }
    periods[slot] = Math.min(periods[slot] + 1, kind.fading);
  }

  @Override
  public SeasonProfile copy() {
    SeasonProfile copy = new SeasonProfile(kind);
    System.arraycopy(mean, 0, copy.mean, 0, mean.length);
    System.arraycopy(least, 0, copy.least, 0, mean.length);
    System.arraycopy(largest, 0, copy.largest, 0, mean.length);
    System.arraycopy(periods, 0, copy.periods, 0, mean.length);
    copy.open = open;
    copy.openCount = openCount;
    copy.openSum = openSum;
    copy.openLeast = openLeast;
    copy.openLargest = openLargest;
    return copy;
  }

  @Override
  public int heapBytes() {
    return 72 + 4 * 16 + (3 * 8 + 4) * mean.length;
  }

  @Override
  public int peek() {
    return periods[0];
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeLong(open);
    Varints.write(openCount, out);
    out.writeDouble(openSum);
    out.writeDouble(openLeast);
    out.writeDouble(openLargest);
    for (int slot = 0; slot < mean.length; slot++) {
      Varints.write(periods[slot], out);
      if (periods[slot] > 0) {
        out.writeDouble(mean[slot]);
        out.writeDouble(least[slot]);
        out.writeDouble(largest[slot]);
      }
    }
  }
}
