package io.vigia.engine.features;

import io.vigia.engine.row.Row;
import io.vigia.engine.spec.FeatureSpec.Aggregate.Function;

/** sum, mean, std, min and max of the latest n events of a key, found in the log alone. */
final class LatestStep implements Step {
  private final Function function;
  private final Measure measure;
  private final int events;
  private final int slot;
  private final Stretch stretch = new Stretch();

  /**
   * A step.
   *
   * @param function one of sum, mean, std, min, max
   * @param measure what it looks at
   * @param events how many of them, the event itself included
   * @param slot where the value goes
   */
  LatestStep(Function function, Measure measure, int events, int slot) {
    this.function = function;
    this.measure = measure;
    this.events = events;
    this.slot = slot;
  }

  @Override
  public void run(Row event, KeyState state, int position) {
    int from = Math.max(0, position + 1 - events);
    int size = position + 1 - from;
    stretch.read(state.log, measure, from, position + 1, null, event.time);
    stretch.add(0, size);
    int count = stretch.count();
    double scale = stretch.scale();
    event.values[slot] =
        count == 0 && function != Function.SUM ? Double.NaN : value(size, count) / scale;
  }

  /** The value, times the scale. */
  private double value(int size, int count) {
    return switch (function) {
      case SUM -> stretch.sum();
      case MEAN -> stretch.sum() / count;
      case STD -> Math.sqrt(stretch.squares(0, size, stretch.sum() / count) / count);
      case MIN -> stretch.min(0, size, Double.POSITIVE_INFINITY);
      case MAX -> stretch.max(0, size, Double.NEGATIVE_INFINITY);
      default -> throw new IllegalStateException(function + " of the latest events is not defined");
    };
  }
}
