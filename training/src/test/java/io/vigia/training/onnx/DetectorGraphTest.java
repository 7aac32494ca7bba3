package io.vigia.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.onnx.OnnxScorer;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.spec.ModelSpec.PcaSpec;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.Tables;
import io.vigia.training.calibrate.PlattCalibration;
import io.vigia.training.data.Inputs;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.network.Network;
import io.vigia.training.quantize.OptimizedGraph;
import io.vigia.training.quantize.QuantizationOptions;
import io.vigia.training.quantize.Quantizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DetectorGraphTest {
  private static final int WIDTH = 10;
  private static final int ROWS = 3_000;

  /** The ways to reduce inputs. */
  enum Way {
    ALL_INPUTS(InputScale.LINEAR, Optional.empty()),
    COMPONENTS(InputScale.LINEAR, pca(false)),
    WHITENED(InputScale.LINEAR, pca(true)),
    COMPRESSED(InputScale.LOG, Optional.empty()),
    COMPRESSED_COMPONENTS(InputScale.LOG, pca(false));

    private final InputScale scale;
    private final Optional<PcaSpec> spec;

    Way(InputScale scale, Optional<PcaSpec> spec) {
      this.scale = scale;
      this.spec = spec;
    }

    private static Optional<PcaSpec> pca(boolean whiten) {
      return Optional.of(new PcaSpec(OptionalDouble.of(0.98), OptionalInt.empty(), whiten));
    }
  }

  private final FeatureTable table = table();
  private final int[] rows = Tables.all(table);

  @ParameterizedTest
  @EnumSource(Way.class)
  void fp32_scores_equal_the_computation_in_java(Way way) {
    Parts parts = new Parts(way);

    double[] scores = scores(parts.graph().fp32());

    double[] logits = parts.logits();
    for (int row = 0; row < ROWS; row++) {
      assertThat(scores[row])
          .as("row %d", row)
          .isCloseTo(parts.calibration.probability(logits[row]), within(2e-5));
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void int8_scores_are_near_and_in_the_same_order(Way way) {
    Parts parts = new Parts(way);
    double[] fp32 = scores(parts.graph().fp32());
    double[] int8 = scores(parts.int8());

    double distance = 0;
    for (int row = 0; row < ROWS; row++) {
      distance += Math.abs(logOdds(int8[row]) - logOdds(fp32[row])) / ROWS;
    }

    double deviation = deviation(Arrays.stream(fp32).map(DetectorGraphTest::logOdds).toArray());
    assertThat(distance).as("mean distance in log-odds").isLessThan(0.08 * deviation);
    assertThat(rankCorrelation(fp32, int8)).isGreaterThan(0.99);
    double[] top = topHundredth(fp32);
    assertThat(Metrics.of(int8, top).averagePrecision()).isGreaterThan(0.9);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void every_hidden_layer_runs_in_integers(Way way) {
    Parts parts = new Parts(way);

    OptimizedGraph optimized = OptimizedGraph.of(parts.int8());

    assertFused(optimized, 2, way);
  }

  /** The check of the test above notices what it is there for. */
  @Test
  void a_rectifier_that_is_not_absorbed_is_noticed()
      throws com.google.protobuf.InvalidProtocolBufferException {
    Parts parts = new Parts(Way.COMPONENTS);
    ModelProto.Builder model = ModelProto.parseFrom(parts.graph().fp32()).toBuilder();
    for (NodeProto.Builder node : model.getGraphBuilder().getNodeBuilderList()) {
      if (node.getOpType().equals("Relu")) {
        node.setOpType("Softplus");
      }
    }

    OptimizedGraph optimized = OptimizedGraph.of(parts.int8(model.build().toByteArray()));

    assertThatThrownBy(() -> assertFused(optimized, 2, Way.COMPONENTS))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void the_description_of_an_input_may_be_empty_and_the_graph_still_scores() {
    double[] values = table.values().clone();
    for (int at = 4; at < values.length; at += WIDTH) {
      values[at] = Double.NaN;
    }
    for (int at = 5; at < values.length; at += WIDTH) {
      values[at] = 7;
    }
    FeatureTable poor = Tables.of(WIDTH, values);
    Parts parts = new Parts(Way.ALL_INPUTS, poor);

    double[] logits = parts.logits();
    double[] fp32 = scores(parts.graph().fp32(), poor);
    double[] int8 = scores(parts.int8(), poor);

    for (int row = 0; row < ROWS; row++) {
      assertThat(fp32[row]).isCloseTo(parts.calibration.probability(logits[row]), within(1e-5));
      assertThat(int8[row]).isCloseTo(fp32[row], within(0.1));
    }
  }

  private static void assertFused(OptimizedGraph optimized, int hidden, Way way) {
    assertThat(optimized.count("QGemm")).as("%s", optimized.types()).isEqualTo(hidden);
    // One into integers, one out of them before the last layer; none between hidden layers.
    assertThat(optimized.count("QuantizeLinear")).as("%s", optimized.types()).isEqualTo(1);
    assertThat(optimized.count("DequantizeLinear")).as("%s", optimized.types()).isEqualTo(1);
    assertThat(optimized.count("Relu")).as("%s", optimized.types()).isZero();
    assertThat(optimized.count("Gemm") + optimized.count("FusedGemm"))
        .as("components and the last layer: %s", optimized.types())
        .isEqualTo(way.spec.isEmpty() ? 1 : 2);
  }

  /** A detector around a random network. */
  private final class Parts {
    final FeatureTable from;
    final Reduction reduction;
    final Network network;
    final float[] inputs;
    final PlattCalibration calibration = new PlattCalibration(0.8, -0.3);

    Parts(Way way) {
      this(way, table);
    }

    Parts(Way way, FeatureTable from) {
      this.from = from;
      reduction =
          Reduction.fit(
              from,
              rows,
              Preprocessing.of(
                  IntStream.range(0, WIDTH).mapToObj(i -> Inputs.describe(from, i, rows)).toList(),
                  way.scale),
              way.spec);
      network = Networks.random(23, reduction.width(), 24, 16);
      inputs = reduction.apply(from, rows);
    }

    DetectorGraph graph() {
      return new DetectorGraph(reduction, network, calibration);
    }

    byte[] int8() {
      return int8(graph().fp32());
    }

    byte[] int8(byte[] fp32) {
      float[] features = new float[from.values().length];
      for (int i = 0; i < features.length; i++) {
        features[i] = (float) from.values()[i];
      }
      QuantizationOptions options =
          QuantizationOptions.defaults().equalised().keepingFloat(graph().floatNodes());
      return Quantizer.quantize(fp32, features, from.width(), options).onnx();
    }

    double[] logits() {
      return network.logits(inputs, ROWS);
    }
  }

  private double[] scores(byte[] graph) {
    return scores(graph, table);
  }

  private static double[] scores(byte[] graph, FeatureTable table) {
    double[] scores = new double[table.rows()];
    try (Scorer scorer = OnnxScorer.open(graph, "test.onnx", WIDTH, table.rows())) {
      for (int row = 0; row < scores.length; row++) {
        scorer.put(row, table.values(), row * WIDTH);
      }
      scorer.run(scores.length);
      for (int row = 0; row < scores.length; row++) {
        scores[row] = scorer.score(row);
      }
    }
    return scores;
  }

  /** Correlated columns of very different scales, some values missing, some far out. */
  private static FeatureTable table() {
    SplittableRandom random = new SplittableRandom(31);
    float[] normal = Networks.normal(random, ROWS * WIDTH, 1);
    double[] values = new double[normal.length];
    for (int at = 0; at < values.length; at++) {
      int column = at % WIDTH;
      double shared = normal[at - column];
      values[at] = Math.pow(10, column - 4) * (normal[at] + shared * (column % 3)) + column;
      double luck = random.nextDouble();
      if (luck < 0.03) {
        values[at] = Double.NaN;
      } else if (luck < 0.031) {
        values[at] *= 50;
      }
    }
    return Tables.of(WIDTH, values);
  }

  /** Held within what floats near 1 can say. */
  private static double logOdds(double score) {
    return Math.max(-12, Math.min(12, Math.log(score / (1 - score))));
  }

  private static double deviation(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }

  /** Truth for a ranking: 1 for the hundredth of the highest scores. */
  private static double[] topHundredth(double[] scores) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    double from = sorted[sorted.length - sorted.length / 100];
    return Arrays.stream(scores).map(score -> score >= from ? 1 : 0).toArray();
  }

  /** Spearman's, of values that hardly tie. */
  private static double rankCorrelation(double[] a, double[] b) {
    double[] ranksA = ranks(a);
    double[] ranksB = ranks(b);
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += (ranksA[i] - ranksB[i]) * (ranksA[i] - ranksB[i]);
    }
    double n = a.length;
    return 1 - 6 * squares / (n * (n * n - 1));
  }

  private static double[] ranks(double[] values) {
    List<Integer> order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted((i, j) -> Double.compare(values[i], values[j]))
            .toList();
    double[] ranks = new double[values.length];
    for (int rank = 0; rank < ranks.length; rank++) {
      ranks[order.get(rank)] = rank;
    }
    return ranks;
  }
}
