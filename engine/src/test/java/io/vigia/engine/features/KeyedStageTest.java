package io.vigia.engine.features;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.engine.row.Row;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The state of a key: written, read, copied, expired, and what late events and labels find. */
class KeyedStageTest {
  private static final long START = 1_700_000_000L * Specs.SECOND;
  private static final long MINUTE = 60 * Specs.SECOND;

  /** Every part a state can have: labels, conditions, numbers, sketches, decayed means. */
  private static final String[] ALL = {
    "name: n, key: k, aggregate: count, window: 1d",
    "name: high, key: k, aggregate: count, where: \"y > 5.0\", window: 1d",
    "name: mean, key: k, aggregate: mean, of: x, window: 2d",
    "name: std, key: k, aggregate: std, of: y, window: 1d, season: 1h, around: 10m",
    "name: d, key: k, aggregate: distinct, of: y, window: 1d",
    "name: before, key: k, aggregate: lag, of: y, n: 2",
    "name: recent, key: k, aggregate: ewma, of: y, half_life: 4m",
    "name: usual, key: k, aggregate: ewma, of: x, half_life: 4m, window: 1d",
    "name: risk, key: k, aggregate: mean, of: label, window: 1d, delay: 1h",
  };

  private static FeatureProgram busy() {
    return FeatureProgram.compile(Specs.of(ALL), 32);
  }

  @Test
  void a_state_read_back_answers_as_the_one_written() throws IOException {
    FeatureProgram program = busy();
    KeyedStage stage = program.stages().get(0);
    for (int events : new int[] {0, 1, 5, 31, 40, 500}) {
      KeyState written = stage.newState();
      feed(program, written, 0, events);
      KeyState read = read(stage, write(stage, written));
      assertThat(write(stage, read)).isEqualTo(write(stage, written));
      assertThat(feed(program, read, events, events + 100))
          .isEqualTo(feed(program, written, events, events + 100));
    }
  }

  @Test
  void all_parts_take_part_in_that() throws IOException {
    FeatureProgram program = busy();
    KeyedStage stage = program.stages().get(0);
    KeyState state = stage.newState();
    feed(program, state, 0, 500);
    KeyState read = read(stage, write(stage, state));
    assertThat(read.events()).isPositive().isEqualTo(state.events());
    assertThat(read.tiles.size).isPositive().isEqualTo(state.tiles.size);
    assertThat(Arrays.stream(read.tiles.sketches)).anyMatch(sketch -> sketch != null);
    assertThat(read.decayed.weights).isEqualTo(state.decayed.weights);
    assertThat(read.decayed.weights[0]).isPositive();
    assertThat(read.pending.size()).isPositive().isEqualTo(state.pending.size());
    assertThat(read.newest).isEqualTo(state.newest);
  }

  @Test
  void a_copy_is_independent_both_ways() throws IOException {
    FeatureProgram program = busy();
    KeyedStage stage = program.stages().get(0);
    KeyState state = stage.newState();
    feed(program, state, 0, 500);
    byte[] before = write(stage, state);
    KeyState copy = stage.copy(state);
    assertThat(write(stage, copy)).isEqualTo(before);
    feed(program, copy, 500, 700);
    assertThat(write(stage, state)).isEqualTo(before);
    byte[] advanced = write(stage, copy);
    feed(program, state, 500, 600);
    assertThat(write(stage, copy)).isEqualTo(advanced);
  }

