package io.vigia.jobs.testing;

import io.vigia.engine.score.Scorer;
import io.vigia.jobs.scoring.ModelSource;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A model that takes a stated time for each row. It waits for it, so that several of them are slow
 * beside each other on a machine of few cores, as on machines of their own.
 */
public final class SlowModel implements ModelSource {
  private static final long serialVersionUID = 1L;

  private final ModelSource model;
  private final long nanosPerRow;

  /**
   * The model.
   *
   * @param model what scores
   * @param perRow time that a row takes
   */
  public SlowModel(ModelSource model, Duration perRow) {
    this.model = model;
    this.nanosPerRow = perRow.toNanos();
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
        capacity -> new SlowScorer(loaded.scorers().apply(capacity)));
  }

  private final class SlowScorer implements Scorer {
    private final Scorer scorer;

    SlowScorer(Scorer scorer) {
      this.scorer = scorer;
    }

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
      long end = System.nanoTime() + rows * nanosPerRow;
      scorer.run(rows);
      for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
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
