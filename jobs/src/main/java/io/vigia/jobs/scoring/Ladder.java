package io.vigia.jobs.scoring;

import io.vigia.engine.row.Row;
import io.vigia.engine.score.Model;
import io.vigia.schemas.Tier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every row an answer: the model's, that of the rung below where the model has none, and
 * where that fails too, none but the rules'. A row without a score has NaN, never 0.
 */
final class Ladder {
  private static final Logger LOG = LoggerFactory.getLogger(Ladder.class);

  private final TierCounts counts = new TierCounts();
  private final int[] left;

  /**
   * A ladder.
   *
   * @param capacity largest batch
   */
  Ladder(int capacity) {
    this.left = new int[capacity];
  }

  /** How many rows each rung answered. */
  TierCounts counts() {
    return counts;
  }

  /** Answers a batch by the model's attempt, and by the rungs below where it failed. */
  void answer(Batch batch, Attempt attempt, ActiveModel active) {
    Model model = active.answering();
    Tier tier = model.tier();
    int unanswered = 0;
    for (int i = 0; i < batch.size; i++) {
      double score = attempt.scores[i];
      if (Double.isNaN(score)) {
        left[unanswered++] = i;
      } else {
        answer(batch.rows[i], score, tier, model);
      }
    }
    counts.add(tier, batch.size - unanswered);
    descend(batch, unanswered, active);
  }

  /** Answers a batch without the model. */
  void answerWithoutModel(Batch batch, ActiveModel active) {
    for (int i = 0; i < batch.size; i++) {
      left[i] = i;
    }
    descend(batch, batch.size, active);
  }

  private void descend(Batch batch, int unanswered, ActiveModel active) {
    if (unanswered > 0 && !reconstruct(batch, unanswered, active)) {
      for (int i = 0; i < unanswered; i++) {
        answer(batch.rows[left[i]], Double.NaN, Tier.RULES, null);
      }
      counts.add(Tier.RULES, unanswered);
    }
  }

  private boolean reconstruct(Batch batch, int unanswered, ActiveModel active) {
    Model fallback = active.fallback();
    if (fallback == null) {
      return false;
    }
    try {
      for (int i = 0; i < unanswered; i++) {
        batch.put(left[i], active.fallbackScorer(), i);
      }
      active.fallbackScorer().run(unanswered);
    } catch (RuntimeException e) {
      LOG.warn("{}: fails too; only rules answer", fallback.ref().getName(), e);
      return false;
    }
    for (int i = 0; i < unanswered; i++) {
      answer(batch.rows[left[i]], active.fallbackScorer().score(i), fallback.tier(), fallback);
    }
    counts.add(fallback.tier(), unanswered);
    return true;
  }

  private static void answer(Row row, double score, Tier tier, Model model) {
    row.score = score;
    row.tier = tier;
    row.model = model;
  }
}