  @Test
  void another_version_is_refused() throws IOException {
    KeyedStage stage = busy().stages().get(0);
    byte[] bytes = write(stage, stage.newState());
    bytes[0] = 2;
    assertThatThrownBy(() -> read(stage, bytes))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "state of key 'k' has layout version 2; this vigia reads version 1: restore it with"
                + " the vigia that wrote it, or start without state");
  }

  @Test
  void the_state_of_other_features_is_refused() throws IOException {
    KeyedStage stage = busy().stages().get(0);
    KeyedStage other =
        FeatureProgram.compile(Specs.of("name: n, key: k, aggregate: count, window: 2d"))
            .stages()
            .get(0);
    byte[] bytes = write(stage, stage.newState());
    String found = HexFormat.of().formatHex(bytes, 1, 9);
    String expected = HexFormat.of().formatHex(write(other, other.newState()), 1, 9);
    assertThat(found).isNotEqualTo(expected);
    assertThatThrownBy(() -> read(other, bytes))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "state of key 'k' is of other features (stamp "
                + found
                + ", expected "
                + expected
                + "): event schema, keys or features of the detector changed since it was written;"
                + " start without state, or go back to the detector it was written with");
  }

  @Test
  void a_state_cut_short_is_refused() throws IOException {
    FeatureProgram program = busy();
    KeyedStage stage = program.stages().get(0);
    KeyState state = stage.newState();
    feed(program, state, 0, 60);
    byte[] bytes = write(stage, state);
    for (int length = 0; length < bytes.length; length += 1 + length / 64) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> read(stage, cut)).isInstanceOf(EOFException.class);
    }
  }

  /**
   * Layout version 1, as committed. If this fails, states that are in savepoints can no longer be
   * read: give the layout a new version and keep reading this one.
   */
  @Test
  void version_1_stays_readable_and_is_what_is_written() throws IOException {
    FeatureProgram program = busy();
    KeyedStage stage = program.stages().get(0);
    byte[] golden;
    try (InputStream in = KeyedStageTest.class.getResourceAsStream("key-state-v1.hex")) {
      golden = HexFormat.of().parseHex(new String(in.readAllBytes(), US_ASCII).replace("\n", ""));
    }
    KeyState state = stage.newState();
    feed(program, state, 0, 60);
    assertThat(HexFormat.of().formatHex(write(stage, state)))
        .isEqualTo(HexFormat.of().formatHex(golden));
    KeyState read = read(stage, golden);
    assertThat(feed(program, read, 60, 90)).isEqualTo(feed(program, state, 60, 90));
  }

  @Test
  void what_left_every_window_has_no_influence() {
    FeatureProgram program = FeatureProgram.compile(Specs.of(ALL));
    KeyedStage stage = program.stages().get(0);
    KeyState used = stage.newState();
    for (int i = 0; i < 300; i++) {
      event(program, used, i, START + i * MINUTE, 100, 200);
    }
    KeyState fresh = stage.newState();
    long later = START + 10 * Specs.DAY;
    double[] withPast = null;
    double[] withoutPast = null;
    for (int i = 0; i < 4; i++) {
      withPast = event(program, used, 1_000 + i, later + i * MINUTE, i, i);
      withoutPast = event(program, fresh, 1_000 + i, later + i * MINUTE, i, i);
    }
    for (String name : new String[] {"n", "high", "mean", "std", "d", "before", "usual", "risk"}) {
      int slot = program.layout().slot(name);
      assertThat((Double) withPast[slot]).as(name).isEqualTo((Double) withoutPast[slot]);
    }
    assertThat(used.events()).isLessThan(300);
  }

  @Test
  void a_state_expires_when_its_last_event_left_the_longest_window_and_the_lateness_allowed() {
    FeatureProgram program =
        FeatureProgram.compile(
            Specs.of(
                "name: n, key: k, aggregate: count, window: 3d",
                "name: m, key: k, aggregate: count, window: 1d, delay: 7d"));
    KeyedStage stage = program.stages().get(0);
    KeyState state = stage.newState();
    assertThat(stage.expiresAt(state)).isEqualTo(Long.MIN_VALUE);
    event(program, state, 1, START, 1, 1);
    event(program, state, 2, START - MINUTE, 1, 1);
    assertThat(stage.expiresAt(state)).isEqualTo(START + 8 * Specs.DAY + Specs.HOUR);
  }

  @Test
  void a_label_that_waits_keeps_its_state() {
    FeatureProgram program =
        FeatureProgram.compile(Specs.of("name: r, key: k, aggregate: mean, of: label, window: 1d"));
    KeyedStage stage = program.stages().get(0);
    KeyState state = stage.newState();
    stage.onLabel(Specs.label(7, START + MINUTE, 1), state);
    assertThat(stage.expiresAt(state)).isEqualTo(START + MINUTE + Specs.DAY + Specs.HOUR);
    double[] values = event(program, state, 7, START + MINUTE, 1, 1);
    assertThat(values[program.layout().slot("r")]).isEqualTo(1);
    event(program, state, 8, START + 3 * Specs.DAY, 1, 1);
    assertThat(state.pending).isNull();
  }

  @Test
  void an_unwindowed_feature_keeps_a_state_for_90_days() {
    FeatureProgram program = FeatureProgram.compile(Specs.of("name: s, key: k, aggregate: since"));
    KeyState state = program.stages().get(0).newState();
    event(program, state, 1, START, 1, 1);
    assertThat(program.stages().get(0).expiresAt(state))
        .isEqualTo(START + 90 * Specs.DAY + Specs.HOUR);
  }

  @Test
  void a_late_event_sees_the_one_before_it_however_old() {
    FeatureProgram program =
        FeatureProgram.compile(
            Specs.of(
                "name: s, key: k, aggregate: since",
                "name: l, key: k, aggregate: lag, of: y, n: 3"));
    KeyState state = program.stages().get(0).newState();
    for (int i = 0; i < 20; i++) {
      event(program, state, i, START + i * MINUTE, 1, i);
    }
    long now = START + 10 * Specs.DAY;
    for (int i = 0; i < 20; i++) {
      event(program, state, 20 + i, now + i, 1, 1_000);
    }
    double[] values = event(program, state, 40, now - 59 * MINUTE, 1, 1);
    assertThat(values[program.layout().slot("s")])
        .isEqualTo((10 * Specs.DAY - 59 * MINUTE - 19 * MINUTE) / 1e6);
    assertThat(values[program.layout().slot("l")]).isEqualTo(17);
  }

  @Test
  void the_farthest_lag_is_found_in_a_busy_key() {
    FeatureProgram program =
        FeatureProgram.compile(
            Specs.of(
                "name: far, key: k, aggregate: lag, of: y, n: 1000",
                "name: windowed, key: k, aggregate: lag, of: y, n: 500, window: 30d"));
    KeyState state = program.stages().get(0).newState();
    for (int i = 0; i < 5_000; i++) {
      double[] values = event(program, state, i, START + i * Specs.SECOND, 1, i);
      if (i >= 1_000) {
        assertThat(values[program.layout().slot("far")]).isEqualTo(i - 1_000);
        assertThat(values[program.layout().slot("windowed")]).isEqualTo(i - 500);
      }
    }
    assertThat(state.events()).isLessThanOrEqualTo(2_002);
  }

  @Test
  void a_mean_survives_a_gap_of_many_half_lives() {
    FeatureProgram program =
        FeatureProgram.compile(
            Specs.of(
                "name: all, key: k, aggregate: ewma, of: x, half_life: 1s",
                "name: day, key: k, aggregate: ewma, of: x, half_life: 1s, window: 1d"),
            4);
    KeyState state = program.stages().get(0).newState();
    for (int i = 0; i < 20; i++) {
      event(program, state, i, START, 42, 1);
    }
    double[] values = {};
    for (int i = 1; i < 10; i++) {
      values = event(program, state, 20 + i, START + i * Specs.HOUR, Double.NaN, 1);
    }
    assertThat(values[program.layout().slot("all")]).isEqualTo(42);
    assertThat(values[program.layout().slot("day")]).isEqualTo(42);
  }

  @Test
  void labels_given_up_are_counted_and_the_count_is_kept() throws IOException {
    FeatureProgram program =
        FeatureProgram.compile(Specs.of("name: r, key: k, aggregate: sum, of: label, window: 30d"));
    KeyedStage stage = program.stages().get(0);
    KeyState state = stage.newState();
    for (int i = 0; i < PendingLabels.MOST; i++) {
      stage.onLabel(Specs.label(i, START + i, 1), state);
      stage.onLabel(Specs.label(i, START + i, 1), state);
    }
    assertThat(state.droppedLabels()).isZero();
    for (int i = 0; i < 10; i++) {
      stage.onLabel(Specs.label(5_000 + i, START + 5_000 + i, 1), state);
    }
    assertThat(state.droppedLabels()).isEqualTo(10);
    assertThat(state.pending.size()).isEqualTo(PendingLabels.MOST);
    assertThat(read(stage, write(stage, state)).droppedLabels()).isEqualTo(10);
    assertThat(stage.copy(state).droppedLabels()).isEqualTo(10);
    int slot = program.layout().slot("r");
    assertThat(event(program, state, 9, START + 9, 1, 1)[slot]).isZero();
    assertThat(event(program, state, 10, START + 10, 1, 1)[slot]).isEqualTo(1);
  }

  @Test
  void a_stage_without_labels_ignores_them() {
    FeatureProgram program =
        FeatureProgram.compile(Specs.of("name: n, key: k, aggregate: count, window: 1d"));
    KeyedStage stage = program.stages().get(0);
    KeyState state = stage.newState();
    stage.onLabel(Specs.label(1, START, 1), state);
    assertThat(stage.usesLabels()).isFalse();
    assertThat(state.pending).isNull();
  }

  /** Events from one number on to another, with labels before and behind them; their features. */
  private static double[] feed(FeatureProgram program, KeyState state, int from, int to) {
    KeyedStage stage = program.stages().get(0);
    double[] features = new double[Math.max(0, to - from) * ALL.length];
    int next = 0;
    for (int i = from; i < to; i++) {
      SplittableRandom random = new SplittableRandom(i);
      if (i % 3 == 0) {
        stage.onLabel(Specs.label(i - 9L, time(i - 9), i % 2), state);
        stage.onLabel(Specs.label(i + 4L, time(i + 4), i % 2), state);
      }
      double x = i % 5 == 0 ? Double.NaN : random.nextInt(1_000) / 100.0;
      double[] values = event(program, state, i, time(i), x, random.nextInt(10));
      for (String feature : ALL) {
        String name = feature.substring("name: ".length(), feature.indexOf(','));
        features[next++] = values[program.layout().slot(name)];
      }
    }
    return features;
  }

  /**
   * Every 4 minutes an event, each seventh 28 minutes late: whole half lives, so that powers are
   * exact.
   */
  private static long time(int i) {
    return START + i * 4 * MINUTE - (i % 7 == 3 ? 28 * MINUTE : 0);
  }

  private static double[] event(
      FeatureProgram program, KeyState state, long id, long time, double x, double y) {
    Row row = Specs.event(program.layout(), id, time, x, y);
    program.begin(row);
    program.stages().get(0).onEvent(row, state);
    return row.values;
  }

  private static byte[] write(KeyedStage stage, KeyState state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    stage.write(state, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static KeyState read(KeyedStage stage, byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    KeyState state = stage.read(in);
    assertThat(in.available()).as("bytes left").isZero();
    return state;
  }
}
