package io.vigia.benchmarks.nab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;

/**
 * Holds the scoring against a published figure: the windowed Gaussian detector has 44.8 on the 51
 * files (without the folder realKnownCause) at the published threshold of 1, where its scores are
 * written with twelve digits.
 */
class NabPublishedTest {
  private static final Path DATA = Path.of("../../shared/data/nab");
  private static final int WINDOW = 6_400;
  private static final int STEP = 100;

  @Test
  void the_windowed_gaussian_has_its_published_score() throws IOException {
    assumeTrue(Files.isDirectory(DATA), DATA + " is absent: the published figure is not checked");
    List<NabFile> files = NabCorpus.read(DATA);
    assertThat(files).hasSize(51);
    double sum =
        IntStream.range(0, files.size())
            .mapToDouble(
                i -> {
                  NabFile file = files.get(i);
                  boolean[] alarms =
                      new Silence(Optional.empty()).of(file, scores(file.values()), 1);
                  return NabScore.of(file, NabScore.worths(file), alarms);
                })
            .sum();
    assertThat(NabScore.normalised(sum, NabScore.windows(files))).isCloseTo(44.8, within(0.05));
  }

  /** 1 − Q of the value among the values of a window that moves on by steps. */
  private static double[] scores(double[] values) {
    double[] scores = new double[values.length];
    double mean = 0;
    double std = 1;
    int from = 0;
    for (int row = 0; row < values.length; row++) {
      if (row > 0) {
        double z = Math.abs(values[row] - mean) / std;
        double score = 1 - 0.5 * Erf.erfc(z / 1.4142);
        scores[row] = Math.rint(score * 1e12) / 1e12;
      }
      boolean isFilling = row < WINDOW;
      if (isFilling || (row + 1 - WINDOW) % STEP == 0) {
        from = isFilling ? 0 : row + 1 - WINDOW;
        double total = 0;
        for (int i = from; i <= row; i++) {
          total += values[i];
        }
        mean = total / (row + 1 - from);
        double squares = 0;
        for (int i = from; i <= row; i++) {
          squares += (values[i] - mean) * (values[i] - mean);
        }
        std = Math.sqrt(squares / (row + 1 - from));
        std = std == 0 ? 1e-6 : std;
      }
    }
    return scores;
  }
}
