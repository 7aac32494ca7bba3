package io.vigia.engine.score;

import java.util.function.ToDoubleFunction;

/** Scores by a function of the inputs, and counts its runs. */
public final class FixedScorer implements Scorer {
  private final ToDoubleFunction<double[]> function;
  private final double[][] batch;
  private final double[] scores;
  private int runs;
  private boolean closed;

  public FixedScorer(int width, int capacity, ToDoubleFunction<double[]> function) {
    this.function = function;
    this.batch = new double[capacity][width];
    this.scores = new double[capacity];
  }

  /** How often it was run. */
  public int runs() {
    return runs;
  }

  @Override
  public int width() {
    return batch[0].length;
  }

  @Override
  public int capacity() {
    return batch.length;
  }

  @Override
  public void put(int row, double[] values, int from) {
    System.arraycopy(values, from, batch[row], 0, width());
  }

  @Override
  public void run(int rows) {
    if (closed) {
      throw new ScoringException("the scorer is closed");
    }
    if (rows < 1 || rows > batch.length) {
      throw new IllegalArgumentException("rows is " + rows + ", expected 1 to " + batch.length);
    }
    runs++;
    for (int i = 0; i < rows; i++) {
      scores[i] = function.applyAsDouble(batch[i]);
    }
  }

  @Override
  public double score(int row) {
    return scores[row];
  }

  @Override
  public void close() {
    closed = true;
  }
}
