package io.vigia.engine.features;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Runs of n values that a key has shown, few of them standing for all: a run is remembered when it
 * is farther from the others than {@value #NEAR} of the usual distance, else the nearest one counts
 * as met again. When the memory is full, the run that was not met for longest goes. So the memory
 * covers what was seen over a long time, and forgets what does not come back. (Leader clustering,
 * Hartigan 1975, as a memory of discords, Keogh et al., ICDM 2005.)
 *
 * <p>Numbers are kept as floats, the i-th values of all runs side by side: a search is a loop over
 * plain arrays.
 */
final class RunMemory implements Memory {
  private static final float NEAR = 0.25f;
  private static final int FIRST_CAPACITY = 16;

  /** Distances that the usual distance is the mean of. */
  private static final int LENGTH_OF_MEAN = 1_000;

  private final int length;
  private final int most;

  /** The latest values, oldest first. */
  private final float[] latest;

  private int filled;
  private float[] runs;
  private int[] met;
  private int size;
  private int events;
  private int distances;
  private double usual;

  RunMemory(int length, int most) {
    this.length = length;
    this.most = most;
    latest = new float[length];
    int capacity = Math.min(most, FIRST_CAPACITY);
    runs = new float[capacity * length];
    met = new int[capacity];
  }

  /** Memories of runs. */
  record Kind(int length, int most) implements Memory.Kind {
    @Override
    public Memory create() {
      return new RunMemory(length, most);
    }

    @Override
    public Memory read(DataInput in) throws IOException {
      return RunMemory.read(length, most, in);
    }
  }

  /**
   * Takes the next value in.
   *
   * @param value NaN where it is missing, which ends the run
   * @param scratch of at least as many numbers as runs are remembered
   * @return the Euclidean distance of the run that ends with it from the nearest remembered one;
   *     NaN where either is not there, or beyond what floats can tell
   */
  double next(double value, float[] scratch) {
    float rounded = (float) value;
    if (!Float.isFinite(rounded)) {
      filled = 0;
      return Double.NaN;
    }
    System.arraycopy(latest, 1, latest, 0, length - 1);
    latest[length - 1] = rounded;
    filled = Math.min(filled + 1, length);
    if (filled < length) {
      return Double.NaN;
    }
    // Two thousand million events on, the count begins anew; what was met then looks recent once.
    events = events == Integer.MAX_VALUE ? 0 : events + 1;
    if (size == 0) {
      remember(0);
      return Double.NaN;
    }
    measure(scratch);
    int nearest = least(scratch);
    double distance = Math.sqrt(scratch[nearest]);
    if (Double.isInfinite(distance)) {
      return Double.NaN;
    }
    distances = Math.min(distances + 1, LENGTH_OF_MEAN);
    usual += (distance - usual) / distances;
    if (distance <= NEAR * usual) {
      met[nearest] = events;
    } else {
      remember(size < most ? size : longestNotMet());
    }
    return distance;
  }

  /** Squared distances of the latest run from each that is remembered. */
  private void measure(float[] squares) {
    int capacity = met.length;
    float first = latest[0];
    for (int i = 0; i < size; i++) {
      float step = runs[i] - first;
      squares[i] = step * step;
    }
    for (int k = 1; k < length; k++) {
      float value = latest[k];
      int from = k * capacity;
      for (int i = 0; i < size; i++) {
        float step = runs[from + i] - value;
        squares[i] += step * step;
      }
    }
  }

  /** Index of the least: four at a time, since one would wait for each comparison before. */
  private int least(float[] squares) {
    float a = Float.MAX_VALUE;
    float b = a;
    float c = a;
    float d = a;
    int i = 0;
    for (; i + 3 < size; i += 4) {
      a = squares[i] < a ? squares[i] : a;
      b = squares[i + 1] < b ? squares[i + 1] : b;
      c = squares[i + 2] < c ? squares[i + 2] : c;
      d = squares[i + 3] < d ? squares[i + 3] : d;
    }
    for (; i < size; i++) {
      a = squares[i] < a ? squares[i] : a;
    }
    float least = Math.min(Math.min(a, b), Math.min(c, d));
    for (int at = 0; at < size; at++) {
      if (squares[at] == least) {
        return at;
      }
    }
    return 0;
  }

  private int longestNotMet() {
    int longest = 0;
    for (int i = 1; i < size; i++) {
      longest = met[i] < met[longest] ? i : longest;
    }
    return longest;
  }

  private void remember(int at) {
    if (at == met.length) {
      grow(Math.min(most, 2 * at));
    }
    for (int k = 0; k < length; k++) {
      runs[k * met.length + at] = latest[k];
    }
    met[at] = events;
    size = Math.max(size, at + 1);
  }

  private void grow(int capacity) {
    float[] grown = new float[capacity * length];
    for (int k = 0; k < length; k++) {
      System.arraycopy(runs, k * met.length, grown, k * capacity, size);
    }
    runs = grown;
    met = Arrays.copyOf(met, capacity);
  }

  /** Runs remembered. */
  int size() {
    return size;
  }

  @Override
  public RunMemory copy() {
    RunMemory copy = new RunMemory(length, most);
    System.arraycopy(latest, 0, copy.latest, 0, length);
    copy.filled = filled;
    copy.runs = runs.clone();
    copy.met = met.clone();
    copy.size = size;
    copy.events = events;
    copy.distances = distances;
    copy.usual = usual;
    return copy;
  }

  @Override
  public int heapBytes() {
    return 64 + 3 * 16 + 4 * (latest.length + runs.length + met.length);
  }

  @Override
  public int peek() {
    return met[0] + Float.floatToRawIntBits(runs[0]);
  }

  @Override
  public void write(DataOutput out) throws IOException {
    Varints.write(filled, out);
    for (int k = length - filled; k < length; k++) {
      out.writeFloat(latest[k]);
    }
    Varints.write(events, out);
    Varints.write(distances, out);
    out.writeDouble(usual);
    Varints.write(size, out);
    for (int i = 0; i < size; i++) {
      Varints.write(met[i], out);
      for (int k = 0; k < length; k++) {
        out.writeFloat(runs[k * met.length + i]);
      }
    }
  }

  private static RunMemory read(int length, int most, DataInput in) throws IOException {
    RunMemory memory = new RunMemory(length, most);
    memory.filled = Varints.readUpTo(length, in);
    for (int k = length - memory.filled; k < length; k++) {
      memory.latest[k] = in.readFloat();
    }
    memory.events = Varints.readUpTo(Integer.MAX_VALUE, in);
    memory.distances = Varints.readUpTo(LENGTH_OF_MEAN, in);
    memory.usual = in.readDouble();
    int size = Varints.readUpTo(most, in);
    if (size > memory.met.length) {
      memory.grow(size);
    }
    memory.size = size;
    for (int i = 0; i < size; i++) {
      memory.met[i] = Varints.readUpTo(Integer.MAX_VALUE, in);
      for (int k = 0; k < length; k++) {
        memory.runs[k * memory.met.length + i] = in.readFloat();
      }
    }
    return memory;
  }
}
