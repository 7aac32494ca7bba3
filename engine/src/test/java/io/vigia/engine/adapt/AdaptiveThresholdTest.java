package io.vigia.engine.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.decide.Suppression;
import io.vigia.engine.score.ScoreLevels.Tail;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** A budget of 10 alerts a day for 5 keys: 2 a day for each, and 40 peaks in training. */
class AdaptiveThresholdTest {
  private static final double DAY = 86_400e6;
  private static final double FLOOR = 1;
  private static final double UNIT = 0.8;
  private static final Tail TAIL = new Tail(score(FLOOR), 20, 5);
  private static final double TRAINED = score(FLOOR + UNIT * Math.log(20));

  private static double score(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  private static AdaptiveThreshold thresholds(Optional<Suppression> suppression) {
    return new AdaptiveThreshold(Duration.ofDays(7), 10, Duration.ofDays(1), suppression);
  }

  /** A key whose peaks come by chance, 40 a day, with excesses of the mean of training. */
  private static final class Key {
    final AdaptiveThreshold thresholds = thresholds(Optional.empty());
    final AdaptState state = thresholds.newState();
    final SplittableRandom random;
    double day;

    Key(long seed) {
      random = new SplittableRandom(seed);
    }

    /**
     * Lives on for some days.
     *
     * @param level of the scores' tail, by day: 0 as in training
     * @return alerts
     */
    int live(double days, DoubleUnaryOperator level) {
      int alerts = 0;
      double end = day + days;
      while (true) {
        // As many over a level of -3 as in training over 0, times e^3; those below are no peaks.
        day += exponential() / (40 * Math.exp(3));
        if (day >= end) {
          return alerts;
        }
        double excess = level.applyAsDouble(day) - 3 + exponential();
        if (excess >= 0) {
          alerts += score(day, excess) ? 1 : 0;
        }
      }
    }

    double exponential() {
      return -Math.log(1 - random.nextDouble());
    }

    boolean score(double at, double excess) {
      double score = AdaptiveThresholdTest.score(FLOOR + UNIT * excess);
      long time = (long) (at * DAY);
      boolean isAlert = score >= thresholds.threshold(state, time, TRAINED, TAIL);
      thresholds.take(state, time, 0, score, isAlert, TRAINED, TAIL);
      return isAlert;
    }

    /** The threshold's excess over the floor, in units. */
    double bound() {
      double threshold = thresholds.threshold(state, (long) (day * DAY), TRAINED, TAIL);
      return (Math.log(threshold / (1 - threshold)) - FLOOR) / UNIT;
    }
  }

  @Test
  void aKeyBeginsAtTheTrainedThreshold() {
    Key key = new Key(1);
    assertThat(key.bound()).isCloseTo(Math.log(20), within(1e-9));
    assertThat(key.score(0.5, 1)).isFalse();
    assertThat(key.bound()).isCloseTo(Math.log(20), within(0.1));
  }

  @Property(tries = 30, seed = "3")
  void scoresAsInTrainingKeepTheBudget(@ForAll @LongRange(max = 1000) long seed) {
    Key key = new Key(seed);
    assertThat(key.live(100, day -> 0)).isBetween(120, 300);
    assertThat(key.bound()).isCloseTo(Math.log(20), within(0.8));
  }

  @Property(tries = 30, seed = "4")
  void slowDriftKeepsTheBudget(
      @ForAll @LongRange(max = 1000) long seed, @ForAll @DoubleRange(min = -2, max = 2) double to) {
    Key key = new Key(seed);
    key.live(20, day -> 0);
    int alerts = key.live(100, day -> to * (day - 20) / 100);
    assertThat(alerts).as("of 200").isBetween(90, 360);
    assertThat(key.live(100, day -> to)).as("at the new level").isBetween(120, 300);
    assertThat(key.bound()).isCloseTo(Math.log(20) + to, within(1.0));
  }

  @Property(tries = 30, seed = "5")
  void plantedAnomaliesAlertAndDoNotRaiseTheThreshold(@ForAll @LongRange(max = 1000) long seed) {
    Key clean = new Key(seed);
    Key planted = new Key(seed);
    clean.live(30, day -> 0);
    planted.live(30, day -> 0);
    for (int day = 30; day < 60; day++) {
      clean.live(1, at -> 0);
      planted.live(1, at -> 0);
      assertThat(planted.score(planted.day, 12 + day % 3)).as("day " + day).isTrue();
    }
    assertThat(planted.bound()).isCloseTo(clean.bound(), within(1e-9));
  }

  @Test
  void aBurstSilencesNobodyForGood() {
    Key key = new Key(6);
    key.live(30, day -> 0);
    double before = key.bound();
    for (int i = 0; i < 20_000; i++) {
      key.score(key.day, 2 + key.random.nextDouble());
    }
    assertThat(key.bound()).as("peaks below the threshold").isBetween(before, before + 0.6);
    for (int i = 0; i < 20_000; i++) {
      key.score(key.day, 9);
    }
    key.live(1, day -> 0);
    assertThat(key.bound()).as("and alerts").isBetween(before - 0.6, before + 0.8);
    assertThat(key.score(key.day, 6)).isTrue();
  }

  /** By 4 and 7 all scores lie above the floor, so that their tail there is no exponential one. */
  @Test
  void anotherLevelIsAdaptedToAfterAWhile() {
    for (double level : new double[] {2, 4, 7}) {
      Key key = new Key(7);
      key.live(30, day -> 0);
      assertThat(key.live(7, day -> level)).as("of 14 at first, at " + level).isGreaterThan(28);
      key.live(23, day -> level);
      assertThat(key.live(30, day -> level)).as("of 60 then, at " + level).isBetween(6, 180);
      key.live(30, day -> 0);
      assertThat(key.live(60, day -> 0)).as("of 120 a month after, at " + level).isBetween(40, 200);
    }
  }

  @Test
  void peaksOfOneKeyOfSuppressionWithinItsTimeAreOne() {
    AdaptiveThreshold thresholds = thresholds(Optional.of(Suppression.during(Duration.ofHours(1))));
    AdaptState clustered = thresholds.newState();
    AdaptState single = thresholds.newState();
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 2_000; i++) {
      long time = (long) (i * DAY / 40);
      double excess = Math.min(2.9, -Math.log(1 - random.nextDouble()));
      double score = score(FLOOR + UNIT * excess);
      thresholds.take(single, time, i % 7, score, false, TRAINED, TAIL);
      for (int j = 9; j >= 0; j--) {
        // Ten in a row, of which the last is the highest.
        double lower = score(FLOOR + UNIT * Math.max(0, excess - 0.1 * j));
        thresholds.take(clustered, time + 1000 - j, i % 7, lower, false, TRAINED, TAIL);
      }
    }
    long end = (long) (50 * DAY);
    assertThat(thresholds.threshold(clustered, end, TRAINED, TAIL))
        .isCloseTo(thresholds.threshold(single, end, TRAINED, TAIL), within(1e-3));
  }

