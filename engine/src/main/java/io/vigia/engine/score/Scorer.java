package io.vigia.engine.score;

/**
 * Scores rows in batches. Fill the batch with {@link #put}, {@link #run} it, read the scores. Not
 * thread safe: each operator has its own.
 */
public interface Scorer extends AutoCloseable {

  /** Number of inputs of a row. */
  int width();

  /** Largest batch. */
  int capacity();

  /**
   * Copies a row's inputs into the batch.
   *
   * @param row place in the batch, below {@link #capacity}
   * @param values array that holds the inputs, NaN = missing
   * @param from index of the first input in it
   */
  void put(int row, double[] values, int from);

  /**
   * Scores the first rows of the batch.
   *
   * @param rows how many, 1 to {@link #capacity}
   * @throws ScoringException when the model fails or answers anything but finite numbers in [0, 1]
   */
  void run(int rows);

  /** The score of a row of the last run, in [0, 1]; higher is more suspicious. */
  double score(int row);

  @Override
  void close();
}
