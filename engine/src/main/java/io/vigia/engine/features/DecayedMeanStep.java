package io.vigia.engine.features;

import io.vigia.engine.row.Row;

/** The mean of a measure, an event of age a weighing 2^(−a / half life). */
final class DecayedMeanStep implements Step {
  private final Measure measure;
  private final int measureIndex;
  private final Window window;
  private final Season season;
  private final long halfLife;
  private final int mean;
  private final int slot;

  /**
   * A step.
   *
   * @param measure what is averaged
   * @param measureIndex its index in the tiles
   * @param window where it looks
   * @param season {@code null} for all times
   * @param halfLife in microseconds
   * @param mean its index in {@link DecayedMeans}; -1 for a mean that has a window
   * @param slot where the value goes
   */
  DecayedMeanStep(
      Measure measure,
      int measureIndex,
      Window window,
      Season season,
      long halfLife,
      int mean,
      int slot) {
    this.measure = measure;
    this.measureIndex = measureIndex;
    this.window = window;
    this.season = season;
    this.halfLife = halfLife;
    this.mean = mean;
    this.slot = slot;
  }

  @Override
  public void run(Row event, KeyState state, int position) {
    EventLog log = state.log;
    int start = window.start(event, state);
    // Ages count from the last value, not from the event: a common factor of the weights changes no
    // mean, and the weight of what is many half lives old must not vanish.
    long last = Long.MIN_VALUE;
    double sum = 0;
    double weights = 0;
    for (int i = window.end(event, state, position) - 1; i >= start; i--) {
      long time = log.times.get(i);
      double value = log.value(measure, i);
      if (!Double.isNaN(value) && (season == null || season.holds(time, event.time))) {
        last = Math.max(last, time);
        double weight = DecayedMeans.decay(last - time, halfLife);
        sum += weight * value;
        weights += weight;
      }
    }
    DecayedMeans decayed = state.decayed;
    if (mean >= 0) {
      if (decayed != null && decayed.weights[mean] > 0) {
        long age = weights > 0 ? Math.max(0, last - decayed.times[mean]) : 0;
        double decay = DecayedMeans.decay(age, halfLife);
        sum += decayed.sums[mean] * decay;
        weights += decayed.weights[mean] * decay;
      }
    } else if (state.tiles != null) {
      Tiles tiles = state.tiles;
      long from = window.from(event);
      long to = window.to(event);
      for (int tile = tiles.size - 1; tile >= 0; tile--) {
        double share = tiles.share(tile, from, to, season, event.time);
        double count = tiles.count(tile, measureIndex) * share;
        if (count > 0) {
          long middle = tiles.starts[tile] + (tiles.ends[tile] - tiles.starts[tile]) / 2;
          last = weights > 0 ? last : middle;
          double weight = count * DecayedMeans.decay(Math.max(0, last - middle), halfLife);
          sum += weight * tiles.mean(tile, measureIndex);
          weights += weight;
        }
      }
    }
    event.values[slot] = weights > 0 ? sum / weights : Double.NaN;
  }

  /** Keeps what the first entries of the log say, which are about to be removed from it. */
  void keep(KeyState state, int entries, int means) {
    if (mean < 0) {
      return;
    }
    if (state.decayed == null) {
      state.decayed = new DecayedMeans(means);
    }
    for (int i = 0; i < entries; i++) {
      double value = state.log.value(measure, i);
      if (!Double.isNaN(value)) {
        state.decayed.add(mean, state.log.times.get(i), value, halfLife);
      }
    }
  }
}
