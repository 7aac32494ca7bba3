package io.vigia.engine.features;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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

/** Features that learn from a key's events without keeping them, in a keyed stage. */
class LearningFeaturesTest {
  private static final long START = 1_700_000_000L * Specs.SECOND;
  private static final long MINUTE = 60 * Specs.SECOND;

  private static final String[] ALL = {
    "name: novelty, key: k, aggregate: nearest, of: x, memory: 20",
    "name: usual, key: k, aggregate: usual, of: x, season: 1h, around: 5m",
    "name: outside, key: k, aggregate: outside, of: x, season: 1h, around: 5m",
    "name: shape, key: k, aggregate: nearest, of: outside, n: 3, memory: 20",
    "name: spread, key: k, aggregate: std, of: x, n: 4",
    "name: strange, key: k, aggregate: surprise, of: novelty, warm_up: 20",
    "name: wide, key: k, aggregate: surprise, of: spread, warm_up: 20, clip: 6, patience: 0",
  };

  private final FeatureProgram program = FeatureProgram.compile(Specs.of(ALL));
  private final KeyedStage stage = program.stages().get(0);

  @Test
  void a_state_read_back_answers_as_the_one_written() throws IOException {
    for (int events : new int[] {0, 1, 5, 31, 400}) {
      KeyState written = stage.newState();
      feed(written, 0, events);
      KeyState read = read(write(written));
      KeyState copied = stage.copy(written);
      assertThat(write(read)).isEqualTo(write(written));
      assertThat(read.heapBytes()).isGreaterThan(0);
      double[] expected = feed(written, events, events + 100);
      assertThat(feed(read, events, events + 100)).isEqualTo(expected);
      assertThat(feed(copied, events, events + 100)).isEqualTo(expected);
    }
  }

