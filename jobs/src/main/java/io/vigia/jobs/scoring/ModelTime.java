package io.vigia.jobs.scoring;

/**
 * What a batch costs, from those that were measured: a call and so much a row. The line of least
 * squares through batch sizes and times, older batches counting less and less; so it tells what a
 * full batch would take while only small ones come.
 */
final class ModelTime {
  /** Weight that a batch keeps with each that follows: some twenty of them matter. */
  private static final double KEEP = 0.95;

  private double weight;
  private double sizes;
  private double times;
  private double squares;
  private double products;

  /** Takes a batch into account. */
  void measured(int size, long nanos) {
    weight = weight * KEEP + 1;
    sizes = sizes * KEEP + size;
    times = times * KEEP + nanos;
    squares = squares * KEEP + (double) size * size;
    products = products * KEEP + (double) size * nanos;
  }

  /** Nanoseconds that a batch of so many rows should take; 0 before the first was measured. */
  double nanos(int size) {
    if (weight == 0) {
      return 0;
    }
    double meanSize = sizes / weight;
    double meanTime = times / weight;
    double variance = squares / weight - meanSize * meanSize;
    // Rows are at most all that a batch costs: its time grows no faster than its size.
    double steepest = meanTime / meanSize;
    double slope = steepest;
    if (variance > 1e-6 * meanSize * meanSize) {
      double covariance = products / weight - meanSize * meanTime;
      slope = Math.max(0, Math.min(steepest, covariance / variance));
    }
    return Math.max(0, meanTime + slope * (size - meanSize));
  }
}
