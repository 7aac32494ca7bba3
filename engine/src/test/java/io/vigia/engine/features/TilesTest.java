package io.vigia.engine.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.row.Row;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a busy key, whose older events are folded into tiles, gets right and how wrong the rest. */
class TilesTest {
  private static final long START = 1_700_000_000L * Specs.SECOND;
  private static final int LOG_LIMIT = 64;

  /** One key of a program with a short log. */
  private static final class Key {
    final FeatureProgram program;
    final KeyedStage stage;
    final KeyState state;
    private long nextId;

    Key(String... features) {
      program = FeatureProgram.compile(Specs.of(features), LOG_LIMIT);
      stage = program.stages().get(0);
      state = stage.newState();
    }

    Row event(long time, double x, double y) {
      Row row = Specs.event(program.layout(), nextId++, time, x, y);
      program.begin(row);
      stage.onEvent(row, state);
      return row;
    }

    double value(Row row, String feature) {
      return row.values[program.layout().slot(feature)];
    }
  }

  @Test
  void totals_are_exact_when_the_window_covers_all() {
    Key key =
        new Key(
            "name: n, key: k, aggregate: count, window: 30d",
            "name: seen, key: k, aggregate: count, of: x, window: 30d",
            "name: many, key: k, aggregate: count, where: \"y > 50.0\", window: 30d",
            "name: total, key: k, aggregate: sum, of: y, window: 30d",
            "name: mean, key: k, aggregate: mean, of: y, window: 30d",
            "name: std, key: k, aggregate: std, of: y, window: 30d",
            "name: low, key: k, aggregate: min, of: y, window: 30d",
            "name: high, key: k, aggregate: max, of: y, window: 30d");
    SplittableRandom random = new SplittableRandom(7);
    int events = 20_000;
    double[] values = new double[events];
    int seen = 0;
    int many = 0;
    double total = 0;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    Row row = null;
    for (int i = 0; i < events; i++) {
      values[i] = random.nextInt(10_000) / 100.0;
      boolean isMissing = random.nextInt(4) == 0;
      row = key.event(START + i * 60 * Specs.SECOND, isMissing ? Double.NaN : 1, values[i]);
      seen += isMissing ? 0 : 1;
      many += values[i] > 50 ? 1 : 0;
      total += values[i];
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
    double squares = 0;
    for (double value : values) {
      squares += Math.pow(value - total / events, 2);
    }
    assertThat(key.state.events()).isLessThanOrEqualTo(LOG_LIMIT);
    assertThat(key.value(row, "n")).isCloseTo(events, within(1e-6));
    assertThat(key.value(row, "seen")).isCloseTo(seen, within(1e-6));
    assertThat(key.value(row, "many")).isCloseTo(many, within(1e-6));
    assertThat(key.value(row, "total")).isCloseTo(total, within(1e-9 * total));
    assertThat(key.value(row, "mean")).isCloseTo(total / events, within(1e-9 * total));
    assertThat(key.value(row, "std")).isCloseTo(Math.sqrt(squares / events), within(1e-9));
    assertThat(key.value(row, "low")).isEqualTo(low);
    assertThat(key.value(row, "high")).isEqualTo(high);
  }

  /**
   * A window's start cuts one tile, which is at most a 32nd as long as it is old; of a steady rate
   * its share is right but for the gaps at its ends, of a rate that doubles within the window the
   * error stays within the tile: 1/32 of the window's events.
   */
  @Test
  void windows_over_tiles_stay_within_a_tile_of_the_truth() {
    Key key =
        new Key(
            "name: n6h, key: k, aggregate: count, window: 6h",
            "name: n1d, key: k, aggregate: count, window: 1d",
            "name: delayed, key: k, aggregate: count, window: 1d, delay: 12h",
            "name: m1d, key: k, aggregate: mean, of: y, window: 1d");
    double largestCountError = 0;
    double largestMeanError = 0;
    int events = 60_000;
    long[] times = new long[events];
    double[] sums = new double[events + 1];
    long time = START;
    for (int i = 0; i < events; i++) {
      // The rate swings between one event in 10 and one in 20 seconds within a day.
      double swing = Math.sin(2 * Math.PI * (time - START) / Specs.DAY);
      time += (long) ((15 + 5 * swing) * Specs.SECOND);
      double value = 100 + 20 * swing;
      times[i] = time;
      sums[i + 1] = sums[i] + value;
      Row row = key.event(time, 1, value);
      if (time - START > 3 * Specs.DAY && i % 97 == 0) {
        int from6h = behind(times, i, time - 6 * Specs.HOUR);
        int from1d = behind(times, i, time - Specs.DAY);
        int to = behind(times, i, time - 12 * Specs.HOUR);
        int from = behind(times, i, time - 36 * Specs.HOUR);
        largestCountError =
            Math.max(largestCountError, error(key.value(row, "n6h"), i + 1 - from6h));
        largestCountError =
            Math.max(largestCountError, error(key.value(row, "n1d"), i + 1 - from1d));
        largestCountError =
            Math.max(largestCountError, error(key.value(row, "delayed"), to - from));
        double mean = (sums[i + 1] - sums[from1d]) / (i + 1 - from1d);
        largestMeanError = Math.max(largestMeanError, error(key.value(row, "m1d"), mean));
      }
    }
    assertThat(largestCountError).isPositive().isLessThan(1.0 / Tiles.FINENESS);
    assertThat(largestMeanError).isLessThan(0.2 / Tiles.FINENESS);
  }

  private static int behind(long[] times, int last, long time) {
    int index = last;
    while (index >= 0 && times[index] > time) {
      index--;
    }
    return index + 1;
  }

  private static double error(double found, double expected) {
    return Math.abs(found - expected) / expected;
  }

  @Test
  void a_key_stays_small_whatever_its_rate() {
    Key key =
        new Key(
            "name: n, key: k, aggregate: count, window: 30d",
            "name: mean, key: k, aggregate: mean, of: y, window: 1h");
    SplittableRandom random = new SplittableRandom(11);
    long time = START;
    int most = 0;
    for (int i = 0; i < 100_000; i++) {
      // Rates from a burst of ten a millisecond to one an hour.
      time += (long) Math.pow(10, 1.8 + random.nextDouble() * (i % 1_000 == 0 ? 7.7 : 4));
      key.event(time, 1, i);
      most = Math.max(most, key.state.tiles == null ? 0 : key.state.tiles.size);
    }
    assertThat(most).isPositive().isLessThanOrEqualTo(800);
    assertThat(key.state.events()).isLessThanOrEqualTo(LOG_LIMIT);
    assertThat(key.state.heapBytes()).isLessThan(200_000);
  }

  @Test
  void different_values_are_counted_within_three_standard_errors_of_the_sketch() {
    Key key = new Key("name: d, key: k, aggregate: distinct, of: y, window: 30d");
    SplittableRandom random = new SplittableRandom(13);
    Set<Integer> different = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      int value = random.nextInt(5_000);
      different.add(value);
      Row row = key.event(START + i * 10 * Specs.SECOND, 1, value);
      if (i >= 1_000 && i % 1_000 == 0) {
        // 0.05 is the standard error of a sketch of 256 bytes.
        assertThat(key.value(row, "d"))
            .as("after %d events", i)
            .isCloseTo(different.size(), within(3 * 0.05 * different.size()));
      }
    }
  }

