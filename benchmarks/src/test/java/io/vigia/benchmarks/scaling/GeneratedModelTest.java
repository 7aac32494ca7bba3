package io.vigia.benchmarks.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.score.Scorer;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.schemas.Tier;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratedModelTest {

  @Test
  void isOfTheSizeAskedForAndScoresInBothPrecisions() {
    for (long size : new long[] {5_000, 50_000}) {
      List<GeneratedModel> pair = GeneratedModel.pair(20, size);
      double[] scores = new double[2];
      for (int i = 0; i < 2; i++) {
        assertThat((double) pair.get(i).multiplyAdds()).isCloseTo(size, within(.03 * size));
        ModelSource.Loaded loaded = pair.get(i).load();
        assertThat(loaded.tier()).isEqualTo(i == 0 ? Tier.FP32 : Tier.INT8);
        try (Scorer scorer = loaded.newScorer(4)) {
          double[] values = new double[20];
          values[3] = 1;
          scorer.put(0, values, 0);
          scorer.run(1);
          scores[i] = scorer.score(0);
        }
        assertThat(scores[i]).isBetween(0.0, 1.0);
      }
      assertThat(scores[1]).isCloseTo(scores[0], within(.1));
    }
  }

  @Test
  void theWidthSolvesTheEquation() {
    int width = GeneratedModel.width(34, 5_000_000);
    assertThat(34.0 * width + (double) width * width + width)
        .isCloseTo(5_000_000, within(10_000.0));
  }
}
