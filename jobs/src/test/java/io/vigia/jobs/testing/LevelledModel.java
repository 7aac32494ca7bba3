package io.vigia.jobs.testing;

import io.vigia.engine.score.ScoreLevels;
import io.vigia.jobs.scoring.ModelSource;

/** The {@link AmountModel} with what its scores are usually like. */
public final class LevelledModel implements ModelSource {
  private static final long serialVersionUID = 1L;

  private final ModelSource model;
  private final double usual;
  private final double floor;

  private LevelledModel(double threshold, double usual, double floor) {
    this.model = new AmountModel(5, threshold);
    this.usual = usual;
    this.floor = floor;
  }

  /** Of a known median. */
  public static LevelledModel usual(double threshold, double usual) {
    return new LevelledModel(threshold, usual, Double.NaN);
  }

  /** Whose floor gives 20 times the budget, which two keys share. */
  public static LevelledModel withFloor(double threshold, double floor) {
    return new LevelledModel(threshold, Double.NaN, floor);
  }

  @Override
  public Loaded load() {
    Loaded loaded = model.load();
    ScoreLevels levels =
        Double.isNaN(floor)
            ? new ScoreLevels(usual)
            : new ScoreLevels(usual, java.util.Optional.of(new ScoreLevels.Tail(floor, 20, 2)));
    return new Loaded(
        loaded.tier(),
        loaded.admission(),
        loaded.threshold(),
        levels,
        loaded.ref(),
        loaded.usual(),
        loaded.scorers());
  }
}
