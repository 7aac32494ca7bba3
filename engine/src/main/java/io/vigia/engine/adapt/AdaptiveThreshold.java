package io.vigia.engine.adapt;

import io.vigia.engine.decide.Suppression;
import io.vigia.engine.recent.RecentKeys;
import io.vigia.engine.score.Logit;
import io.vigia.engine.score.ScoreLevels.Tail;
import java.time.Duration;
import java.util.Optional;

/**
 * A threshold for each key that follows the key's own scores, so that each alerts about as often as
 * its part of the budget allows: peaks over threshold (Siffer et al., "Anomaly Detection in Streams
 * with Extreme Value Theory", KDD 2017), by time instead of by event, since a budget is by time.
 *
 * <p>A peak is a score over the {@link Tail#floor floor} of training, which the budget's multiple
 * reaches. With b the key's part of the budget, λ its rate of peaks and m the mean excess of their
 * log-odds over the floor, whose tail is taken to be exponential, the threshold lies
 *
 * <pre>
 * u = m ln(λ / b)
 * </pre>
 *
 * above the floor. λ and m are means with exponentially decaying weights; a key begins with {@value
 * #PRIOR} peaks as in training, which put it at the trained threshold.
 *
 * <p><b>What alerted is not learned from.</b> Its score could be anything. So the peaks that are
 * learned from are those below the threshold of their time, and λ and m are those of an exponential
 * distribution that is cut off there (truncated; the mean of an exponential below a bound c is m −
 * c / (e^(c/m) − 1)).
 *
 * <p><b>Peaks are counted as alerts are.</b> Where alerts are suppressed, the peaks of one key of
 * suppression within its duration make one, the highest.
 *
 * <p><b>It moves slowly.</b> Of each slot of a sixteenth of the half-life only four times the usual
 * number of peaks are learned from, and four more, so that a burst raises the threshold by a
 * fraction of m. And where a key comes to another level, so that all it does alerts, there is
 * nothing to learn from: when it has alerted more than twice as often as it may for long, the
 * threshold is lifted by m / 2 a slot for as long as it goes on, and falls back as slowly. That
 * looks at the number of alerts alone, of each slot few, and not at their scores.
 *
 * <p>Immutable; the states are not.
 */
public final class AdaptiveThreshold {
  /** Peaks as in training that a key begins with. */
  public static final int PRIOR = 10;

  private static final int SLOTS = 16;
  private static final double MOST_OF_USUAL = 4;
  private static final int SPARE = 4;
  private static final double OVER_BUDGET = 2;
  private static final double OVER_SPARE = 3;
  private static final double LIFT = 0.5;

  /** How far m may be from what training found, as a factor, and how far u above it. */
  private static final double MOST_CHANGE = 2;

  private static final double MOST_BOUND = 3;

  private static final int MOST_RUNS = 1_000;
  private static final double LEAST_CUT = 1e-6;
  private static final int STEPS = 48;
  private static final double HALF_LIVES = 10;

  private final double halfLife;
  private final double memory;
  private final double slotLength;
  private final double budgetPerMicro;
  private final Optional<Suppression> suppression;

  /**
   * The thresholds of a detector.
   *
   * @param halfLife after so long a peak weighs half
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
   */
  private record Scale(double floor, double unit, double most, double share) {}

  private Scale scale(double trained, Tail tail) {
    double floor = Logit.of(tail.floor());
    double most = Math.log(tail.multiple());
    return new Scale(
        floor, (Logit.of(trained) - floor) / most, most, budgetPerMicro / Math.max(1, tail.keys()));
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
    return state.since == AdaptState.NEVER ? trained : score(bound(state, scale), scale);
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
    if (state.since == AdaptState.NEVER) {
      // The first one only starts the clock: it says nothing of how rare they are.
      state.since = time;
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

  private void learn(AdaptState state, double excess, boolean hasAlerted, Scale scale) {
    if (hasAlerted) {
      state.alertsInSlot++;
      return;
    }
    double bound = bound(state, scale);
    if (state.leftInSlot > 0) {
      state.leftInSlot--;
      state.count++;
    }
    if (state.sizesLeftInSlot > 0) {
      state.sizesLeftInSlot--;
      state.sizes++;
      state.excess += excess;
      state.bounds += Math.max(excess, bound);
    }
  }

  /** Ends the runs and slots that are over, and lets what was learned fade. */
  private void advance(AdaptState state, long time, Scale scale) {
    if (state.since == AdaptState.NEVER) {
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
      double factor = Math.pow(2, -(time - state.at) / halfLife);
      state.count *= factor;
      state.sizes *= factor;
      state.excess *= factor;
      state.bounds *= factor;
      state.alerts *= factor;
      state.at = time;
    }
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
    double mean = mean(state);
    double usual = rate(state, mean, scale) * below(state, mean) * slotLength;
    state.leftInSlot = (int) Math.min(Integer.MAX_VALUE, SPARE + MOST_OF_USUAL * usual);
    state.sizesLeftInSlot = (int) Math.min(Integer.MAX_VALUE, 1 + usual);
  }

  /** The threshold's excess over the floor, in units. */
  private double bound(AdaptState state, Scale scale) {
    double mean = mean(state);
    double bound = mean * Math.log(rate(state, mean, scale) / scale.share) + state.lift;
    return Math.max(0, Math.min(MOST_BOUND * scale.most + state.lift, bound));
  }

  /**
   * Mean excess of all peaks in units, of that of the peaks below the threshold: what is most
   * likely after these and as many as the prior has, of mean 1 and not cut off.
   */
  private static double mean(AdaptState state) {
    double seen = state.excess + PRIOR;
    double cut = cut(state);
    double low = 1 / MOST_CHANGE;
    double high = MOST_CHANGE;
    for (int i = 0; i < STEPS; i++) {
      double middle = 0.5 * (low + high);
      if (state.sizes * meanBelow(middle, cut) + PRIOR * middle < seen) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return 0.5 * (low + high);
  }

  /** All peaks a microsecond, of those below the threshold. */
  private double rate(AdaptState state, double mean, Scale scale) {
    double usual = Math.exp(scale.most) * scale.share;
    double time = memory * -Math.expm1(-(state.at - state.since) / memory);
    return (state.count + PRIOR) / (time * below(state, mean) + PRIOR / usual);
  }

  /** Share of the peaks that lies below the threshold. */
  private static double below(AdaptState state, double mean) {
    return state.sizes > 0 ? -Math.expm1(-cut(state) / mean) : 1;
  }

  private static double cut(AdaptState state) {
    return state.sizes > 0 ? Math.max(LEAST_CUT, state.bounds / state.sizes) : 1;
  }

  /** Mean of an exponential distribution that is cut off. */
  private static double meanBelow(double mean, double cut) {
    return mean - cut / Math.expm1(cut / mean);
  }
}
