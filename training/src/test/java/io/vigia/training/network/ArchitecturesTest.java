package io.vigia.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.spec.TrainingSpec;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitecturesTest {
  private static final Size SERIES = new Size(3, 1, 64);
  private static final Size FRAMES = new Size(1, 24, 32);

  static Stream<Arguments> architectures() {
    return Stream.of(
            new MobileNets(0.5, MobileNets.BLOCKS),
            new StandardConvolutions(0.5, MobileNets.BLOCKS),
            new EfficientNets(0, true),
            new EfficientNets(1, true),
            new EfficientNets(0, false))
        .flatMap(
            architecture ->
                Stream.of(SERIES, FRAMES, new Size(2, 1, 5), new Size(1, 3, 3))
                    .map(size -> Arguments.of(architecture, size)));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void folding_leaves_the_outputs_as_they_are(Architecture architecture, Size input) {
    Network network = Values.shaken(architecture.network(input, 1), 2);
    float[] x = Values.random(4 * input.count(), new SplittableRandom(3));

    Network folded = Folding.fold(network);

    double[] expected = network.logits(x, 4);
    assertThat(folded.logits(x, 4)).containsExactly(expected, within(1e-4));
    assertThat(expected[0]).isNotCloseTo(expected[1], within(1e-6));
    assertThat(folded.layers().toString()).doesNotContain("BatchNorm");
    assertThat(folded.parameters()).isLessThan(network.parameters());
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void pytorch_computes_the_definition(Architecture architecture, Size input) {
    Network network = Values.shaken(architecture.network(input, 1), 2);
    float[] x = Values.random(4 * input.count(), new SplittableRandom(3));

    float[] outputs;
    try (TrainingSession session =
        new TrainingSession(
            network,
            new TrainingRows(4, x, new float[4]),
            new LogisticLoss(5, 0),
            TrainingOptions.of(TrainingSpec.DEFAULT, 4),
            FakeQuantization.NONE,
            1)) {
      outputs = session.outputs(network, x);
    }

    Values.assertClose(outputs, network.logits(x, 4), 1e-4);
  }

  @Test
  void a_separable_block_takes_the_share_of_multiplications_of_the_paper() {
    // Howard et al. 2017, equation 5: 1/N + 1/D² of N output channels and windows of D × D.
    int in = 32;
    int out = 64;
    Size size = new Size(in, 16, 16);
    SplittableRandom random = new SplittableRandom(1);
    Window window = new Window(3, 3, 1, 1);
    long full = Convolution.untrained(in, out, window, 1, random).multiplyAdds(size);
    long separable =
        Convolution.untrained(in, in, window, in, random).multiplyAdds(size)
            + Convolution.untrained(in, out, Window.POINT, 1, random).multiplyAdds(size);

    assertThat(full).isEqualTo(16L * 16 * 9 * in * out);
    assertThat((double) separable / full).isCloseTo(1.0 / out + 1.0 / 9, within(1e-12));

    long mobile =
        Folding.fold(new MobileNets(1, MobileNets.BLOCKS).network(FRAMES, 1)).multiplyAdds();
    long standard =
        Folding.fold(new StandardConvolutions(1, MobileNets.BLOCKS).network(FRAMES, 1))
            .multiplyAdds();
    assertThat(mobile).isLessThan(standard / 4);
  }

  @Test
  void the_width_multiplies_channels_and_rounds_them_to_eight() {
    // 0.5 of 16, 32, 64 are multiples of 8; 0.3 of 64 is 19.2, of which 16 would be too little.
    assertThat(channels(new MobileNets(0.5, List.of(16, 32, 64)))).containsExactly(8, 16, 32);
    assertThat(channels(new MobileNets(0.3, List.of(16, 64)))).containsExactly(8, 24);
  }

  private static List<Integer> channels(MobileNets nets) {
    return nets.network(FRAMES, 1).layers().stream()
        .filter(Convolution.class::isInstance)
        .map(Convolution.class::cast)
        .filter(convolution -> convolution.groups() == 1)
        .map(Convolution::out)
        .toList();
  }

  @Test
  void compound_scaling_grows_all_three_directions_by_one_coefficient() {
    EfficientNets two = new EfficientNets(2, true);

    // Tan and Le 2019, equation 3: 1.2² = 1.44, 1.1² = 1.21, 1.15² = 1.3225.
    assertThat(two.depth(2)).isEqualTo(3);
    assertThat(two.channels(96)).isEqualTo(120);
    assertThat(two.side(96)).isEqualTo(127);
    assertThat(1.2 * Math.pow(1.1, 2) * Math.pow(1.15, 2)).isCloseTo(2, within(0.1));
    assertThat(two.network(new Size(1, 96, 96), 1).layers().get(0)).isEqualTo(new Resize(127, 127));
    assertThat(two.network(SERIES, 1).layers().get(0)).isEqualTo(new Resize(1, 85));
  }

  @Test
  void a_step_of_the_coefficient_about_doubles_the_multiplications() {
    Size input = new Size(1, 96, 96);
    long from = new EfficientNets(0, true).network(input, 1).multiplyAdds();
    long to = new EfficientNets(4, true).network(input, 1).multiplyAdds();

    // Rounding of depth and channels makes single steps uneven.
    assertThat(Math.pow((double) to / from, 0.25)).isBetween(1.7, 2.3);
  }

  @Test
  void without_squeeze_and_excitation_the_network_is_another() {
    Network with = new EfficientNets(0, true).network(FRAMES, 1);
    Network without = new EfficientNets(0, false).network(FRAMES, 1);
    float[] x = Values.random(FRAMES.count(), new SplittableRandom(3));

    assertThat(with.parameters()).isGreaterThan(without.parameters());
    assertThat(with.logits(x, 1)[0]).isNotEqualTo(without.logits(x, 1)[0]);
  }

  @Test
  void the_seed_decides_the_weights() {
    Architecture nets = new EfficientNets(0, true);

    assertThat(nets.network(SERIES, 1).weights().get(0))
        .isEqualTo(nets.network(SERIES, 1).weights().get(0))
        .isNotEqualTo(nets.network(SERIES, 2).weights().get(0));
  }

  @Test
  void refuses_factors_that_make_no_network() {
    assertThatThrownBy(() -> new MobileNets(0, List.of(8)))
        .hasMessage("a width of 0.0 and blocks [8], expected above 0 and one at least");
    assertThatThrownBy(() -> new EfficientNets(-1, true))
        .hasMessage("a scale of -1.0, expected at least 0");
  }
}
