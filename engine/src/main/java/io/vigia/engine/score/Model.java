package io.vigia.engine.score;

import io.vigia.schemas.ModelRef;
import io.vigia.schemas.Tier;

/**
 * A model that is ready to answer, and what its answers mean. Rows carry the one that scored them,
 * so that what decides behind it takes the threshold and the name from where the score came from.
 */
public interface Model {

  /** Which rung of the ladder it is. */
  Tier tier();

  /** What alerts say of it. */
  ModelRef ref();

  /** Scores from here on alert, in [0, 1]. */
  double threshold();

  /** What its scores are usually like. */
  default ScoreLevels levels() {
    return ScoreLevels.UNKNOWN;
  }

  /** Usual values of the features, in their order. */
  double[] usual();

  /**
   * A scorer of its own, to be closed by the caller.
   *
   * @param capacity largest batch, from 1
   */
  Scorer newScorer(int capacity);
}
