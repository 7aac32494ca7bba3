package io.vigia.engine.smooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SmoothingTest {
  private static final long HOUR = 3_600_000_000L;

  /** Keys: the customer 0, the last stage's terminal 1, both 2. */
  private static DetectorSpec spec(String smooth) {
    String yaml =
        """
        detector: card
        event:
          schema: Transaction
          topic: transactions
          id: transaction_id
          time: tx_time
          keys: {customer: customer_id, terminal: terminal_id, pair: [customer_id, terminal_id]}
        features:
          - {name: amount, field: tx_amount}
          - {name: rate, key: terminal, aggregate: count, window: 1h}
        model:
          smooth: [%s]
          network: {kind: pca}
        """
            .formatted(smooth);
    return DetectorSpecReader.read(
        new DetectorFiles(
            "card",
            new TreeMap<>(Map.of(DetectorFiles.SPEC, yaml.getBytes(StandardCharsets.UTF_8)))));
  }

  private static long[] keys(long customer) {
    return new long[] {customer, 9, 100 + customer};
  }

  private static double logit(double score) {
    return Math.log(score / (1 - score));
  }

  private static double score(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  @Test
  void isTheExponentialMeanOfTheLogOddsFromTheUsualScoreOn() {
    Smoothing smoothing = Smoothing.of(spec("{key: terminal, events: 3}"));
    SmoothState state = smoothing.newState();
    double mean = logit(0.2);
    for (double each : new double[] {0.9, 0.1, 0.99, 0.5}) {
      mean = mean / 2 + logit(each) / 2;
      assertThat(smoothing.smooth(each, 0, keys(1), 0.2, state))
          .isCloseTo(score(mean), within(1e-12));
    }
  }

  /** Each entry on its own, one after the other, by maps of numbers. */
  @Property(tries = 300, seed = "7")
  void entriesAreAppliedOneAfterAnother(
      @ForAll @Size(min = 1, max = 60) List<@DoubleRange(min = 0.01, max = 0.99) Double> scores,
      @ForAll @Size(value = 60) List<@IntRange(min = 0, max = 5) Integer> customers) {
    Smoothing smoothing =
        Smoothing.of(spec("{key: pair, events: 6}, {key: terminal, events: 9, share: 0.25}"));
    SmoothState state = smoothing.newState();
    Map<Integer, Double> byPair = new HashMap<>();
    double all = logit(0.1);
    for (int i = 0; i < scores.size(); i++) {
      double z = logit(scores.get(i));
      double before = byPair.getOrDefault(customers.get(i), logit(0.1));
      double first = before + 2.0 / 7 * (z - before);
      byPair.put(customers.get(i), first);
      all = all + 0.2 * (first - all);
      double expected = score(0.25 * all + 0.75 * first);
      assertThat(smoothing.smooth(scores.get(i), i, keys(customers.get(i)), 0.1, state))
          .isCloseTo(expected, within(1e-9));
    }
    assertThat(smoothing.evicted()).isZero();
  }

  @Test
  void theKeyNotUsedForLongestGoesAndIsCounted() {
    Smoothing smoothing = Smoothing.of(spec("{key: pair, events: 3, max: 2}"));
    SmoothState state = smoothing.newState();
    smoothing.smooth(0.9, 0, keys(1), 0.5, state);
    smoothing.smooth(0.9, 1, keys(2), 0.5, state);
    smoothing.smooth(0.9, 2, keys(1), 0.5, state);
    smoothing.smooth(0.9, 3, keys(3), 0.5, state);
    assertThat(smoothing.evicted()).isEqualTo(1);
    double third = score(0.875 * logit(0.9));
    assertThat(smoothing.smooth(0.9, 4, keys(1), 0.5, state)).isCloseTo(third, within(1e-12));
    double anew = score(0.5 * logit(0.9));
    assertThat(smoothing.smooth(0.9, 5, keys(2), 0.5, state)).isCloseTo(anew, within(1e-12));
  }

  @Test
  void aKeyWithoutEventsForTheExpiryStartsAnew() {
    Smoothing smoothing =
        Smoothing.of(
            spec(
                "{key: pair, events: 3, expire: 1h, max: 1}, "
                    + "{key: terminal, events: 3, expire: 2h, share: 0.5}"));
    double anew = score(0.375 * logit(0.9));
    SmoothState state = smoothing.newState();
    double first = smoothing.smooth(0.9, 0, keys(1), 0.5, state);
    assertThat(first).isCloseTo(anew, within(1e-12));
    assertThat(smoothing.smooth(0.9, HOUR, keys(1), 0.5, state)).isGreaterThan(first);
    // The pair is forgotten, the terminal not yet.
    double terminal = 0.5 * (0.25 * logit(0.9) + 0.5 * (0.75 - 0.25) * logit(0.9));
    double z = 0.5 * logit(0.9);
    assertThat(smoothing.smooth(0.9, 2 * HOUR + 1, keys(1), 0.5, state))
        .isCloseTo(score(0.5 * z + 0.5 * (terminal * 2 + z) / 2), within(1e-12));
    assertThat(smoothing.expiresAt(state)).isEqualTo(4 * HOUR + 1);
    assertThat(smoothing.smooth(0.9, 4 * HOUR + 2, keys(1), 0.5, state))
        .isCloseTo(anew, within(1e-12));
    // Another key takes the place of one that has expired: nothing is lost.
    smoothing.smooth(0.9, 6 * HOUR, keys(2), 0.5, state);
    assertThat(smoothing.evicted()).isZero();
    smoothing.forget(state, 8 * HOUR);
    assertThat(smoothing.smooth(0.9, 8 * HOUR, keys(2), 0.5, state)).isLessThan(0.9);
  }

  @Test
  void withoutAUsualScoreAKeyStartsFromItsFirstEvent() {
    Smoothing smoothing = Smoothing.of(spec("{key: terminal, events: 5}"));
    SmoothState state = smoothing.newState();
    assertThat(smoothing.smooth(0.3, 0, keys(1), Double.NaN, state)).isCloseTo(0.3, within(1e-12));
    assertThat(smoothing.smooth(1, 1, keys(1), Double.NaN, state)).isBetween(0.3, 0.999999);
  }

  @Test
  void smoothingAllocatesNothingWhileKeysComeAndGo() {
    Smoothing smoothing =
        Smoothing.of(spec("{key: pair, events: 6, max: 100}, {key: terminal, events: 9}"));
    SmoothState state = smoothing.newState();
    long[] keys = {0, 9, 0};
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = 0;
    for (int i = 0; i < 110_000; i++) {
      if (i == 10_000) {
        before = threads.getThreadAllocatedBytes(thread);
      }
      keys[2] = i % 150;
      smoothing.smooth(0.3, i, keys, 0.5, state);
    }
    assertThat(smoothing.evicted()).isGreaterThan(100_000);
    assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(100_000);
  }

  private static byte[] bytes(Smoothing smoothing, SmoothState state) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    smoothing.write(state, new DataOutputStream(out));
    return out.toByteArray();
  }

  private static SmoothState read(Smoothing smoothing, byte[] bytes) throws IOException {
    return smoothing.read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  @Test
  void aStateComesBackFromItsBytesWhichAreThoseOfVersion1() throws IOException {
    Smoothing smoothing =
        Smoothing.of(spec("{key: pair, events: 6, max: 3}, {key: terminal, events: 9}"));
    SmoothState state = smoothing.newState();
    for (int i = 0; i < 20; i++) {
      smoothing.smooth(i % 3 == 0 ? 0.5 : 0.25, i * HOUR, keys(i * 7 % 5), 0.5, state);
    }
    byte[] bytes = bytes(smoothing, state);
    try (InputStream in = getClass().getResourceAsStream("smooth-state-v1.hex")) {
      String expected = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(expected);
    }
    SmoothState copy = smoothing.copy(state);
    SmoothState back = read(smoothing, bytes);
    double next = smoothing.smooth(0.9, 21 * HOUR, keys(3), 0.5, state);
    assertThat(smoothing.smooth(0.9, 21 * HOUR, keys(3), 0.5, back)).isEqualTo(next);
    assertThat(bytes(smoothing, back)).isEqualTo(bytes(smoothing, state));
    assertThat(bytes(smoothing, copy)).as("a copy stays as it was").isEqualTo(bytes);
  }

  @Test
  void bytesOfAnotherVersionOrSmoothingAreRefused() throws IOException {
    Smoothing smoothing = Smoothing.of(spec("{key: terminal, events: 9}"));
    byte[] bytes = bytes(smoothing, smoothing.newState());
    Smoothing other = Smoothing.of(spec("{key: pair, events: 9}"));
    assertThatThrownBy(() -> read(other, bytes))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "state of smoothing has 1 entries by the last stage's key, model.smooth has 0:"
                + " restore it with the detector that wrote it, or start without state");
    bytes[0] = 2;
    assertThatThrownBy(() -> read(smoothing, bytes))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "state of smoothing has layout version 2; this vigia reads version 1: restore it with"
                + " the vigia that wrote it, or start without state");
  }
}
