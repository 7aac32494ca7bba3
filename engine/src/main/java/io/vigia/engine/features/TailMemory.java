package io.vigia.engine.features;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How a key's values are spread: a histogram in buckets of a fixed share of the value (four an
 * octave, {@value #OCTAVES} octaves below the largest value seen; what is smaller counts as zero),
 * each with the sum of its values. From it, how surprising a value is: −ln of the share of values
 * that are as large or larger, taken from the histogram up to a quantile and from an exponential
 * tail above it, whose mean excess is that of the values there (Balkema and de Haan 1974, Pickands
 * 1975: peaks over a threshold, of shape 0).
 *
 * <p>It forgets: when {@value #MOST} values are in, all counts are halved.
 */
final class TailMemory implements Memory {
  private static final int OCTAVES = 12;

  /** Bits of a float's fraction that number the buckets of an octave. */
  private static final int FRACTION_BITS = 2;

  private static final int DROPPED_BITS = 23 - FRACTION_BITS;
  private static final int BUCKETS = OCTAVES << FRACTION_BITS;

  /** Buckets left free above the first value: two octaves. */
  private static final int HEADROOM = 2 << FRACTION_BITS;

  private static final double MOST = 20_000;

  /** Values are cut off there, so that their sums stay within floats. */
  private static final double LARGEST = 1e33;

  private final Kind kind;
  private final float[] counts = new float[BUCKETS];
  private final float[] sums = new float[BUCKETS];

  /** Number of the lowest bucket; -1 before the first value above zero. */
  private int lowest = -1;

  private double total;

  /** Values as surprising as can be that came lately, each usual one taking one off. */
  private int refused;

  TailMemory(Kind kind) {
    this.kind = kind;
  }

  /**
   * Memories of tails.
   *
   * @param tail share of the values above the quantile, such as 0.05
   * @param clip the largest surprise; values that reach it are not learned from
   * @param patience of how many in a row that holds
   * @param warmUp values without which nothing can be said
   */
  record Kind(double tail, double clip, int patience, int warmUp) implements Memory.Kind {
    @Override
    public TailMemory create() {
      return new TailMemory(this);
    }

    @Override
    public TailMemory read(DataInput in) throws IOException {
      TailMemory memory = create();
      memory.total = in.readDouble();
      memory.refused = Varints.readUpTo(Integer.MAX_VALUE, in);
      memory.lowest = Varints.readUpTo(Integer.MAX_VALUE, in) - 1;
      if (memory.lowest >= 0) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
          memory.counts[bucket] = in.readFloat();
          if (memory.counts[bucket] > 0) {
            memory.sums[bucket] = in.readFloat();
          }
        }
      }
      return memory;
    }
  }

  /** Whether enough values are known to say how surprising another is. */
  boolean isWarm() {
    return total >= kind.warmUp;
  }

  /** How surprising a value is, from 0 to the clip. */
  double surprise(double value) {
    return Math.min(unclipped((float) Math.max(value, 0)), kind.clip);
  }

  private double unclipped(float value) {
    double wanted = kind.tail * total;
    double above = 0;
    double sum = 0;
    int bucket = BUCKETS - 1;
    while (bucket >= 0 && above + counts[bucket] <= wanted) {
      above += counts[bucket];
      sum += sums[bucket];
      bucket--;
    }
    double quantile = 0;
    double excess = sum;
    if (bucket >= 0 && lowest >= 0) {
      double low = edge(bucket);
      double high = edge(bucket + 1);
      double share = (wanted - above) / counts[bucket];
      quantile = high - share * (high - low);
      excess = sum - above * quantile + (wanted - above) * (high - quantile) / 2;
    }
    if (value > quantile) {
      double mean = excess / wanted;
      return mean > 0 ? (value - quantile) / mean - Math.log(kind.tail) : kind.clip;
    }
    return -Math.log(Math.min(1, Math.max(kind.tail, asLarge(value) / total)));
  }

  /** How many values are as large as one, or larger. */
  private double asLarge(float value) {
    int at = number(value) - lowest;
    if (lowest < 0 || at < 0) {
      // No larger than what counts as zero, and so are all.
      return total;
    }
    double count = 0;
    for (int bucket = BUCKETS - 1; bucket > at; bucket--) {
      count += counts[bucket];
    }
    double low = edge(at);
    double high = edge(at + 1);
    return count + counts[at] * (high - value) / (high - low);
  }

  /**
   * Learns a value.
   *
   * @param surprise what it was said to be
   */
  void learn(double value, double surprise) {
    if (surprise >= kind.clip && isWarm()) {
      if (refused < kind.patience) {
        refused++;
        return;
      }
    } else if (refused > 0) {
      refused--;
    }
    add((float) Math.min(Math.max(value, 0), LARGEST));
  }

  private void add(float value) {
    if (total >= MOST) {
      halve();
    }
    total++;
    int number = number(value);
    if (lowest < 0) {
      if (number == 0) {
        return;
      }
      lowest = Math.max(0, number - BUCKETS + 1 + HEADROOM);
    }
    if (number - lowest >= BUCKETS) {
      raise(number - lowest - BUCKETS + 1);
    }
    // What lies below the buckets counts in the total alone: as zero.
    if (number >= lowest && number > 0) {
      counts[number - lowest]++;
      sums[number - lowest] += value;
    }
  }

  private void raise(int buckets) {
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      int from = bucket + buckets;
      counts[bucket] = from < BUCKETS ? counts[from] : 0;
      sums[bucket] = from < BUCKETS ? sums[from] : 0;
    }
    lowest += buckets;
  }

  private void halve() {
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      counts[bucket] /= 2;
      sums[bucket] /= 2;
    }
    total /= 2;
  }

  /**
   * Buckets are numbered by the leading bits of a float: its exponent and a piece of its fraction.
   */
  private static int number(float value) {
    return Float.floatToRawIntBits(value) >>> DROPPED_BITS;
  }

  private double edge(int bucket) {
    return Float.intBitsToFloat(lowest + bucket << DROPPED_BITS);
  }

  @Override
  public TailMemory copy() {
    TailMemory copy = new TailMemory(kind);
    System.arraycopy(counts, 0, copy.counts, 0, BUCKETS);
    System.arraycopy(sums, 0, copy.sums, 0, BUCKETS);
    copy.lowest = lowest;
    copy.total = total;
    copy.refused = refused;
    return copy;
  }

  @Override
  public int heapBytes() {
    return 40 + 2 * (16 + 4 * BUCKETS);
  }

  @Override
  public int peek() {
    return Float.floatToRawIntBits(counts[0]);
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeDouble(total);
    Varints.write(refused, out);
    Varints.write(lowest + 1, out);
    if (lowest >= 0) {
      for (int bucket = 0; bucket < BUCKETS; bucket++) {
        out.writeFloat(counts[bucket]);
        if (counts[bucket] > 0) {
          out.writeFloat(sums[bucket]);
        }
      }
    }
  }
}
