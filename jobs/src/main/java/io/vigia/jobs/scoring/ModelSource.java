package io.vigia.jobs.scoring;

import io.vigia.engine.model.Admission;
import io.vigia.engine.score.Model;
import io.vigia.engine.score.ScoreLevels;
import io.vigia.engine.score.Scorer;
import io.vigia.schemas.ModelRef;
import io.vigia.schemas.Tier;
import java.io.Serializable;
import java.util.Optional;
import java.util.function.IntFunction;

/** Loads the model of a detector where it is needed. */
public interface ModelSource extends Serializable {

  /** Loads the model. */
  Loaded load();

  /**
   * What answers where the model cannot: made without its graph, so that it is there when the graph
   * is what fails. Empty where the detector has nothing of the kind.
   */
  default Optional<Model> fallback() {
    return Optional.empty();
  }

  /**
   * A model that is ready.
   *
   * @param tier which rung of the ladder it is
   * @param admission what the admission gate measured; empty where it was not asked
   * @param threshold scores from here on alert, in [0, 1]
   * @param levels what its scores are usually like
   * @param ref what alerts say of it
   * @param usual usual values of the features, in their order
   * @param scorers makes a scorer of the largest batch that is asked for; its owner closes it
   */
  @SuppressWarnings("ArrayRecordComponent") // Read by one operator, never compared.
  record Loaded(
      Tier tier,
      Optional<Admission> admission,
      double threshold,
      ScoreLevels levels,
      ModelRef ref,
      double[] usual,
      IntFunction<Scorer> scorers)
      implements Model {

    /** A model of whose scores nothing is known. */
    public Loaded(
        Tier tier,
        Optional<Admission> admission,
        double threshold,
        ModelRef ref,
        double[] usual,
        IntFunction<Scorer> scorers) {
      this(tier, admission, threshold, ScoreLevels.UNKNOWN, ref, usual, scorers);
    }

    @Override
    public Scorer newScorer(int capacity) {
      return scorers.apply(capacity);
    }
  }
}
