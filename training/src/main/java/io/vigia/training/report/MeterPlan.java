package io.vigia.training.report;

import java.util.List;

/**
 * How long is measured.
 *
 * @param rounds the contenders take turns this many times in each batch size; of the rounds the
 *     median counts
 * @param batches the batch sizes, smallest first
 * @param sustainedNanos how long each contender scores without a pause in batches of the largest
 *     size, for CPU time and energy
 */
public record MeterPlan(int rounds, List<Batch> batches, long sustainedNanos) {

  /**
   * A batch size.
   *
   * @param size rows a call
   * @param warmUp calls of each contender before anything is timed
   * @param calls timed calls a round
   */
  public record Batch(int size, int warmUp, int calls) {}

  /** The largest batch of the standard plan. */
  public static final int LARGEST_BATCH = 256;

  /**
   * Single rows, batches of 64 and of 256: a second or so for a handful of models. Rounds are short
   * and many, a fraction of a millisecond each: where other programs interrupt now and then, most
   * rounds pass undisturbed, and so does their median.
   */
  public static final MeterPlan STANDARD =
      new MeterPlan(
          101,
          List.of(
              new Batch(1, 3_000, 50), new Batch(64, 300, 10), new Batch(LARGEST_BATCH, 100, 4)),
          500_000_000L);

  public MeterPlan {
    batches = List.copyOf(batches);
    if (rounds < 1 || batches.isEmpty()) {
      throw new IllegalArgumentException(
          rounds + " rounds of " + batches.size() + " batch sizes, expected at least one of each");
    }
  }

  /** The largest batch. */
  int capacity() {
    return batches.get(batches.size() - 1).size();
  }
}
