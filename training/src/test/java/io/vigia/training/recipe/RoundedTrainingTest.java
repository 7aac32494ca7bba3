package io.vigia.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.engine.spec.TrainingSpec.Optimizer;
import io.vigia.engine.spec.TrainingSpec.Schedule;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.Tables;
import io.vigia.training.calibrate.PlattCalibration;
import io.vigia.training.data.LearningData;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.network.Activation;
import io.vigia.training.network.Dense;
import io.vigia.training.network.FakeQuantization;
import io.vigia.training.network.LogisticLoss;
import io.vigia.training.network.Network;
import io.vigia.training.network.NetworkTrainer;
import io.vigia.training.network.TrainingOptions;
import io.vigia.training.network.TrainingRows;
import io.vigia.training.onnx.DetectorGraph;
import io.vigia.training.quantize.QuantizationOptions;
import io.vigia.training.quantize.Quantizer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What training on with rounding is worth, in the int8 graph that ONNX Runtime executes. */
class RoundedTrainingTest {
  private static final int ROWS = 3_000;

  /** A weight so large that the others of its output are left with a step or none of the 127. */
  private static final float LARGE = 100;

  private final LearningData data = FewLabels.data(ROWS, 1, 1);
  private final FeatureTable unseen = FewLabels.table(3_000, 1, 9);
  private final Reduction reduction =
      Reduction.fit(
          data.table(),
          data.split().fit(),
          Preprocessing.of(data.inputs(), InputScale.LINEAR),
          Optional.empty());
  private final float[] inputs = reduction.apply(data.table(), data.split().fit());
  private final TrainingRows rows =
      new TrainingRows(data.split().fit().length, inputs, data.labels(data.split().fit()));

  @Test
  void a_network_that_int8_hurts_learns_to_bear_it() {
    double before = 0;
    double rounded = 0;
    double unrounded = 0;
    double exact = 0;
    for (long seed = 1; seed <= 2; seed++) {
      Network hurt = hurt(train(untrained(seed), seed, 15, 1e-2f, FakeQuantization.NONE));
      exact += loss(graph(hurt).fp32()) / 2;
      before += loss(int8(hurt)) / 2;
      rounded += loss(int8(train(hurt, seed, 12, 1e-2f, FakeQuantization.of(hurt, inputs)))) / 2;
      unrounded += loss(int8(train(hurt, seed, 12, 1e-2f, FakeQuantization.NONE))) / 2;
    }

    assertThat(before).isGreaterThan(exact + 0.3);
    assertThat(rounded - exact).isLessThan(0.5 * (before - exact));
    // It is the rounding that does it, not the longer training.
    assertThat(rounded - exact).isLessThan(0.5 * (unrounded - exact));
  }

  private NetworkTrainer.Validation validation() {
    int[] later = data.split().validation();
    double[] truth = data.truth(later);
    return new NetworkTrainer.Validation(
        reduction.apply(data.table(), later),
        "likelihood",
        logits -> {
          double sum = 0;
          for (int i = 0; i < logits.length; i++) {
            sum -= Math.log1p(Math.exp(truth[i] == 1 ? -logits[i] : logits[i]));
          }
          return sum / logits.length;
        });
  }

  private static Network untrained(long seed) {
    return Network.perceptron(FewLabels.WIDTH, List.of(16, 8), Activation.Kind.RELU, 1, seed);
  }

  private Network train(
      Network from, long seed, int epochs, float rate, FakeQuantization quantization) {
    TrainingOptions options =
        new TrainingOptions(epochs, 32, Optimizer.ADAMW, rate, Schedule.COSINE, 0, epochs, 0.9f);
    return new NetworkTrainer(options, seed, line -> {})
        .train(from, rows, new LogisticLoss(1, 0), validation(), quantization)
        .network();
  }

  /** A unit that is never active, with weights that take the bits of all others of an output. */
  private static Network hurt(Network network) {
    Dense maker = network.dense().get(0);
    Dense mixer = network.dense().get(1);
    for (int i = 0; i < maker.in(); i++) {
      maker.kernel()[i * maker.out()] = 0;
    }
    maker.bias()[0] = -1;
    for (int j = 0; j < mixer.out(); j++) {
      mixer.kernel()[j] = LARGE;
    }
    return network;
  }

  private DetectorGraph graph(Network network) {
    return new DetectorGraph(reduction, network, new PlattCalibration(1, 0));
  }

  private byte[] int8(Network network) {
    DetectorGraph graph = graph(network);
    return Quantizer.quantize(
            graph.fp32(),
            data.raw(data.split().fit()),
            FewLabels.WIDTH,
            QuantizationOptions.defaults().keepingFloat(graph.floatNodes()))
        .onnx();
  }

  /** The mean logistic loss over events that nothing has seen. */
  private double loss(byte[] graph) {
    double[] scores = Scores.of(graph, "rounded", unseen, Tables.all(unseen));
    double loss = 0;
    for (int row = 0; row < scores.length; row++) {
      double ofTruth = unseen.labels()[row] == 1 ? scores[row] : 1 - scores[row];
      loss -= Math.log(Math.max(1e-7, ofTruth)) / scores.length;
    }
    return loss;
  }
}
