package io.vigia.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.vigia.engine.model.Reference;
import io.vigia.engine.onnx.OnnxScorer;
import io.vigia.engine.score.Scorer;
import io.vigia.training.calibrate.PlattCalibration;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.network.Activation;
import io.vigia.training.network.Architecture;
import io.vigia.training.network.BatchNorm;
import io.vigia.training.network.Dense;
import io.vigia.training.network.EfficientNets;
import io.vigia.training.network.MobileNets;
import io.vigia.training.network.Network;
import io.vigia.training.network.Residual;
import io.vigia.training.network.Size;
import io.vigia.training.network.StandardConvolutions;
import io.vigia.training.network.Values;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConvolutionGraphTest {
  private static final PlattCalibration CALIBRATION = new PlattCalibration(0.5, -0.2);
  private static final int ROWS = 5;

  static Stream<Arguments> architectures() {
    List<Integer> blocks = List.of(16, 32, 32);
    return Stream.of(
            new MobileNets(0.5, blocks),
            new StandardConvolutions(0.5, blocks),
            new EfficientNets(0, true),
            new EfficientNets(1.5, true),
            new EfficientNets(0, false))
        .flatMap(
            architecture ->
                Stream.of(new Size(3, 1, 64), new Size(1, 24, 32), new Size(2, 1, 5))
                    .map(size -> Arguments.of(architecture, size)));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void the_graph_computes_the_definition(Architecture architecture, Size input) throws IOException {
    Network network = Values.shaken(architecture.network(input, 1), 2);

    byte[] graph = graph(network);

    assertScores(graph, network);
    assertThat(ModelProto.parseFrom(graph).getGraph().getNodeList())
        .as("normalizations are folded")
        .extracting(NodeProto::getOpType)
        .doesNotContain("BatchNormalization")
        .contains("Conv");
  }

  /** Layers in orders that no architecture uses: of vectors too. */
  @Test
  void other_orders_of_layers_agree_too() {
    SplittableRandom random = new SplittableRandom(4);
    Network network =
        new Network(
            Size.vector(6),
            List.of(
                Dense.untrained(6, 4, random),
                new Activation(Activation.Kind.HARD_SWISH),
                BatchNorm.untrained(4),
                new Residual(
                    List.of(Dense.untrained(4, 4, random), new Activation(Activation.Kind.TANH))),
                new Activation(Activation.Kind.SIGMOID),
                Dense.untrained(4, 1, random)));

    Network shaken = Values.shaken(network, 2);

    assertScores(graph(shaken), shaken);
  }

  private static byte[] graph(Network network) {
    return new DetectorGraph(identity(network.input().count()), network, CALIBRATION).fp32();
  }

  /** Neither scales nor reduces. */
  private static Reduction identity(int width) {
    Reference.Feature feature =
        new Reference.Feature("x", 0, 1, 0, -1, 1, 0, new double[] {0, 1}, new long[1]);
    return new Reduction(Preprocessing.of(Collections.nCopies(width, feature)), Optional.empty());
  }

  private static void assertScores(byte[] graph, Network network) {
    int width = network.input().count();
    float[] inputs = Values.random(ROWS * width, new SplittableRandom(3));
    double[] logits = network.logits(inputs, ROWS);
    double[] wide = new double[inputs.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = inputs[i];
    }
    try (Scorer scorer = OnnxScorer.open(graph, "test", width, ROWS)) {
      for (int row = 0; row < ROWS; row++) {
        scorer.put(row, wide, row * width);
      }
      scorer.run(ROWS);
      for (int row = 0; row < ROWS; row++) {
        double expected = 1 / (1 + Math.exp(-(0.5 * logits[row] - 0.2)));
        assertThat(scorer.score(row)).as("row %d", row).isCloseTo(expected, within(1e-4));
      }
    }
  }
}
