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
  private final boolean wantsMin;
  private final boolean wantsMax;
  private final boolean countsOnly;
  private final Summary summary = new Summary();
  private final Stretch stretch = new Stretch();

  /**
   * A step.
   *
   * @param boundaries those of its stage
   * @param measure what is summarized
   * @param measureIndex its index in the tiles
   * @param delay of all windows, in microseconds
   * @param season {@code null} for all times
   * @param features the features, in any order
   */
  SummaryStep(
      Boundaries boundaries,
      Measure measure,
      int measureIndex,
      long delay,
      Season season,
      List<Output> features) {
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
      windows[w] = boundaries.window(length, delay);
      outputs[w] = features.stream().filter(f -> f.length() == length).toArray(Output[]::new);
      wantsSpread[w] =
          features.stream().anyMatch(f -> f.length() == length && f.function() == Function.STD);
    }
    wantsMin = features.stream().anyMatch(f -> f.function() == Function.MIN);
    wantsMax = features.stream().anyMatch(f -> f.function() == Function.MAX);
    countsOnly =
        measure.column() == Measure.EVENT && measure.flag() == Measure.ANY && season == null;
  }

  @Override
  public void run(Row event, KeyState state, int position) {
    int end = windows[0].end(event, state, position);
    int first = Math.min(end, windows[windows.length - 1].start(event, state));
    if (!countsOnly) {
      stretch.read(state.log, measure, first, end, season, event.time);
    }
    double scale = countsOnly ? 1 : stretch.scale();
    int next = end - first;
    int count = 0;
    double sum = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int w = 0; w < windows.length; w++) {
      int start = Math.min(end, windows[w].start(event, state)) - first;
      if (countsOnly) {
        count = end - first - start;
      } else if (start < next) {
        stretch.add(start, next);
        count = stretch.count();
        sum = stretch.sum();
        min = wantsMin ? stretch.min(start, next, min) : min;
        max = wantsMax ? stretch.max(start, next, max) : max;
        next = start;
      }
      double mean = countsOnly ? 1 : sum / scale / count;
      double squares = wantsSpread[w] ? stretch.squares(start, end - first, sum / count) : 0;
      squares /= scale * scale;
      Tiles tiles = state.tiles;
      long from = windows[w].from(event);
      if (tiles != null && tiles.end() > from) {
        summary.clear();
        summary.merge(count, mean, squares, min / scale, max / scale);
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
        fill(event, outputs[w], count, sum / scale, mean, squares, min / scale, max / scale);
      }
    }
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
