package io.vigia.engine.model;

import io.vigia.engine.score.Scorer;
import io.vigia.engine.score.ScoringException;

/** Scores rows by a {@link ReconstructionModel}. */
final class ReconstructionScorer implements Scorer {
  private final ReconstructionModel model;
  private final double[] scaled;
  private final double[] scores;
  private boolean closed;

  ReconstructionScorer(ReconstructionModel model, int capacity) {
    this.model = model;
    this.scaled = new double[model.width()];
    this.scores = new double[capacity];
  }

  @Override
  public int width() {
    return scaled.length;
  }

  @Override
  public int capacity() {
    return scores.length;
  }

  /** Scores at once: a row needs no other. */
  @Override
  public void put(int row, double[] values, int from) {
    scores[row] = model.score(values, from, scaled);
  }

  @Override
  public void run(int rows) {
    if (closed) {
      throw new ScoringException("the scorer is closed");
    }
    if (rows < 1 || rows > scores.length) {
      throw new IllegalArgumentException("rows is " + rows + ", expected 1 to " + scores.length);
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
