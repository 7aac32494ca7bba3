package io.vigia.training.report;

import io.vigia.engine.score.Scorer;
import java.util.function.IntConsumer;
import java.util.function.ToDoubleFunction;

/** Scores each row by a function of its inputs; says before each run how many rows it gets. */
final class RowScorer implements Scorer {
  private final int width;
  private final double[][] rows;
  private final double[] scores;
  private final ToDoubleFunction<double[]> function;
  private final IntConsumer runs;

  RowScorer(int width, int capacity, ToDoubleFunction<double[]> function) {
    this(width, capacity, function, rows -> {});
  }

  RowScorer(int width, int capacity, ToDoubleFunction<double[]> function, IntConsumer runs) {
    this.width = width;
    this.rows = new double[capacity][width];
    this.scores = new double[capacity];
    this.function = function;
    this.runs = runs;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int capacity() {
    return rows.length;
  }

  @Override
  public void put(int row, double[] values, int from) {
    System.arraycopy(values, from, rows[row], 0, width);
  }

  @Override
  public void run(int count) {
    runs.accept(count);
    for (int i = 0; i < count; i++) {
      scores[i] = function.applyAsDouble(rows[i]);
    }
  }

  @Override
  public double score(int row) {
    return scores[row];
  }

  @Override
  public void close() {}
}
