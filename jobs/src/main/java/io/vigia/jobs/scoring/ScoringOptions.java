package io.vigia.jobs.scoring;

import java.io.Serializable;
import java.time.Duration;

/**
 * How rows are scored.
 *
 * @param batchSize largest batch of the model, 1 to 4096
 * @param latencyTarget how long the model may take for a batch: batches are as large as keeps to it
 * @param latencyBudget how long an event may wait for its score, from its arrival at the operator;
 *     then the next rung of the ladder answers. Zero: the model is waited for, however long, and
 *     nothing but the rules answers in its place
 * @param workers threads of a task that score beside it; 0 for none, {@link #AUTO_WORKERS} for as
 *     many as the machine has processors for
 */
public record ScoringOptions(
    int batchSize, Duration latencyTarget, Duration latencyBudget, int workers)
    implements Serializable {
  /** As many workers as the machine has processors for each task, at least one. */
  public static final int AUTO_WORKERS = -1;

  private static final int MOST_WORKERS = 256;

  /** Checks the numbers. */
  public ScoringOptions {
    if (batchSize < 1 || batchSize > 4096) {
      throw new IllegalArgumentException("batch size " + batchSize + "; expected 1 to 4096");
    }
    if (latencyTarget.toMillis() < 1) {
      throw new IllegalArgumentException(
          "latency target " + latencyTarget + "; expected at least 1 ms, such as 20 ms");
    }
    if (latencyBudget.isNegative()) {
      throw new IllegalArgumentException(
          "latency budget " + latencyBudget + "; expected 0 (none) or more, such as 100 ms");
    }
    if (workers < AUTO_WORKERS || workers > MOST_WORKERS) {
      throw new IllegalArgumentException(
          "scoring workers " + workers + "; expected 0 to " + MOST_WORKERS + ", or none given");
    }
  }

  /** For a live stream: events do not wait for a model that is slow. */
  public static ScoringOptions live() {
    return new ScoringOptions(256, Duration.ofMillis(20), Duration.ofMillis(100), AUTO_WORKERS);
  }

  /** For a file: every score is the model's, however long it takes. */
  public static ScoringOptions offline() {
    return live().withLatencyBudget(Duration.ZERO);
  }

  /** The same with another largest batch. */
  public ScoringOptions withBatchSize(int value) {
    return new ScoringOptions(value, latencyTarget, latencyBudget, workers);
  }

  /** The same with another budget. */
  public ScoringOptions withLatencyBudget(Duration value) {
    return new ScoringOptions(batchSize, latencyTarget, value, workers);
  }

  /** The same with other workers. */
  public ScoringOptions withWorkers(int value) {
    return new ScoringOptions(batchSize, latencyTarget, latencyBudget, value);
  }

  /** Whether the ladder answers where the model does not. */
  public boolean hasBudget() {
    return !latencyBudget.isZero();
  }

  /**
   * How many workers a task has.
   *
   * @param processors of the machine
   * @param tasks that share them
   */
  public int workersOf(int processors, int tasks) {
    return workers == AUTO_WORKERS ? Math.max(1, processors / Math.max(1, tasks)) : workers;
  }
}
