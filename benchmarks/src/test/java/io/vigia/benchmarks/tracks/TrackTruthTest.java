package io.vigia.benchmarks.tracks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TrackTruthTest {
  private static final long[] CAMERAS = {1, 1, 1, 2, 2};
  private static final long[] TIMES = {10, 10, 20, 10, 20};

  @Test
  void aFrameIsWhatOneCameraSawAtOneTime() {
    TrackTruth truth =
        new TrackTruth(CAMERAS, TIMES, new double[] {1, 0, 0, 0, 0}, new double[] {1, 1, 0, 0, 0});
    // The largest of the first frame's boxes is the other person's.
    double[] scores = {0.2, 0.9, 0.5, 0.1, 0.1};
    assertThat(truth.frameAuc(scores)).isEqualTo(1);
    assertThat(truth.personAuc(scores)).isEqualTo(0.5);
    // 0.5 of the second frame is above the first one's, which is above the other two.
    assertThat(truth.frameAuc(new double[] {0.2, 0.1, 0.5, 0.1, 0.1})).isEqualTo(2.0 / 3);
  }

  @Test
  void nothingIsLeftOutUnsaid() {
    assertThatThrownBy(
            () ->
                new TrackTruth(
                    CAMERAS,
                    TIMES,
                    new double[] {1, 0, Double.NaN, 0, 0},
                    new double[] {1, 1, 0, 0, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("event 2 of --test has no label of its person; expected 0 or 1");
    assertThatThrownBy(
            () -> new TrackTruth(CAMERAS, TIMES, new double[] {1, 0, 0, 0, 0}, new double[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 of 5 labels by frame are positive; expected both kinds");
  }
}
