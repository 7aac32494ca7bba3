package io.vigia.engine.adapt;

import io.vigia.engine.decide.Suppression;
import io.vigia.engine.recent.RecentKeys;
import io.vigia.engine.score.Logit;
import io.vigia.engine.score.ScoreLevels.Tail;
import java.time.Duration;
import java.util.Optional;

/**
 * A threshold for each key that follows the key's own scores, so that each alerts about as often as
 * its part of the budget allows: peaks over threshold, with a level that drifts (SPOT and DSPOT;
 * Siffer et al., "Anomaly Detection in Streams with Extreme Value Theory", KDD 2017), by time
 * instead of by event, since a budget is by time.
 *
 * <p>A peak is a score over the {@link Tail#floor floor} of training, which the budget's multiple M
 * reaches; the tail from there to the trained threshold is taken to be exponential on the log-odds,
 * so that the two lie ln M mean excesses apart. Each key has a level of its own, on which its peaks
 * are M times as frequent as its part b of the budget, and its threshold lies ln M above that. The
 * level is found by stochastic approximation (Robbins and Monro, 1951): each peak over it that does
 * not alert raises it by δ, and time lowers it by δ (M − 1) b, which is how often such peaks come
 * where the level is right. Below the floor, where peaks cannot be seen, the share of them that
 * would be over the floor is expected instead.
 *
 * <p>The mean excess is that of training and not learned from a key: where a key's scores are all
 * higher, the scores over the floor are no longer a tail, and a mean of them would silence it.
 *
 * <p><b>What alerted is not learned from</b>: its score could be anything. Alerts come at the rate
 * b where the level is right, which is why the others are expected at M − 1 times b and not at M.
 *
 * <p><b>Peaks are counted as alerts are.</b> Where alerts are suppressed, the peaks of one key of
 * suppression within its duration make one, the highest.
 *
 * <p><b>It moves slowly.</b> δ is such that a level that is wrong by a factor of two in frequency
 * needs about a half-life, and at most a tenth, so that a key with few peaks is not led by one. Of
 * each slot of a sixteenth of the half-life at most four times the expected number of peaks count,
 * and four more. And where a key comes to another level, so that all it does alerts, there is
 * nothing to learn from: when it has alerted more than twice as often as it may for long, the
 * threshold is lifted by half a mean excess a slot for as long as it goes on, and falls back as
 * slowly. That looks at the number of alerts alone, of each slot few, and not at their scores.
 *
 * <p>Immutable; the states are not.
 */
public final class AdaptiveThreshold {
  private static final int SLOTS = 16;
  private static final double MOST_OF_USUAL = 4;
  private static final int SPARE = 4;
  private static final double OVER_BUDGET = 2;
  private static final double OVER_SPARE = 3;
  private static final double LIFT = 0.5;
  private static final double MOST_STEP = 0.1;

  /** How far above the floor the threshold may be, against where training put it. */
  private static final double MOST_BOUND = 3;

  private static final int MOST_RUNS = 1_000;
  private static final double HALF_LIVES = 10;

  private final double halfLife;
  private final double memory;
  private final double slotLength;
  private final double budgetPerMicro;
  private final Optional<Suppression> suppression;

  /**
   * The thresholds of a detector.
   *
   * @param halfLife how long a level needs that is wrong by a factor of two, about
   * @param alerts the budget of the detector: so many alerts
   * @param per in so long
   * @param suppression what is held back after an alert
   */
  public AdaptiveThreshold(
      Duration halfLife, double alerts, Duration per, Optional<Suppression> suppression) {
    this.halfLife = micros(halfLife);
    this.memory = this.halfLife / Math.log(2);
    this.slotLength = this.halfLife / SLOTS;
    this.budgetPerMicro = alerts / micros(per);
    this.suppression = suppression;
  }

  private static double micros(Duration duration) {
    return duration.toSeconds() * 1e6 + duration.toNanosPart() / 1e3;
  }

  /** The state of a key that had no peak yet. */
  public static AdaptState newState() {
    return new AdaptState();
  }

  /** A deep copy. */
  public static AdaptState copy(AdaptState state) {
    return state.copy();
  }

  /** The event time after which a state has no say any more, microseconds since 1970. */
  public long expiresAt(AdaptState state) {
    return (long) (state.at + HALF_LIVES * halfLife);
  }

  /**
   * What training found, on the scale of log-odds.
   *
   * @param floor log-odds of the floor
   * @param unit mean excess over it
   * @param most excess of the trained threshold in units: ln of the multiple
   * @param share the key's part of the budget, alerts a microsecond
   * @param expected peaks over a right level that do not alert, a microsecond
   * @param step what a peak raises the level by, in units
   */
  private record Scale(
      double floor, double unit, double most, double share, double expected, double step) {}

  private Scale scale(double trained, Tail tail) {
    double floor = Logit.of(tail.floor());
    double most = Math.log(tail.multiple());
    double share = budgetPerMicro / Math.max(1, tail.keys());
    double expected = (tail.multiple() - 1) * share;
    double step = Math.min(MOST_STEP, 1 / (expected * memory));
    return new Scale(floor, (Logit.of(trained) - floor) / most, most, share, expected, step);
  }

