package io.vigia.engine.spec;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which scores alert. At most one of budget, threshold and multiple is given.
 *
 * @param budget how many alerts are wanted; training turns it into a threshold
 * @param threshold scores from here on alert, in [0, 1]
 * @param timesMaximum scores alert whose error is so many times the largest one in training, above
 *     0; training turns it into a threshold
 * @param suppress further alerts of a key that are held back
 * @param adapt how thresholds follow the scores of a key; empty where one holds for all
 */
public record AlertSpec(
    Optional<Budget> budget,
    OptionalDouble threshold,
    OptionalDouble timesMaximum,
    Optional<Suppress> suppress,
    Optional<Adapt> adapt) {

  /** With one threshold for all. */
  public AlertSpec(
      Optional<Budget> budget,
      OptionalDouble threshold,
      OptionalDouble timesMaximum,
      Optional<Suppress> suppress) {
    this(budget, threshold, timesMaximum, suppress, Optional.empty());
  }

  /** By a budget or a threshold. */
  public AlertSpec(Optional<Budget> budget, OptionalDouble threshold, Optional<Suppress> suppress) {
    this(budget, threshold, OptionalDouble.empty(), suppress);
  }

  /**
   * Alerts wanted in a period.
   *
   * @param alerts how many, above 0
   * @param per the period
   */
  public record Budget(double alerts, Duration per) {}

  /**
   * A threshold for each key, which follows its scores.
   *
   * @param key name of the key
   * @param halfLife how long a threshold needs, in event time, that is wrong by a factor of two in
   *     the number of its alerts, about
   */
  public record Adapt(String key, Duration halfLife) {}

  /**
   * After an alert, no further alert of the same key for a while (of event time).
   *
   * @param key name of the key
   * @param during how long
   */
  public record Suppress(String key, Duration during) {}
}