  @Test
  void eachKeyHasItsPartOfTheBudget() {
    // One key of ten times the scores of training, one of a tenth, beside one as in training.
    int[] alerts = new int[3];
    for (int i = 0; i < 3; i++) {
      Key key = new Key(10 + i);
      double level = (i - 1) * Math.log(10);
      key.live(40, day -> level);
      alerts[i] = key.live(100, day -> level);
    }
    assertThat(alerts[0]).as("of 200").isBetween(100, 300);
    assertThat(alerts[1]).isBetween(120, 300);
    assertThat(alerts[2]).isBetween(100, 320);
  }

  @Test
  void aStateComesBackFromItsBytesWhichAreThoseOfVersion1() throws IOException {
    AdaptiveThreshold thresholds = thresholds(Optional.of(Suppression.during(Duration.ofHours(1))));
    AdaptState state = thresholds.newState();
    thresholds.take(state, 0, 1, score(1.5), false, TRAINED, TAIL);
    thresholds.take(state, (long) DAY, 2, score(2), false, TRAINED, TAIL);
    thresholds.take(state, (long) DAY + 1, 3, score(9), true, TRAINED, TAIL);
    byte[] bytes = bytes(state);
    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo(
            "01000000141dd76001000000119a1c7400bfb781b9895f2e600000000000000000000000000000000000"
                + "00004600000000000000020000000000000002000000141dd760003ff3fffffffffff6000000"
                + "000000000003000000141dd760014023fffffffffe2c01");
    AdaptState copy = thresholds.copy(state);
    AdaptState back = AdaptStateCodec.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    long later = (long) (9 * DAY);
    double threshold = thresholds.threshold(state, later, TRAINED, TAIL);
    assertThat(thresholds.threshold(back, later, TRAINED, TAIL)).isEqualTo(threshold);
    assertThat(bytes(back)).isEqualTo(bytes(state)).isNotEqualTo(bytes);
    assertThat(bytes(copy)).as("a copy stays as it was").isEqualTo(bytes);
  }

  private static byte[] bytes(AdaptState state) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AdaptStateCodec.write(state, new DataOutputStream(out));
    return out.toByteArray();
  }
}
