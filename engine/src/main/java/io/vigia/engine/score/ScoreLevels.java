package io.vigia.engine.score;

/**
 * What the scores of a model are usually like.
 *
 * @param usual the score that half of the events it was validated on exceed, before smoothing; NaN
 *     where it is not known
 */
public record ScoreLevels(double usual) {
  /** Of a model of which nothing is known. */
  public static final ScoreLevels UNKNOWN = new ScoreLevels(Double.NaN);
}
