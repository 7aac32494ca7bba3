package io.vigia.jobs.testing;

import io.vigia.engine.score.Scorer;
import io.vigia.engine.score.ScoringException;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.schemas.ModelRef;
import io.vigia.schemas.Tier;
import java.util.Optional;

/**
 * A model whose score is amount / (amount + 100), amount being the first feature; it fails on an
 * amount of {@link #POISON}.
 */
public final class AmountModel implements ModelSource {
  private static final long serialVersionUID = 1L;

  /** The amount that it fails on. */
  public static final double POISON = 666;

  private final int width;
  private final double threshold;

  /**
   * The model.
   *
   * @param width number of features
   * @param threshold scores from here on alert
   */
  public AmountModel(int width, double threshold) {
    this.width = width;
    this.threshold = threshold;
  }

  @Override
  public Loaded load() {
    double[] usual = new double[width];
    usual[0] = 50;
    return new Loaded(
        Tier.INT8,
        Optional.empty(),
        threshold,
        new ModelRef("amount", "1", "0".repeat(64)),
        usual,
        capacity -> new FixedScorer(width, capacity));
  }

  private static final class FixedScorer implements Scorer {
    private final int width;
    private final double[] amounts;
    private final double[] scores;

    FixedScorer(int width, int capacity) {
      this.width = width;
      this.amounts = new double[capacity];
      this.scores = new double[capacity];
    }

    @Override
    public int width() {
      return width;
    }

    @Override
    public int capacity() {
      return amounts.length;
    }

    @Override
    public void put(int row, double[] values, int from) {
      amounts[row] = values[from];
    }

    @Override
    public void run(int rows) {
      for (int i = 0; i < rows; i++) {
        if (amounts[i] == POISON) {
          throw new ScoringException("poison");
        }
        scores[i] = amounts[i] / (amounts[i] + 100);
      }
    }

    @Override
    public double score(int row) {
      return scores[row];
    }

    @Override
    public void close() {}
  }
}