  @Test
  void a_state_cut_short_is_refused() throws IOException {
    KeyState state = stage.newState();
    feed(state, 0, 100);
    byte[] bytes = write(state);
    for (int length = 0; length < bytes.length; length += 1 + length / 64) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(EOFException.class);
    }
  }

  /**
   * Layout version 2, as committed. If this fails, states that are in savepoints can no longer be
   * read: give the layout a new version and keep reading this one.
   */
  @Test
  void version_2_stays_readable_and_is_what_is_written() throws IOException {
    byte[] golden;
    try (InputStream in = LearningFeaturesTest.class.getResourceAsStream("key-state-v2.hex")) {
      golden = HexFormat.of().parseHex(new String(in.readAllBytes(), US_ASCII).replace("\n", ""));
    }
    KeyState state = stage.newState();
    feed(state, 0, 60);
    assertThat(HexFormat.of().formatHex(write(state))).isEqualTo(HexFormat.of().formatHex(golden));
    assertThat(feed(read(golden), 60, 90)).isEqualTo(feed(state, 60, 90));
  }

  @Test
  void a_late_event_learns_nothing_of_what_came_after_it() {
    KeyState state = stage.newState();
    KeyState without = stage.newState();
    feed(state, 0, 100);
    feed(without, 0, 100);
    double[] late = event(state, 1_000, time(99) - 1, 5);
    for (String name : new String[] {"novelty", "usual", "outside", "shape", "strange"}) {
      assertThat(late[program.layout().slot(name)]).as(name).isNaN();
    }
    assertThat(late[program.layout().slot("spread")]).as("the log knows").isNotNaN();
    int novelty = program.layout().slot("novelty");
    int shape = program.layout().slot("shape");
    for (int i = 100; i < 130; i++) {
      double[] with = event(state, i, time(i), value(i));
      double[] expected = event(without, i, time(i), value(i));
      assertThat((Double) with[novelty]).isEqualTo((Double) expected[novelty]);
      assertThat((Double) with[shape]).isEqualTo((Double) expected[shape]);
    }
  }

  @Test
  void the_latest_events_are_summed_up_whenever_they_were() {
    FeatureProgram latest =
        FeatureProgram.compile(
            Specs.of(
                "name: s, key: k, aggregate: sum, of: x, n: 3",
                "name: m, key: k, aggregate: mean, of: x, n: 3",
                "name: d, key: k, aggregate: std, of: x, n: 3",
                "name: l, key: k, aggregate: min, of: x, n: 3",
                "name: h, key: k, aggregate: max, of: x, n: 3"),
            32);
    KeyState state = latest.stages().get(0).newState();
    double[] values = {4, Double.NaN, 10, 1, 2.5, 3, 7, Double.NaN, Double.NaN, Double.NaN};
    for (int i = 0; i < 200; i++) {
      Row row =
          Specs.event(latest.layout(), i, START + i * 40 * Specs.DAY, values[i % values.length], 0);
      latest.stages().get(0).onEvent(row, state);
      double sum = 0;
      double squares = 0;
      double least = Double.NaN;
      double largest = Double.NaN;
      int count = 0;
      for (int back = Math.max(0, i - 2); back <= i; back++) {
        double value = values[back % values.length];
        if (!Double.isNaN(value)) {
          count++;
          sum += value;
          squares += value * value;
          least = count == 1 ? value : Math.min(least, value);
          largest = count == 1 ? value : Math.max(largest, value);
        }
      }
      double mean = count == 0 ? Double.NaN : sum / count;
      double std = count == 0 ? Double.NaN : Math.sqrt(squares / count - mean * mean);
      double[] found = row.values;
      assertThat(found[latest.layout().slot("s")]).isCloseTo(sum, within(1e-9));
      assertThat((Double) found[latest.layout().slot("m")]).isCloseTo((Double) mean, within(1e-9));
      assertThat(found[latest.layout().slot("d")]).isCloseTo(std, within(1e-6));
      assertThat((Double) found[latest.layout().slot("l")]).isEqualTo((Double) least);
      assertThat((Double) found[latest.layout().slot("h")]).isEqualTo((Double) largest);
    }
    assertThat(state.events()).as("the log stays short").isLessThanOrEqualTo(32);
  }

  @Test
  void a_prior_speaks_until_the_key_is_warm() {
    FeatureProgram prior =
        FeatureProgram.compile(
            Specs.of(
                "name: mean, expr: \"y / 2.0\"",
                "name: s, key: k, aggregate: surprise, of: x, warm_up: 20, clip: 6, prior: mean"));
    KeyState state = prior.stages().get(0).newState();
    int slot = prior.layout().slot("s");
    double[][] given = {{3, 4, 1.5}, {0, 4, 0}, {100, 4, 6}, {3, 0, Double.NaN}, {-1, 4, 0}};
    for (int i = 0; i < 40; i++) {
      double[] now = given[i % given.length];
      Row row = Specs.event(prior.layout(), i, time(i), now[0], now[1]);
      prior.begin(row);
      prior.stages().get(0).onEvent(row, state);
      if (i < 20) {
        assertThat((Double) row.values[slot]).isEqualTo((Double) now[2]);
      } else if (now[0] == 3) {
        assertThat(row.values[slot]).as("three of five are as large").isBetween(0.4, 0.6);
      }
    }
  }

  @Test
  void what_a_key_remembers_is_bounded() {
    KeyState state = stage.newState();
    feed(state, 0, 1_000);
    int before = state.heapBytes();
    feed(state, 1_000, 5_000);
    assertThat(state.heapBytes()).isLessThanOrEqualTo(before + before / 2);
  }

  private double[] feed(KeyState state, int from, int to) {
    double[] features = new double[Math.max(0, to - from) * ALL.length];
    int next = 0;
    for (int i = from; i < to; i++) {
      double[] values = event(state, i, time(i), value(i));
      for (String feature : ALL) {
        String name = feature.substring("name: ".length(), feature.indexOf(','));
        features[next++] = values[program.layout().slot(name)];
      }
    }
    return features;
  }

  private static long time(int i) {
    return START + i * 4 * MINUTE;
  }

  private static double value(int i) {
    return i % 23 == 5 ? Double.NaN : new SplittableRandom(i).nextInt(1_000) / 8.0;
  }

  private double[] event(KeyState state, long id, long time, double x) {
    Row row = Specs.event(program.layout(), id, time, x, 0);
    program.begin(row);
    stage.onEvent(row, state);
    return row.values;
  }

  private byte[] write(KeyState state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    stage.write(state, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private KeyState read(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    KeyState state = stage.read(in);
    assertThat(in.available()).as("bytes left").isZero();
    return state;
  }
}
