package io.vigia.engine.features;

import io.vigia.engine.row.Row;
import io.vigia.engine.spec.FeatureSpec.Aggregate.Function;

/** last, lag, delta, rate and since: what one earlier event says. Found in the log alone. */
final class RecentStep implements Step {
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
   * @param back how many events ago, from 1
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
    int left = back;
    double result = Double.NaN;
    for (int i = end - 1; i >= start; i--) {
      long time = log.times.get(i);
      if (season != null && !season.holds(time, event.time)) {
        continue;
      }
      double value = log.value(measure, i);
      if (!Double.isNaN(value) && --left == 0) {
        result = result(event, value, (event.time - time) / MICROS_A_SECOND);
        break;
      }
    }
    event.values[slot] = result;
  }

  private double result(Row event, double value, double seconds) {
    return switch (function) {
      case LAST, LAG -> value;
      case DELTA -> event.values[ofSlot] - value;
      case RATE -> seconds == 0 ? Double.NaN : (event.values[ofSlot] - value) / seconds;
      case SINCE -> seconds;
      default -> throw new IllegalStateException(function + " looks at more than one event");
    };
  }
}