  /**
   * The threshold that holds for a key.
   *
   * @param time event time, microseconds since 1970
   * @param trained the threshold that training chose for the whole budget
   * @param tail the tail of the scores in training
   * @return scores from here on alert, in [0, 1]
   */
  public double threshold(AdaptState state, long time, double trained, Tail tail) {
    Scale scale = scale(trained, tail);
    advance(state, time, scale);
    return state.at == AdaptState.NEVER ? trained : score(bound(state, scale), scale);
  }

  private static double score(double bound, Scale scale) {
    return Logit.score(scale.floor + scale.unit * bound);
  }

  /**
   * Takes a peak: tells a key what {@link #threshold} has led to.
   *
   * @param time event time, microseconds since 1970
   * @param suppressKey number of the event's key of suppression
   * @param score at least the floor
   * @param hasAlerted whether the event alerts, by its score or by a rule
   */
  public void take(
      AdaptState state,
      long time,
      long suppressKey,
      double score,
      boolean hasAlerted,
      double trained,
      Tail tail) {
    Scale scale = scale(trained, tail);
    advance(state, time, scale);
    double excess = Math.max(0, (Logit.of(score) - scale.floor) / scale.unit);
    if (state.at == AdaptState.NEVER) {
      // The first one only starts the clock: it says nothing of how rare they are.
      state.at = time;
      state.slot = time;
      beginSlot(state, scale);
    } else if (suppression.isEmpty()) {
      learn(state, excess, hasAlerted, scale);
      return;
    }
    if (suppression.isPresent()) {
      int run = run(state, suppressKey, time, scale);
      state.tops[run] = Math.max(state.tops[run], excess);
      state.alerted[run] |= hasAlerted;
    }
  }

  private int run(AdaptState state, long suppressKey, long time, Scale scale) {
    int run = state.runs.find(suppressKey);
    if (run != RecentKeys.NONE) {
      return run;
    }
    if (state.runs.size() == MOST_RUNS) {
      endRun(state, state.runs.oldest(), scale);
    }
    return state.addRun(suppressKey, time);
  }

  private void endRun(AdaptState state, int run, Scale scale) {
    state.runs.remove(run);
    learn(state, state.tops[run], state.alerted[run], scale);
  }

  private static void learn(AdaptState state, double excess, boolean hasAlerted, Scale scale) {
    if (hasAlerted) {
      state.alertsInSlot++;
    } else if (excess > state.level && state.leftInSlot > 0) {
      state.leftInSlot--;
      state.level += scale.step;
    }
  }

  /** Ends the runs and slots that are over, and lets what was learned fade. */
  private void advance(AdaptState state, long time, Scale scale) {
    if (state.at == AdaptState.NEVER) {
      return;
    }
    if (suppression.isPresent()) {
      int oldest = state.runs.oldest();
      while (oldest != RecentKeys.NONE
          && time - state.begins[oldest] >= suppression.get().micros()) {
        endRun(state, oldest, scale);
        oldest = state.runs.oldest();
      }
    }
    double slots = Math.floor((time - state.slot) / slotLength);
    if (slots >= 1) {
      endSlot(state, scale);
      state.lift = Math.max(0, state.lift - LIFT * (slots - 1));
      state.slot += (long) (slots * slotLength);
    }
    if (time > state.at) {
      sink(state, time - state.at, scale);
      state.alerts *= Math.pow(2, -(time - state.at) / halfLife);
      state.at = time;
    }
  }

  /** Lowers the level by what time does: evenly over the floor, and below ever less. */
  private static void sink(AdaptState state, double micros, Scale scale) {
    double evenly = Math.max(0, state.level) / (scale.step * scale.expected);
    if (micros <= evenly) {
      state.level -= scale.step * scale.expected * micros;
      return;
    }
    // y' = −δ b y (y − 1) for y = M e^level, the peaks over the floor against the part of the
    // budget.
    double before = Math.exp(scale.most + Math.min(0, state.level));
    double rest = (before - 1) / before * Math.exp(-scale.step * scale.share * (micros - evenly));
    state.level = -Math.log1p(-rest) - scale.most;
  }

  private void endSlot(AdaptState state, Scale scale) {
    double expected = scale.share * slotLength;
    state.alerts += Math.min(state.alertsInSlot, Math.max(1, MOST_OF_USUAL * expected));
    boolean isOver =
        state.alertsInSlot > 0 && state.alerts > OVER_BUDGET * scale.share * memory + OVER_SPARE;
    state.lift = Math.max(0, state.lift + (isOver ? LIFT : -LIFT));
    state.alertsInSlot = 0;
    beginSlot(state, scale);
  }

  private void beginSlot(AdaptState state, Scale scale) {
    double usual = scale.expected * slotLength;
    state.leftInSlot = (int) Math.min(Integer.MAX_VALUE, SPARE + MOST_OF_USUAL * usual);
  }

  /** The threshold's excess over the floor, in units. */
  private static double bound(AdaptState state, Scale scale) {
    double bound = Math.min(MOST_BOUND * scale.most, state.level + scale.most);
    return Math.max(0, bound) + state.lift;
  }
}
