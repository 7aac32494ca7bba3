package io.vigia.app.simulate;

/**
 * Random numbers that come out the same on every JVM: SplitMix64 (G. L. Steele, D. Lea and C. H.
 * Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014), the normal distribution by
 * the polar method (G. Marsaglia, 1964), Poisson by multiplication (D. E. Knuth). The JDK's own
 * generators promise neither the algorithm of {@code nextGaussian} nor that of bounded integers.
 */
public final class Draws {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;
  private double spare;
  private boolean hasSpare;

  /** Begins the stream of numbers that belongs to a seed and two coordinates, such as a day. */
  public Draws at(long seed, long first, long second) {
    state = mix(mix(mix(seed) + first * GOLDEN_GAMMA) + second * GOLDEN_GAMMA);
    hasSpare = false;
    return this;
  }

  private long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  private static long mix(long z) {
    long x = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return x ^ (x >>> 31);
  }

  /** Uniform in [0, 1). */
  public double uniform() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Uniform in [from, to). */
  public double uniform(double from, double to) {
    return from + (to - from) * uniform();
  }

  /** Uniform whole number from 0 up to, and without, {@code bound}. */
  public int below(int bound) {
    return (int) (uniform() * bound);
  }

  /** Normal with a mean and a standard deviation. */
  public double normal(double mean, double deviation) {
    return mean + deviation * gaussian();
  }

  private double gaussian() {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    double x;
    double y;
    double square;
    do {
      x = 2 * uniform() - 1;
      y = 2 * uniform() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square == 0);
    double scale = Math.sqrt(-2 * StrictMath.log(square) / square);
    spare = y * scale;
    hasSpare = true;
    return x * scale;
  }

  /**
   * Poisson.
   *
   * @param none probability of zero: e to the minus mean
   */
  public int poisson(double none) {
    int count = 0;
    for (double product = uniform(); product > none; product *= uniform()) {
      count++;
    }
    return count;
  }
}
