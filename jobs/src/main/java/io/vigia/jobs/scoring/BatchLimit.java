package io.vigia.jobs.scoring;

/**
 * The largest batch that keeps to a target of time, found while running by additive increase and
 * multiplicative decrease (AIMD): a full batch within the target raises the limit by one row, one
 * beyond it takes a tenth away. D.-M. Chiu and R. Jain, "Analysis of the Increase and Decrease
 * Algorithms for Congestion Avoidance in Computer Networks" (1989), show that this settles where
 * other linear controls swing; D. Crankshaw et al., "Clipper: A Low-Latency Online Prediction
 * Serving System" (NSDI 2017), use it for the batches of a model, with the small decrease that is
 * taken here.
 */
final class BatchLimit {
  /** Where it starts: small enough for a heavy model, soon left behind by a light one. */
  static final int INITIAL = 16;

  private static final double DECREASE = 0.9;

  private final int most;
  private final long targetNanos;
  private int rows;

  /**
   * A limit.
   *
   * @param most rows that it never exceeds, from 1
   * @param targetNanos time that a batch may take
   */
  BatchLimit(int most, long targetNanos) {
    this.most = most;
    this.targetNanos = targetNanos;
    this.rows = Math.min(INITIAL, most);
  }

  /** The limit, from 1. */
  int rows() {
    return rows;
  }

  /**
   * Learns from a batch. One that was not full says nothing of larger ones, unless it took too
   * long.
   */
  void measured(int size, long nanos) {
    if (nanos > targetNanos) {
      rows = Math.max(1, (int) (rows * DECREASE));
    } else if (size >= rows && rows < most) {
      rows++;
    }
  }
}
