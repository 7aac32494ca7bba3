package io.vigia.jobs.scoring;

import io.vigia.engine.score.Scorer;
import java.util.Arrays;
import org.apache.flink.util.clock.Clock;

/**
 * A model's attempt at a batch, and what came of it. Where it fails on the batch it gets each row
 * alone, so that one event that it cannot score takes no other with it.
 */
final class Attempt {
  /** Where the rows' inputs come from. */
  interface Inputs {
    /**
     * Puts a row into a scorer's batch.
     *
     * @param row number of the row here
     * @param place its place in the scorer's batch
     */
    void put(int row, Scorer scorer, int place);
  }

  /** The score of each row, NaN where the model failed on it. */
  final double[] scores;

  /** Rows of the batch. */
  int rows;

  /** How many of them the model failed on. */
  int failed;

  /** Why it failed on the batch; {@code null} when it did not. */
  Throwable failure;

  /** How long it took. */
  long nanos;

  Attempt(int capacity) {
    this.scores = new double[capacity];
  }

  /** Makes the attempt. */
  void run(Scorer scorer, Inputs inputs, int count, Clock clock) {
    rows = count;
    failed = 0;
    failure = null;
    long start = clock.relativeTimeNanos();
    try {
      score(scorer, inputs, 0, count);
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      failure = e;
      for (int i = 0; i < count; i++) {
        scoreAlone(scorer, inputs, i);
      }
    }
    nanos = clock.relativeTimeNanos() - start;
  }

  /** The model could not even be asked. */
  void fail(int count, Throwable why) {
    rows = count;
    failed = count;
    failure = why;
    nanos = 0;
    Arrays.fill(scores, 0, count, Double.NaN);
  }

  private void score(Scorer scorer, Inputs inputs, int first, int count) {
    for (int i = 0; i < count; i++) {
      inputs.put(first + i, scorer, i);
    }
    scorer.run(count);
    for (int i = 0; i < count; i++) {
      scores[first + i] = scorer.score(i);
    }
  }

  private void scoreAlone(Scorer scorer, Inputs inputs, int row) {
    try {
      score(scorer, inputs, row, 1);
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      scores[row] = Double.NaN;
      failed++;
    }
  }

  /** Whether the model answered none of the rows. */
  boolean isFailure() {
    return failed == rows;
  }
}
