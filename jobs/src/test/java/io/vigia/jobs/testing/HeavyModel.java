package io.vigia.jobs.testing;

import io.vigia.engine.score.Scorer;
import io.vigia.jobs.scoring.ModelSource;

/** A model that computes for long, so that it is not left to the thread of a task. */
public final class HeavyModel implements ModelSource {
  private static final long serialVersionUID = 1L;
  private static final int STEPS = 10_000;

  private final ModelSource model;

  /** The same model, made heavy. */
  public HeavyModel(ModelSource model) {
    this.model = model;
  }

  @Override
  public Loaded load() {
    Loaded loaded = model.load();
    return new Loaded(
        loaded.tier(),
        loaded.admission(),
        loaded.threshold(),
        loaded.ref(),
        loaded.usual(),
        capacity -> new HeavyScorer(loaded.newScorer(capacity)));
  }

  private record HeavyScorer(Scorer scorer) implements Scorer {
    @Override
    public int width() {
      return scorer.width();
    }

    @Override
    public int capacity() {
      return scorer.capacity();
    }

    @Override
    public void put(int row, double[] values, int from) {
      scorer.put(row, values, from);
    }

    @Override
    public void run(int rows) {
      double sum = 0;
      for (int i = 0; i < rows * STEPS; i++) {
        sum += Math.sin(i);
      }
      if (Double.isNaN(sum)) {
        throw new ArithmeticException("never: a sum of sines is a number");
      }
      scorer.run(rows);
    }

    @Override
    public double score(int row) {
      return scorer.score(row);
    }

    @Override
    public void close() {
      scorer.close();
    }
  }
}
