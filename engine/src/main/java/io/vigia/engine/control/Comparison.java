package io.vigia.engine.control;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * What is counted while a challenger scores the same events as the active model. Counts add up:
 * those of subtasks to those of the job. Not thread safe.
 */
public final class Comparison {

  /** What is counted. */
  public enum Count {
    /** Events that both scored. */
    COMPARED,
    /** Events that the challenger did not score, for want of time. */
    SHED,
    /** Events that it failed on. */
    FAILED,
    /** Events on which both alert. */
    ALERTS_BOTH,
    /** Events on which only the active model alerts. */
    ALERTS_ACTIVE_ONLY,
    /** Events on which only the challenger alerts. */
    ALERTS_CHALLENGER_ONLY,
    /** Sum of how far the two scores of an event lie apart. */
    DIFFERENCE,
    /** Labelled events on which one alerts, and it was the active model that was right. */
    ACTIVE_RIGHT,
    /** Labelled events on which one alerts, and it was the challenger that was right. */
    CHALLENGER_RIGHT,
    /** Labelled events that were positive and on which the active model alerts. */
    ACTIVE_HITS,
    /** Labelled events that were negative and on which the active model alerts. */
    ACTIVE_FALSE_ALARMS,
    /** Labelled events that were positive and on which the challenger alerts. */
    CHALLENGER_HITS,
    /** Labelled events that were negative and on which the challenger alerts. */
    CHALLENGER_FALSE_ALARMS,
    /** Labelled events of the sample on which neither alerts. */
    SAMPLED,
    /** Those of them that were positive. */
    SAMPLED_MISSES
  }

  private static final Count[] COUNTS = Count.values();

  private final double[] values = new double[COUNTS.length];

  /** What was counted. */
  public double of(Count count) {
    return values[count.ordinal()];
  }

  /** Counts an event that both scored. */
  public void scored(
      double active, boolean activeAlerts, double challenger, boolean challengerAlerts) {
    add(Count.COMPARED, 1);
    add(Count.DIFFERENCE, Math.abs(active - challenger));
    if (activeAlerts && challengerAlerts) {
      add(Count.ALERTS_BOTH, 1);
    } else if (activeAlerts) {
      add(Count.ALERTS_ACTIVE_ONLY, 1);
    } else if (challengerAlerts) {
      add(Count.ALERTS_CHALLENGER_ONLY, 1);
    }
  }

  /** Counts events that the challenger did not score for want of time. */
  public void shed(int events) {
    add(Count.SHED, events);
  }

  /** Counts events that it failed on. */
  public void failed(int events) {
    add(Count.FAILED, events);
  }

  /** Counts the truth about an event that both scored. */
  public void labelled(boolean activeAlerts, boolean challengerAlerts, boolean isPositive) {
    if (activeAlerts != challengerAlerts) {
      add(activeAlerts == isPositive ? Count.ACTIVE_RIGHT : Count.CHALLENGER_RIGHT, 1);
    }
    if (activeAlerts) {
      add(isPositive ? Count.ACTIVE_HITS : Count.ACTIVE_FALSE_ALARMS, 1);
    }
    if (challengerAlerts) {
      add(isPositive ? Count.CHALLENGER_HITS : Count.CHALLENGER_FALSE_ALARMS, 1);
    }
    if (!activeAlerts && !challengerAlerts) {
      add(Count.SAMPLED, 1);
      add(Count.SAMPLED_MISSES, isPositive ? 1 : 0);
    }
  }

  private void add(Count count, double value) {
    values[count.ordinal()] += value;
  }

  /** Whether nothing was counted. */
  public boolean isEmpty() {
    for (double value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  /** Sets all counts to 0. */
  public void clear() {
    Arrays.fill(values, 0);
  }

  /**
   * Puts the counts that are not 0 among other values.
   *
   * @param suffix of their names, such as {@code _total}
   */
  public void put(String suffix, Map<String, Double> into) {
    for (Count count : COUNTS) {
      if (of(count) != 0) {
        into.put(name(count) + suffix, of(count));
      }
    }
  }

  /** Adds counts that were put without a suffix. */
  public void addAll(Map<String, Double> counts) {
    for (Count count : COUNTS) {
      add(count, counts.getOrDefault(name(count), 0.0));
    }
  }

  private static String name(Count count) {
    return count.name().toLowerCase(Locale.ROOT);
  }
}
