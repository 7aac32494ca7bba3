package io.vigia.benchmarks.nab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.decide.Suppression;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NabScoreTest {
  private static final Silence NONE = new Silence(Optional.empty());

  /** A file of so many rows, one a minute. */
  private static NabFile file(String folder, int rows, NabFile.Span... windows) {
    long[] micros = new long[rows];
    List<String> texts = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      micros[row] = row * 60_000_000L;
      texts.add("0");
    }
    return new NabFile(
        folder, "f.csv", texts, texts, micros, new double[rows], List.of(windows), true);
  }

  private static double normalised(NabFile file, int... alarmed) {
    boolean[] alarms = new boolean[file.rows()];
    for (int row : alarmed) {
      alarms[row] = true;
    }
    return NabScore.normalised(
        NabScore.of(file, NabScore.worths(file), alarms), file.windows().size());
  }

  @Test
  void the_sigmoid_is_the_published_one() {
    // Given in the paper: the left edge, the middle, the right edge of a window, one length behind.
    assertThat(NabScore.scaledSigmoid(-1)).isCloseTo(0.98661, within(5e-6));
    assertThat(NabScore.scaledSigmoid(-0.5)).isCloseTo(0.84828, within(5e-6));
    assertThat(NabScore.scaledSigmoid(0)).isZero();
    assertThat(NabScore.scaledSigmoid(1)).isCloseTo(-0.98661, within(5e-6));
    assertThat(NabScore.scaledSigmoid(3)).isEqualTo(-1);
  }

  @Test
  void a_perfect_detector_has_100_and_a_silent_one_0() {
    NabFile file = file("a", 1_000, new NabFile.Span(300, 399), new NabFile.Span(600, 699));
    assertThat(normalised(file, 300, 600)).isCloseTo(100, within(1e-9));
    assertThat(normalised(file)).isZero();
  }

  /** Computed by hand: one window of 100 rows, so found − missed is 2 and 1 point is 50. */
  @Test
  void alarms_count_by_their_place() {
    NabFile file = file("a", 1_000, new NabFile.Span(300, 399));
    double left = 2 / (1 + Math.exp(-5.0)) - 1;
    // In the middle: 50 rows before the end and the end itself, 0.5 of the length.
    double middle = (2 / (1 + Math.exp(-2.5)) - 1) / left;
    assertThat(normalised(file, 350)).isCloseTo(50 * (1 + middle), within(1e-9));
    assertThat(normalised(file, 350, 320, 390))
        .as("the earliest counts, and the others cost nothing")
        .isCloseTo(normalised(file, 320), within(1e-9));
    assertThat(normalised(file, 300, 200)).as("before: −0.11").isCloseTo(94.5, within(1e-9));
    assertThat(normalised(file, 300, 900)).as("far behind: −0.11").isCloseTo(94.5, within(1e-9));
    // 10 rows behind the window's end, of 99 steps.
    double behind = 0.11 * (2 / (1 + Math.exp(5 * 10 / 99.0)) - 1);
    assertThat(normalised(file, 300, 409)).isCloseTo(100 + 50 * behind, within(1e-9));
  }

  @Test
  void the_first_rows_do_not_count() {
    assertThat(NabScore.probation(1_000)).isEqualTo(150);
    assertThat(NabScore.probation(1_127)).isEqualTo(169);
    assertThat(NabScore.probation(20_000)).isEqualTo(750);
    NabFile file = file("a", 1_000, new NabFile.Span(300, 399));
    assertThat(normalised(file, 149, 300)).isCloseTo(100, within(1e-9));
    assertThat(normalised(file, 150, 300)).isCloseTo(94.5, within(1e-9));
  }

  @Test
  void one_threshold_holds_for_all_files_and_is_chosen_on_others_for_a_folder_left_out() {
    NabFile first = file("a", 1_000, new NabFile.Span(300, 399));
    NabFile second = file("b", 1_000, new NabFile.Span(500, 599));
    double[] scores = new double[1_000];
    scores[300] = 0.9;
    scores[200] = 0.8;
    double[] others = new double[1_000];
    others[500] = 0.7;
    NabVerdict verdict = NabVerdict.of(List.of(first, second), List.of(scores, others), NONE);
    // 0.7 finds both at the cost of one false alarm: (2 − 0.11 + 2) / 4.
    assertThat(verdict.threshold()).isEqualTo(0.7);
    assertThat(verdict.best()).isCloseTo(100 * 3.89 / 4, within(1e-9));
    // By b alone 0.7 is best for a; by a alone 0.9 is, which finds nothing in b.
    assertThat(verdict.foldersOut()).isCloseTo(100 * 1.89 / 4, within(1e-9));
  }

  @Test
  void silence_holds_back_what_comes_soon_after_an_alarm() {
    NabFile file = file("a", 1_000, new NabFile.Span(300, 399));
    Silence hour = new Silence(Optional.of(Suppression.during(Duration.ofHours(1))));
    double[] scores = new double[1_000];
    scores[200] = 0.6;
    scores[230] = 0.9;
    scores[260] = 0.6;
    scores[300] = 0.5;
    boolean[] alarms = hour.of(file, scores, 0.55);
    assertThat(alarms[200]).isTrue();
    assertThat(alarms[230]).isFalse();
    assertThat(alarms[260]).isTrue();
    double[] silenced = NabResults.silenced(file, scores, 0.55, hour);
    assertThat(silenced[230]).isZero();
    assertThat(silenced[300]).isEqualTo(0.5);
    assertThat(Arrays.equals(NONE.of(file, silenced, 0.55), alarms))
        .as("a threshold alone makes the same alarms of what is written")
        .isTrue();
  }
}
