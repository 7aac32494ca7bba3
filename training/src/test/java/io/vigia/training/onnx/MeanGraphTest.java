package io.vigia.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.onnx.OnnxScorer;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeanGraphTest {
  @Test
  void it_is_the_mean_of_the_inputs_by_their_largest() {
    double[] rows = {
      0, 0, 0, // nothing
      12, 6, 12, // all there is
      3, 3, 6, // (1/4 + 1/2 + 1/2) / 3
      100, -5, Double.NaN, // cut off above and below; missing is 0
    };
    double[] expected = {0, 1, 1.25 / 3, 1.0 / 3};
    byte[] graph = new MeanGraph(List.of(12.0, 6.0, 12.0)).fp32();
    try (OnnxScorer scorer = OnnxScorer.open(graph, "mean", 3, 4)) {
      for (int row = 0; row < 4; row++) {
        scorer.put(row, rows, 3 * row);
      }
      scorer.run(4);
      for (int row = 0; row < 4; row++) {
        assertThat(scorer.score(row)).isCloseTo(expected[row], within(1e-6));
      }
    }
  }
}
