package io.vigia.training.outlier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.onnx.OnnxScorer;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.spec.ModelSpec.NetworkSpec;
import io.vigia.engine.spec.ModelSpec.NetworkSpec.Activation;
import io.vigia.engine.spec.ModelSpec.NetworkSpec.ErrorSpace;
import io.vigia.engine.spec.ModelSpec.NetworkSpec.Kind;
import io.vigia.engine.spec.ModelSpec.PcaSpec;
import io.vigia.engine.spec.TrainingSpec;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.Tables;
import io.vigia.training.data.Inputs;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.data.TimeSplit;
import io.vigia.training.data.UnsuitableDataException;
import io.vigia.training.network.NetworkTrainer;
import io.vigia.training.network.TrainingOptions;
import io.vigia.training.onnx.ReconstructionGraph;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconstructionTrainerTest {
  private static final int ROWS = 6_000;
  private static final NetworkSpec PCA = new NetworkSpec(Kind.PCA, List.of());

  private final FeatureTable linear = Bonds.linear(ROWS, 1);
  private final FeatureTable curved = Bonds.curved(ROWS, 1);

  private static NetworkSpec autoencoder(Integer... hidden) {
    return new NetworkSpec(Kind.AUTOENCODER, List.of(hidden), Activation.TANH, Optional.empty());
  }

  private static Optional<PcaSpec> components(int count, boolean whiten) {
    return Optional.of(new PcaSpec(OptionalDouble.empty(), OptionalInt.of(count), whiten));
  }

  private static Reduction reduction(FeatureTable table, Optional<PcaSpec> pca) {
    int[] rows = TimeSplit.unlabelled(table).fit();
    return Reduction.fit(
        table,
        rows,
        Preprocessing.of(
            IntStream.range(0, table.width())
                .mapToObj(i -> Inputs.describe(table, i, rows))
                .toList()),
        pca);
  }

  private static Reconstruction train(FeatureTable table, NetworkSpec spec, Optional<PcaSpec> pca) {
    NetworkTrainer trainer =
        new NetworkTrainer(TrainingOptions.of(TrainingSpec.DEFAULT, ROWS), 3, line -> {});
    return new ReconstructionTrainer(spec, trainer, 3)
        .train(table, TimeSplit.unlabelled(table), reduction(table, pca));
  }

  private static double auc(FeatureTable table, double[] scores) {
    return Metrics.of(scores, table.labels()).aucRoc();
  }

  @ParameterizedTest
  @CsvSource({"3,false", "3,true", "5,false"})
  void what_components_leave_is_what_pythagoras_says(int count, boolean whiten) {
    Reconstruction pca = train(linear, PCA, components(count, whiten));

    double[] errors = pca.errors(linear, Tables.all(linear));

    Reduction reduction = pca.reduction();
    float[] components = reduction.apply(linear, Tables.all(linear));
    double[] prepared = new double[Bonds.WIDTH];
    for (int row = 0; row < 100; row++) {
      reduction.preprocessing().apply(linear, row, prepared);
      double rest = 0;
      for (int i = 0; i < Bonds.WIDTH; i++) {
        double centred = prepared[i] - reduction.pca().orElseThrow().mean()[i];
        rest += centred * centred;
      }
      for (int c = 0; c < count; c++) {
        double variance = reduction.pca().orElseThrow().variances()[c];
        double value = components[row * count + c];
        rest -= value * value * (whiten ? variance : 1);
      }
      assertThat(errors[row]).isCloseTo(rest / Bonds.WIDTH, within(1e-5));
    }
  }

  @Test
  void an_error_of_components_is_the_distance_the_network_leaves() {
    NetworkSpec spec =
        new NetworkSpec(
            Kind.AUTOENCODER, List.of(1), Activation.TANH, Optional.empty(), ErrorSpace.COMPONENTS);
    Reconstruction made = train(linear, spec, components(3, true));
    int[] rows = {5, 17, 4_000};

    double[] errors = made.errors(linear, rows);

    float[] components = made.reduction().apply(linear, rows);
    float[] repeated = made.network().orElseThrow().outputs(components, rows.length);
    for (int i = 0; i < rows.length; i++) {
      double expected = 0;
      for (int c = 0; c < 3; c++) {
        expected += Math.pow(components[3 * i + c] - repeated[3 * i + c], 2) / 3;
      }
      assertThat(errors[i]).isCloseTo(expected, within(1e-6));
    }
  }

  @Test
  void events_that_break_bonds_stand_out() {
    int[] all = Tables.all(linear);

    double[] pca = train(linear, PCA, components(3, false)).errors(linear, all);
    double[] network = train(linear, autoencoder(), components(6, false)).errors(linear, all);

    assertThat(auc(linear, pca)).isGreaterThan(0.97);
    assertThat(auc(linear, network)).isGreaterThan(0.97);
    // No single input tells: each is usual by itself.
    for (int column = 0; column < Bonds.WIDTH; column++) {
      int input = column;
      double[] sizes =
          IntStream.range(0, ROWS).mapToDouble(row -> Math.abs(linear.value(row, input))).toArray();
      assertThat(auc(linear, sizes)).isBetween(0.4, 0.6);
    }
  }

  @Test
  void an_autoencoder_follows_curves_that_components_cannot() {
    int[] all = Tables.all(curved);

    double[] pca = train(curved, PCA, components(2, false)).errors(curved, all);
    double[] network = train(curved, autoencoder(32, 2), Optional.empty()).errors(curved, all);

    assertThat(auc(curved, network)).isGreaterThan(0.95).isGreaterThan(auc(curved, pca) + 0.1);
  }

  @ParameterizedTest
  @CsvSource({
    "PCA,true,INPUTS",
    "PCA,false,INPUTS",
    "AUTOENCODER,true,INPUTS",
    "AUTOENCODER,false,INPUTS",
    "AUTOENCODER,true,COMPONENTS"
  })
  void the_graph_scores_as_the_definition(Kind kind, boolean whiten, ErrorSpace space) {
    NetworkSpec network =
        new NetworkSpec(Kind.AUTOENCODER, List.of(6, 2), Activation.TANH, Optional.empty(), space);
    Reconstruction made = train(linear, kind == Kind.PCA ? PCA : network, components(4, whiten));
    double[] errors = made.errors(linear, Tables.all(linear));
    ErrorScale scale = ErrorScale.fit(errors);

    byte[] graph = new ReconstructionGraph(made, scale).fp32();

    try (Scorer scorer = OnnxScorer.open(graph, "test", Bonds.WIDTH, ROWS)) {
      for (int row = 0; row < ROWS; row++) {
        scorer.put(row, linear.values(), row * Bonds.WIDTH);
      }
      scorer.run(ROWS);
      for (int row = 0; row < ROWS; row++) {
        assertThat(scorer.score(row)).isCloseTo(scale.score(errors[row]), within(2e-4));
      }
    }
  }

  @Test
  void layers_that_could_copy_are_refused() {
    assertThatThrownBy(() -> train(linear, autoencoder(8, 4), components(4, false)))
        .isInstanceOf(UnsuitableDataException.class)
        .hasMessage(
            "the narrowest layer of model.network.hidden has 4 units and the events 4 components,"
                + " which it could copy; expected fewer units than components");
    assertThatThrownBy(() -> train(linear, autoencoder(2, 4), components(6, false)))
        .isInstanceOf(UnsuitableDataException.class)
        .hasMessage(
            "model.network.hidden is [2, 4]; expected the narrowest layer last, since the layers"
                + " behind it mirror those before");
  }
}
