package io.vigia.jobs.scoring;

/**
 * Where the model runs: inline, on the thread of the task, or on workers. A hand-over costs some
 * microseconds and a copy, which a light model does not earn; a heavy one would keep the task from
 * everything else. Light is a model whose full batch takes less than a quarter of the target, heavy
 * one that takes more than half of it; what lies between stays where it is, and either has to show
 * {@value #EVIDENCE} times in a row, so that a pause of the machine moves nothing.
 *
 * <p>A model that nobody has measured yet runs on the workers: should it hang, it does not take the
 * task with it.
 */
final class Placement {
  /** Batches in a row that have to speak for a move. */
  static final int EVIDENCE = 8;

  private final boolean hasWorkers;
  private final int fullBatch;
  private final double lightNanos;
  private final double heavyNanos;
  private final ModelTime time = new ModelTime();
  private boolean inline;
  private int evidence;

  /**
   * Of a model that has not run yet.
   *
   * @param hasWorkers whether there is a choice; without workers all is inline
   * @param fullBatch rows of the largest batch
   * @param targetNanos time that a batch may take
   */
  Placement(boolean hasWorkers, int fullBatch, long targetNanos) {
    this.hasWorkers = hasWorkers;
    this.fullBatch = fullBatch;
    this.lightNanos = targetNanos / 4.0;
    this.heavyNanos = targetNanos / 2.0;
    this.inline = !hasWorkers;
  }

  /** Whether the model runs on the thread of the task. */
  boolean isInline() {
    return inline;
  }

  /** Learns from a batch that the model answered. */
  void measured(int size, long nanos) {
    time.measured(size, nanos);
    double full = time.nanos(fullBatch);
    boolean speaksForMove = hasWorkers && (inline ? full > heavyNanos : full < lightNanos);
    evidence = speaksForMove ? evidence + 1 : 0;
    if (evidence == EVIDENCE) {
      inline = !inline;
      evidence = 0;
    }
  }
}
