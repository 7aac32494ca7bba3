package io.vigia.engine.features;

import io.vigia.engine.row.Row;
import io.vigia.engine.spec.FeatureSpec.Aggregate.Function;
import java.util.List;

/**
 * Count, sum, mean, std, min and max of one measure over windows that end at the same time: one
 * scan back from the end serves them all, the shortest window first.
 */
final class SummaryStep implements Step {

  /**
   * A feature.
   *
   * @param function one of count, sum, mean, std, min, max
   * @param length of the window in microseconds
   * @param slot where its value goes
   */
  record Output(Function function, long length, int slot) {}

  private final Measure measure;
  private final int measureIndex;
  private final long delay;
  private final Season season;
  private final Window[] windows;

  /** By window. */
  private final Output[][] outputs;

  private final boolean[] wantsSpread;
  private final boolean countsOnly;
  private final Summary summary = new Summary();

  /**
   * A step.
   *
   * @param measure what is summarized
   * @param measureIndex its index in the tiles
   * @param delay of all windows, in microseconds
   * @param season {@code null} for all times
   * @param features the features, in any order
   */
  SummaryStep(Measure measure, int measureIndex, long delay, Season season, List<Output> features) {
    this.measure = measure;
    this.measureIndex = measureIndex;
    this.delay = delay;
    this.season = season;
    long[] lengths = features.stream().mapToLong(Output::length).distinct().sorted().toArray();
    windows = new Window[lengths.length];
    outputs = new Output[lengths.length][];
    wantsSpread = new boolean[lengths.length];
    for (int w = 0; w < lengths.length; w++) {
      long length = lengths[w];
      windows[w] = new Window(length, delay);
      outputs[w] = features.stream().filter(f -> f.length() == length).toArray(Output[]::new);
      wantsSpread[w] =
          features.stream().anyMatch(f -> f.length() == length && f.function() == Function.STD);
    }
    countsOnly =
        measure.column() == Measure.EVENT && measure.flag() == Measure.ANY && season == null;
  }

  @Override
  public void run(Row event, KeyState state, int position) {
    EventLog log = state.log;
    int end = windows[0].end(event, state, position);
    int next = end - 1;
    double count = 0;
    double sum = 0;
    double min = Double.NaN;
    double max = Double.NaN;
    for (int w = 0; w < windows.length; w++) {
      int start = windows[w].start(event, state);
      if (countsOnly) {
        count = Math.max(0, end - start);
      } else {
        for (; next >= start; next--) {
          double value = value(log, event, next);
          if (!Double.isNaN(value)) {
            count++;
            sum += value;
            min = value < min || count == 1 ? value : min;
            max = value > max || count == 1 ? value : max;
          }
        }
      }
      double mean = countsOnly ? 1 : sum / count;
      double squares = wantsSpread[w] ? squares(log, event, start, end, mean) : 0;
      Tiles tiles = state.tiles;
      long from = windows[w].from(event);
      if (tiles != null && tiles.end() > from) {
        summary.clear();
        summary.merge(count, mean, squares, min, max);
        tiles.summarize(measureIndex, from, event.time - delay, season, event.time, summary);
        fill(
            event,
            outputs[w],
            summary.count,
            summary.count * summary.mean,
            summary.mean,
            summary.squares,
            summary.min,
            summary.max);
      } else {
        fill(event, outputs[w], count, sum, mean, squares, min, max);
      }
    }
  }

  private double value(EventLog log, Row event, int index) {
    if (season != null && !season.holds(log.times.get(index), event.time)) {
      return Double.NaN;
    }
    return log.value(measure, index);
  }

  private double squares(EventLog log, Row event, int start, int end, double mean) {
    double squares = 0;
    for (int i = start; i < end; i++) {
      double value = value(log, event, i);
      if (!Double.isNaN(value)) {
        squares += (value - mean) * (value - mean);
      }
    }
    return squares;
  }

  private static void fill(
      Row event,
      Output[] outputs,
      double count,
      double sum,
      double mean,
      double squares,
      double min,
      double max) {
    boolean isEmpty = count == 0;
    for (Output output : outputs) {
      event.values[output.slot()] =
          switch (output.function()) {
            case COUNT -> count;
            case SUM -> sum;
            case MEAN -> isEmpty ? Double.NaN : mean;
            case STD -> isEmpty ? Double.NaN : Math.sqrt(squares / count);
            case MIN -> isEmpty ? Double.NaN : min;
            case MAX -> isEmpty ? Double.NaN : max;
            default -> throw new IllegalStateException(output.function() + " is no summary");
          };
    }
  }
}
