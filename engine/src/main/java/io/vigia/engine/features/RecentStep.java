package io.vigia.engine.features;

import io.vigia.engine.row.Row;
import io.vigia.engine.spec.FeatureSpec.Aggregate.Function;

/** last, lag, delta, rate and since: what one earlier event says. Found in the log alone. */
final class RecentStep implements Step {
  /** In place of how many events ago: the first one of the window. */
  static final int EARLIEST = Integer.MAX_VALUE;

  private static final double MICROS_A_SECOND = 1e6;

  private final Function function;
  private final Measure measure;
  private final Window window;
  private final Season season;
  private final int back;
  private final int ofSlot;
  private final int slot;

  /**
   * A step.
   *
   * @param function one of last, lag, delta, rate, since
   * @param measure what it looks at
   * @param window where it looks
   * @param season {@code null} for all times
   * @param back how many events ago, from 1; or {@link #EARLIEST}
   * @param ofSlot slot of the event's own value, for delta and rate
   * @param slot where the value goes
   */
  RecentStep(
      Function function,
      Measure measure,
      Window window,
      Season season,
      int back,
      int ofSlot,
      int slot) {
    this.function = function;
    this.measure = measure;
    this.window = window;
    this.season = season;
    this.back = back;
    this.ofSlot = ofSlot;
    this.slot = slot;
  }

  @Override
  public void run(Row event, KeyState state, int position) {
    EventLog log = state.log;
    int start = window.start(event, state);
    int end = window.delay() == 0 ? position : window.end(event, state, position);
    event.values[slot] =
        back == EARLIEST ? earliest(event, log, start, end) : latest(event, log, start, end);
  }

  private double earliest(Row event, EventLog log, int start, int end) {
    for (int i = start; i < end; i++) {
      double value = value(event, log, i);
      if (!Double.isNaN(value)) {
        return result(event, value, log.times.get(i));
      }
    }
    return Double.NaN;
  }

  private double latest(Row event, EventLog log, int start, int end) {
    int left = back;
    for (int i = end - 1; i >= start; i--) {
      double value = value(event, log, i);
      if (!Double.isNaN(value) && --left == 0) {
        return result(event, value, log.times.get(i));
      }
    }
    return Double.NaN;
  }

  /** What an entry says; NaN where it does not count. */
  private double value(Row event, EventLog log, int index) {
    boolean counts = season == null || season.holds(log.times.get(index), event.time);
    return counts ? log.value(measure, index) : Double.NaN;
  }

  private double result(Row event, double value, long time) {
    double seconds = (event.time - time) / MICROS_A_SECOND;
    return switch (function) {
      case LAST, LAG -> value;
      case DELTA -> event.values[ofSlot] - value;
      case RATE -> seconds == 0 ? Double.NaN : (event.values[ofSlot] - value) / seconds;
      case SINCE -> seconds;
      default -> throw new IllegalStateException(function + " looks at more than one event");
    };
  }
}
