package io.vigia.jobs.scoring;

import io.vigia.engine.row.Row;
import io.vigia.engine.score.Scorer;
import io.vigia.schemas.Tier;
import org.apache.flink.util.clock.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model that scores the events that the active one has scored, behind it: a batch is copied
 * before it is handed on and scored after. So an answer waits for the copy only. The challenger has
 * a share of the task's time; what does not fit into it is left out, and counted.
 *
 * <p>Made on any thread, used and closed by that of the task.
 */
public final class Challenger {
  private static final Logger LOG = LoggerFactory.getLogger(Challenger.class);

  /** Of a second, the challenger has a quarter. */
  static final double SHARE = 0.25;

  /** Time that it may save up while there is nothing to score, in nanoseconds. */
  private static final double MOST_SAVED = 50e6;

  /** Who compares. */
  public interface Comparing {
    /**
     * Both models scored an event.
     *
     * @param id number of the event's id
     * @param key number of its key
     * @param time event time in microseconds since 1970
     */
    void compared(long id, long key, long time, double active, double challenger);

    /** The challenger did not score events, for want of time. */
    void shed(int events);

    /** The challenger failed on events. */
    void failed(int events);
  }

  private final Scorer scorer;
  private final int keyIndex;
  private final Clock clock;
  private final Comparing comparing;
  private final long[] ids;
  private final long[] keys;
  private final long[] times;
  private final double[] scores;
  private int size;
  private double saved = MOST_SAVED;
  private long lookedAt;

  /**
   * A challenger.
   *
   * @param scorer its model, of a capacity of the largest batch
   * @param keyIndex index of the key that labels come by
   */
  Challenger(Scorer scorer, int keyIndex, Clock clock, Comparing comparing) {
    this.scorer = scorer;
    this.keyIndex = keyIndex;
    this.clock = clock;
    this.comparing = comparing;
    this.ids = new long[scorer.capacity()];
    this.keys = new long[scorer.capacity()];
    this.times = new long[scorer.capacity()];
    this.scores = new double[scorer.capacity()];
    this.lookedAt = clock.relativeTimeNanos();
  }

  /** Copies what the active model answered of a batch. */
  void take(Batch batch) {
    long now = clock.relativeTimeNanos();
    saved = Math.min(MOST_SAVED, saved + SHARE * (now - lookedAt));
    lookedAt = now;
    size = 0;
    boolean hasTime = saved > 0;
    int left = 0;
    for (int i = 0; i < batch.size; i++) {
      Row row = batch.rows[i];
      if (row.tier == Tier.RULES || row.tier == Tier.PCA) {
        continue;
      }
      if (!hasTime) {
        left++;
        continue;
      }
      batch.put(i, scorer, size);
      ids[size] = row.id;
      keys[size] = keyIndex < 0 ? 0 : row.keys[keyIndex];
      times[size] = row.time;
      scores[size] = row.score;
      size++;
    }
    if (left > 0) {
      comparing.shed(left);
    }
  }

  /** Scores what was copied and has it compared. */
  void compare() {
    if (size == 0) {
      return;
    }
    long start = clock.relativeTimeNanos();
    boolean answered = run();
    saved -= clock.relativeTimeNanos() - start;
    if (!answered) {
      comparing.failed(size);
      return;
    }
    for (int i = 0; i < size; i++) {
      comparing.compared(ids[i], keys[i], times[i], scores[i], scorer.score(i));
    }
  }

  private boolean run() {
    try {
      scorer.run(size);
      return true;
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      LOG.debug("the challenger fails on a batch of {}", size, e);
      return false;
    }
  }

  /** Closes its scorer. */
  public void close() {
    scorer.close();
  }
}
