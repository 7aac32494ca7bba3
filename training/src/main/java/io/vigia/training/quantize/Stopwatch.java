package io.vigia.training.quantize;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Times two networks side by side: one input at a time on one thread, in rounds of both in turn, so
 * that what else the machine does meets both alike.
 *
 * @param nanos a clock of nanoseconds that only ever advances
 */
public record Stopwatch(LongSupplier nanos) {
  /** Rounds before the clock starts, to warm up. */
  public static final int WARM_UP = 5;

  /** Rounds that count. */
  public static final int ROUNDS = 31;

  private static final int INPUTS = 4;

  /** So many runs a round that it takes this long at least, for small networks. */
  private static final long SHORTEST_ROUND = 2_000_000;

  /**
   * What a run takes.
   *
   * @param fp32Micros median over the rounds, microseconds an input
   * @param int8Micros median over the rounds, microseconds an input
   */
  public record Times(double fp32Micros, double int8Micros) {
    /** How many times as fast the int8 network is. */
    public double speedup() {
      return fp32Micros / int8Micros;
    }
  }

  /** Times two networks on a few of the inputs. */
  public Times compare(byte[] fp32, byte[] int8, List<float[]> inputs) {
    List<float[]> few = inputs.subList(0, Math.min(INPUTS, inputs.size()));
    try (Runner first = new Runner(fp32);
        Runner second = new Runner(int8)) {
      round(first, few, 1);
      int repeats =
          (int) Math.max(1, Math.min(1000, SHORTEST_ROUND / Math.max(1, round(first, few, 1))));
      double[] a = new double[ROUNDS];
      double[] b = new double[ROUNDS];
      for (int i = -WARM_UP; i < ROUNDS; i++) {
        long one = round(first, few, repeats);
        long other = round(second, few, repeats);
        if (i >= 0) {
          a[i] = one / 1e3 / repeats / few.size();
          b[i] = other / 1e3 / repeats / few.size();
        }
      }
      return new Times(median(a), median(b));
    }
  }

  private long round(Runner runner, List<float[]> inputs, int repeats) {
    long begun = nanos.getAsLong();
    for (int i = 0; i < repeats; i++) {
      for (float[] input : inputs) {
        runner.run(input, 0, 1, (name, shape, values) -> {});
      }
    }
    return nanos.getAsLong() - begun;
  }

  private static double median(double[] numbers) {
    Arrays.sort(numbers);
    return numbers[numbers.length / 2];
  }
}