  @Test
  void a_label_of_a_folded_event_counts() {
    Key key = labelled();
    Row row = key.event(START + 199 * Specs.SECOND, 1, 1);
    assertThat(key.value(row, "frauds")).isZero();
    key.stage.onLabel(Specs.label(3, START + 3 * Specs.SECOND, 1), key.state);
    row = key.event(START + 200 * Specs.SECOND, 1, 1);
    assertThat(key.value(row, "frauds")).isCloseTo(1, within(1e-9));
    assertThat(key.state.pending).isNull();
  }

  @Test
  void labels_that_come_again_count_no_more_than_a_tiles_events() {
    Key key = labelled();
    for (int i = 0; i < 1_000; i++) {
      key.stage.onLabel(Specs.label(3, START + 3 * Specs.SECOND, 1), key.state);
    }
    Row row = key.event(START + 200 * Specs.SECOND, 1, 1);
    double inTile = 0;
    for (int tile = 0; tile < key.state.tiles.size; tile++) {
      if (key.state.tiles.starts[tile] <= START + 3 * Specs.SECOND
          && key.state.tiles.ends[tile] >= START + 3 * Specs.SECOND) {
        inTile = key.state.tiles.events[tile];
      }
    }
    assertThat(key.value(row, "frauds")).isLessThanOrEqualTo(inTile + 1e-9);
    assertThat(key.value(row, "risk")).isLessThanOrEqualTo(1);
  }

  /** 199 events, one a second, all but the last few of them in tiles. */
  private static Key labelled() {
    Key key =
        new Key(
            "name: frauds, key: k, aggregate: sum, of: label, window: 30d",
            "name: risk, key: k, aggregate: mean, of: label, window: 30d");
    for (int i = 0; i < 199; i++) {
      key.event(START + i * Specs.SECOND, 1, 1);
    }
    assertThat(key.state.tiles.size).isPositive();
    return key;
  }
}
