package io.vigia.engine.score;

import java.util.Optional;

/**
 * What the scores of a model are usually like.
 *
 * @param usual the score that half of the events it was validated on exceed, before smoothing; NaN
 *     where it is not known
 * @param tail the tail of its scores; empty where it is not known
 */
public record ScoreLevels(double usual, Optional<Tail> tail) {
  /** Of a model of which nothing is known. */
  public static final ScoreLevels UNKNOWN = new ScoreLevels(Double.NaN);

  /** Without the tail. */
  public ScoreLevels(double usual) {
    this(usual, Optional.empty());
  }

  /**
   * The tail of the scores, from which thresholds of keys start.
   *
   * @param floor scores from here on are peaks, in [0, 1]
   * @param multiple how many times as many alerts as the budget it would give, above 1
   * @param keys how many keys shared the budget, from 1
   */
  public record Tail(double floor, double multiple, int keys) {}
}
