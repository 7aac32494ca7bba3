package io.vigia.engine.control;

import io.vigia.engine.control.Comparison.Count;
import java.util.Locale;

/**
 * Whether a challenger has lost or won, decided anew with each label.
 *
 * <p>What counts are the labelled events on which exactly one of the two models alerts, each at its
 * own threshold: there one was right and the other wrong. As in McNemar's test (Q. McNemar, "Note
 * on the sampling error of the difference between correlated proportions or percentages", 1947) the
 * others say nothing. Were the models equally good, either would be right as often. Since one looks
 * again and again, the test is Wald's sequential probability ratio test (A. Wald, "Sequential Tests
 * of Statistical Hypotheses", 1945): that the challenger is right in {@value #SHARE} of the cases,
 * against that it is wrong in {@value #SHARE} of them, with a chance of {@value #ERROR} for either
 * error. It comes down to a margin: whoever was right {@link #margin} times more than the other has
 * won.
 *
 * <p>A challenger that fails on more than {@value #MOST_FAILED} of a thousand events or more has
 * lost, whatever the labels say.
 */
public enum ShadowVerdict {
  /** Neither was right often enough. */
  OPEN,
  /** The active model is the better one, or the challenger fails. */
  LOST,
  /** The challenger is the better one. */
  WON;

  /** How often the better model is right where one is: what the test is to find. */
  static final double SHARE = 0.6;

  /** Chance of either error. */
  static final double ERROR = 0.01;

  /** Share of the events that a challenger may fail on. */
  static final double MOST_FAILED = 0.05;

  private static final int ENOUGH_EVENTS = 1_000;

  /** By how much more events a model has to be right than the other one. */
  public static int margin() {
    return (int) Math.ceil(Math.log((1 - ERROR) / ERROR) / Math.log(SHARE / (1 - SHARE)));
  }

  /** The verdict on what was counted so far. */
  public static ShadowVerdict of(Comparison found) {
    double lead = found.of(Count.CHALLENGER_RIGHT) - found.of(Count.ACTIVE_RIGHT);
    if (fails(found) || lead <= -margin()) {
      return LOST;
    }
    return lead >= margin() ? WON : OPEN;
  }

  private static boolean fails(Comparison found) {
    double asked = found.of(Count.COMPARED) + found.of(Count.FAILED);
    return asked >= ENOUGH_EVENTS && found.of(Count.FAILED) > MOST_FAILED * asked;
  }

  /** The figures behind a verdict, in words. */
  public static String why(Comparison found) {
    if (fails(found)) {
      return String.format(
          Locale.ROOT,
          "the challenger failed on %.0f of %.0f events",
          found.of(Count.FAILED),
          found.of(Count.COMPARED) + found.of(Count.FAILED));
    }
    return String.format(
        Locale.ROOT,
        "of the labelled events on which one of the two alerts, the challenger was right on %.0f and"
            + " the active model on %.0f; a lead of %d decides",
        found.of(Count.CHALLENGER_RIGHT),
        found.of(Count.ACTIVE_RIGHT),
        margin());
  }
}
