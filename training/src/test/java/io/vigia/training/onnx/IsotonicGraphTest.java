package io.vigia.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.onnx.OnnxScorer;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.Tables;
import io.vigia.training.calibrate.Calibration;
import io.vigia.training.calibrate.IsotonicCalibration;
import io.vigia.training.calibrate.PlattCalibration;
import io.vigia.training.data.LearningData;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.data.TimeSplit;
import io.vigia.training.network.Network;
import io.vigia.training.quantize.QuantizationOptions;
import io.vigia.training.quantize.Quantizer;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The pieces of isotonic calibration as they are in the exported graph. */
class IsotonicGraphTest {
  private static final int ROWS = 5_000;
  private static final int WIDTH = 3;

  private final FeatureTable table = table();
  private final Reduction reduction =
      Reduction.fit(
          table,
          Tables.all(table),
          Preprocessing.of(
              LearningData.of(
                      table, new TimeSplit(Tables.all(table), new int[] {0}, 0, Long.MAX_VALUE))
                  .inputs(),
              InputScale.LINEAR),
          Optional.empty());
  private final Network network = Networks.random(3, WIDTH, 8);
  private final double[] logits = network.logits(reduction.apply(table, Tables.all(table)), ROWS);

  @Test
  void scores_are_the_probabilities_of_the_line() {
    SplittableRandom random = new SplittableRandom(9);
    double[] labels = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      labels[row] = random.nextDouble() < 1 / (1 + Math.exp(-3 * Math.tanh(logits[row]))) ? 1 : 0;
    }
    IsotonicCalibration fitted = IsotonicCalibration.fit(logits, labels);
    assertThat(fitted.logits().length).isGreaterThan(4);

    assertScores(fitted);
  }

  @Test
  void two_knots_are_a_straight_line() {
    IsotonicCalibration line =
        new IsotonicCalibration(new double[] {-1, 2}, new double[] {-4, 0.5});

    assertScores(line);
  }

  @Test
  void a_straight_line_is_platts() {
    double[] line =
        scores(new IsotonicCalibration(new double[] {-1, 0, 2}, new double[] {-3, -1, 3}));
    double[] platt = scores(new PlattCalibration(2, -1));

    for (int row = 0; row < ROWS; row++) {
      assertThat(line[row]).isCloseTo(platt[row], within(1e-6));
    }
  }

  @Test
  void the_pieces_stay_exact_when_the_rest_is_quantised() {
    IsotonicCalibration pieces =
        new IsotonicCalibration(new double[] {-2, -1, 0, 2}, new double[] {-6, -5, 1, 1.2});
    DetectorGraph graph = new DetectorGraph(reduction, network, pieces);
    float[] sample = new float[ROWS * WIDTH];
    for (int i = 0; i < sample.length; i++) {
      sample[i] = (float) table.values()[i];
    }
    byte[] int8 =
        Quantizer.quantize(
                graph.fp32(),
                sample,
                WIDTH,
                QuantizationOptions.defaults().keepingFloat(graph.floatNodes()))
            .onnx();

    double distance = 0;
    double[] scores = scores(int8);
    for (int row = 0; row < ROWS; row++) {
      // Back through the inverse of the line: how far the network's own rounding moved the logit.
      distance += Math.abs(logit(pieces, scores[row]) - logits[row]) / ROWS;
    }
    assertThat(distance).isLessThan(0.1);
    // Pieces in 8 bits would leave 256 scores.
    assertThat(IntStream.range(0, ROWS).mapToDouble(row -> scores[row]).distinct().count())
        .isGreaterThan(1_000);
  }

  private void assertScores(IsotonicCalibration calibration) {
    double[] scores = scores(calibration);
    for (int row = 0; row < ROWS; row++) {
      assertThat(scores[row])
          .as("row %d, logit %s", row, logits[row])
          .isCloseTo(probability(calibration, logits[row]), within(1e-5));
    }
  }

  /** By interpolation between the knots, as one draws the line. */
  private static double probability(IsotonicCalibration line, double logit) {
    int piece = 0;
    while (piece < line.logits().length - 2 && logit > line.logits()[piece + 1]) {
      piece++;
    }
    double share =
        (logit - line.logits()[piece]) / (line.logits()[piece + 1] - line.logits()[piece]);
    double z = (1 - share) * line.logOdds()[piece] + share * line.logOdds()[piece + 1];
    return 1 / (1 + Math.exp(-z));
  }

  private static double logit(IsotonicCalibration line, double probability) {
    double z = Math.log(probability / (1 - probability));
    int piece = 0;
    while (piece < line.logits().length - 2 && z > line.logOdds()[piece + 1]) {
      piece++;
    }
    return line.logits()[piece] + (z - line.logOdds()[piece]) / line.slope(piece);
  }

  private double[] scores(Calibration calibration) {
    return scores(new DetectorGraph(reduction, network, calibration).fp32());
  }

  private double[] scores(byte[] graph) {
    double[] scores = new double[ROWS];
    try (Scorer scorer = OnnxScorer.open(graph, "isotonic", WIDTH, ROWS)) {
      for (int row = 0; row < ROWS; row++) {
        scorer.put(row, table.values(), row * WIDTH);
      }
      scorer.run(ROWS);
      for (int row = 0; row < ROWS; row++) {
        scores[row] = scorer.score(row);
      }
    }
    return scores;
  }

  private static FeatureTable table() {
    SplittableRandom random = new SplittableRandom(4);
    double[] values = new double[ROWS * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = 3 * random.nextGaussian() + 1;
    }
    return Tables.of(WIDTH, values);
  }
}
