package io.vigia.training.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.training.network.Activation;
import io.vigia.training.network.Convolution;
import io.vigia.training.network.EfficientNets;
import io.vigia.training.network.Layer;
import io.vigia.training.network.MobileNets;
import io.vigia.training.network.Network;
import io.vigia.training.network.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnitsTest {
  private static final Size FRAME = new Size(2, 16, 16);

  static Stream<Network> networks() {
    return Stream.of(
        Network.perceptron(9, List.of(8, 6), Activation.Kind.RELU, 1, 1),
        new MobileNets(1, List.of(8, 8, 16)).network(FRAME, 1),
        new EfficientNets(0, false).network(FRAME, 1));
  }

  /** What a unit adds to the next layer is its value times weights: zeros there take it out. */
  @ParameterizedTest
  @MethodSource("networks")
  void without_units_a_network_computes_as_with_zeros_where_they_are_mixed(Network network) {
    float[] inputs = inputs(network, 7);
    for (Units.Row row : Units.rows(network)) {
      if (row.areInputs()) {
        continue;
      }
      int[] kept = IntStream.range(0, row.count()).filter(u -> u % 3 != 1).toArray();

      Network smaller = Units.keep(network, row, kept);

      float[] expected = zeroed(network, row).outputs(inputs, 4);
      float[] found = smaller.outputs(inputs, 4);
      for (int i = 0; i < expected.length; i++) {
        assertThat(found[i]).as("%s", row).isCloseTo(expected[i], within(1e-4f));
      }
      assertThat(smaller.multiplyAdds()).isLessThan(network.multiplyAdds());
      assertThat(smaller.parameters()).isLessThan(network.parameters());
    }
  }

  @Test
  void channels_within_residual_branches_go_and_those_around_them_stay() {
    Network network = new EfficientNets(0, true).network(FRAME, 1);

    List<Units.Row> rows = Units.rows(network);

    assertThat(rows).anyMatch(row -> !row.path().isEmpty());
    for (Units.Row row : rows) {
      if (!row.areInputs()) {
        Network smaller = Units.keep(network, row, Units.without(row, 0));
        assertThat(smaller.output()).isEqualTo(network.output());
      }
    }
  }

  @Test
  void the_inputs_of_a_perceptron_are_units_too() {
    Network network = Network.perceptron(9, List.of(8), Activation.Kind.RELU, 1, 1);

    List<Units.Row> rows = Units.rows(network);

    assertThat(rows)
        .containsExactly(new Units.Row(List.of(), -1, 0, 9), new Units.Row(List.of(), 0, 2, 8));
    assertThat(Units.keep(network, rows.get(0), new int[] {1, 4}).input())
        .isEqualTo(Size.vector(2));
  }

  /** Zeros in the kernel that mixes the units, wherever a removed one comes in. */
  private static Network zeroed(Network network, Units.Row row) {
    List<float[]> weights = new ArrayList<>(network.weights());
    int at = Units.kernel(network, row);
    Layer mixer = Units.mixer(network, row);
    float[] kernel = weights.get(at).clone();
    for (int i = 0; i < kernel.length; i++) {
      int input =
          mixer instanceof Convolution convolution
              ? i / convolution.window().area() % row.count()
              : i / (kernel.length / row.count());
      if (input % 3 == 1) {
        kernel[i] = 0;
      }
    }
    weights.set(at, kernel);
    return network.with(weights);
  }

  private static float[] inputs(Network network, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] inputs = new float[4 * network.input().count()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) random.nextGaussian();
    }
    return inputs;
  }
}
