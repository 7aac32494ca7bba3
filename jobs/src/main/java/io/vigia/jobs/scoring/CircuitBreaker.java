package io.vigia.jobs.scoring;

/**
 * Rests a model that keeps failing: after {@value #FAILURES} failures in a row it is not asked, at
 * first for a second; then a single batch tries it (half open), and either the model is back or its
 * rest doubles, up to a minute. So a broken model costs no event its whole budget. The pattern is
 * that of M. Nygard, "Release It!" (2007).
 */
final class CircuitBreaker {
  /** Failures in a row that open it. */
  static final int FAILURES = 5;

  /** The first rest, in milliseconds. */
  static final long SHORTEST_REST = 1_000;

  /** The longest rest, in milliseconds. */
  static final long LONGEST_REST = 60_000;

  /** Whether the model is asked. */
  enum State {
    /** It is. */
    CLOSED,
    /** One batch tries it. */
    HALF_OPEN,
    /** It rests. */
    OPEN
  }

  private State state = State.CLOSED;
  private int failures;
  private long rest = SHORTEST_REST;
  private long restsUntil;
  private long opened;

  /** Whether the model is asked, as of the last event. */
  State state() {
    return state;
  }

  /** How often it has opened. */
  long opened() {
    return opened;
  }

  /** Whether a batch may go to the model at this time, in milliseconds. */
  boolean admits(long now) {
    return state == State.CLOSED || (state == State.OPEN && now >= restsUntil);
  }

  /** A batch that was admitted goes to the model. */
  void asked() {
    if (state == State.OPEN) {
      state = State.HALF_OPEN;
    }
  }

  /** The model answered. */
  void answered() {
    state = State.CLOSED;
    failures = 0;
    rest = SHORTEST_REST;
  }

  /** The model failed, or did not answer in time. */
  void failed(long now) {
    failures++;
    boolean isTrial = state == State.HALF_OPEN || (state == State.OPEN && now >= restsUntil);
    if (isTrial) {
      rest = Math.min(LONGEST_REST, 2 * rest);
      open(now);
    } else if (state == State.CLOSED && failures >= FAILURES) {
      open(now);
    }
  }

  private void open(long now) {
    state = State.OPEN;
    restsUntil = now + rest;
    opened++;
  }
}
