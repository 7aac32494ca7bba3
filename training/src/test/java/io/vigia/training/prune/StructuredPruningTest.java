package io.vigia.training.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.training.network.Activation;
import io.vigia.training.network.Dense;
import io.vigia.training.network.Network;
import io.vigia.training.network.NetworkTrainer;
import io.vigia.training.network.TrainingOptions;
import io.vigia.training.network.TrainingRows;
import io.vigia.training.network.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StructuredPruningTest {
  private static final long INPUT_COST = 20;

  private final TrainingRows fit = Rings.rows(3_000, 1);
  private final TrainingRows later = Rings.rows(1_500, 2);

  @Test
  void gets_to_the_target_in_rounds_that_become_smaller() {
    NetworkTrainer.Result whole = Rings.trained(3, fit, later);
    List<String> lines = new ArrayList<>();

    List<StructuredPruning.Round> rounds =
        new StructuredPruning(
                new StructuredPruning.Settings(0.4, 1, 0.2, 0), Rings.TUNING, 5, lines::add)
            .prune(whole.network(), whole.quality(), fit, Rings.LOSS, Rings.validation(later));

    long cost = 6 * 16 + 16 * 8 + 8;
    assertThat(rounds.get(0).network()).isSameAs(whole.network());
    assertThat(rounds.get(0).multiplyAdds()).isEqualTo(cost);
    assertThat(rounds).hasSizeGreaterThan(3);
    assertThat(lines).hasSize(rounds.size() - 1);
    for (int r = 1; r < rounds.size(); r++) {
      StructuredPruning.Round round = rounds.get(r);
      assertThat(round.multiplyAdds())
          .isEqualTo(round.network().multiplyAdds())
          .isLessThan(rounds.get(r - 1).multiplyAdds());
      assertThat(round.inputs()).containsExactly(0, 1, 2, 3, 4, 5);
    }
    StructuredPruning.Round last = rounds.get(rounds.size() - 1);
    assertThat(last.multiplyAdds()).isBetween((long) (0.3 * cost), (long) Math.ceil(0.4 * cost));
    float[] outputs = last.network().outputs(later.inputs(), later.count());
    assertThat(Rings.precision(outputs, later)).isCloseTo(last.quality(), within(1e-3));
    assertThat(last.quality()).isGreaterThan(0.85);
  }

  @Test
  void what_is_dead_goes_first_and_nothing_else_changes() {
    Network network =
        Values.shaken(Network.perceptron(6, List.of(8, 4), Activation.Kind.RELU, 1, 3), 4);
    Dense mixer = network.dense().get(1);
    for (int dead : new int[] {1, 4, 6}) {
      Arrays.fill(mixer.kernel(), dead * 4, (dead + 1) * 4, 0);
    }
    // Each of the first hidden units costs 6 + 4 of the 84: the three dead ones are 30.
    double target = 54 / 84.0;

    List<StructuredPruning.Round> rounds =
        prune(network, new StructuredPruning.Settings(target, 1, 0.12, 0), Rings.NO_TUNING);

    Network smaller = last(rounds).network();
    assertThat(rounds).hasSize(3);
    assertThat(smaller.dense().get(0).out()).isEqualTo(5);
    float[] expected = network.outputs(later.inputs(), later.count());
    float[] outputs = smaller.outputs(later.inputs(), later.count());
    for (int i = 0; i < expected.length; i++) {
      assertThat(outputs[i]).isCloseTo(expected[i], within(1e-4f));
    }
  }

  @Test
  void inputs_that_say_nothing_go_where_they_cost_something() {
    NetworkTrainer.Result whole = Rings.trained(3, fit, later);
    StructuredPruning.Settings settings = new StructuredPruning.Settings(0.45, 1, 0.15, INPUT_COST);

    StructuredPruning.Round last = last(prune(whole.network(), settings, Rings.TUNING));

    assertThat(last.inputs()).hasSizeLessThan(6).contains(0, 1);
    assertThat(last.network().input().channels()).isEqualTo(last.inputs().length);
    assertThat(last.multiplyAdds())
        .isEqualTo(last.network().multiplyAdds() + INPUT_COST * last.inputs().length);
    float[] few = Rings.select(later.inputs(), last.inputs());
    assertThat(Rings.precision(last.network().outputs(few, later.count()), later))
        .isCloseTo(last.quality(), within(1e-3));
  }

  @Test
  void over_several_rounds_inputs_keep_their_numbers() {
    Network network = Network.perceptron(6, List.of(8, 4), Activation.Kind.RELU, 1, 3);
    Dense first = network.dense().get(0);
    for (int at = 0; at < first.kernel().length; at++) {
      first.kernel()[at] = 0.1f * (1 + at / first.out()) * (at % 2 == 0 ? 1 : -1);
    }

    List<StructuredPruning.Round> rounds =
        prune(network, new StructuredPruning.Settings(0.3, 10, 0.1, INPUT_COST), Rings.NO_TUNING);

    assertThat(rounds).hasSizeGreaterThan(4);
    assertThat(last(rounds).inputs()).hasSizeLessThan(5);
    for (StructuredPruning.Round round : rounds) {
      Dense left = round.network().dense().get(0);
      for (int i = 0; i < round.inputs().length; i++) {
        // The size of a weight tells which input it belongs to.
        assertThat(Math.abs(left.kernel()[i * left.out()]))
            .isCloseTo(0.1f * (1 + round.inputs()[i]), within(1e-4f));
      }
    }
  }

  @Test
  void no_round_that_loses_more_than_the_tolerance_is_kept() {
    NetworkTrainer.Result whole = Rings.trained(3, fit, later);
    float[] before = whole.network().outputs(later.inputs(), later.count());
    // Hostile: any change of the outputs is a loss.
    NetworkTrainer.Validation fidelity =
        new NetworkTrainer.Validation(later.inputs(), "fidelity", after -> -change(before, after));

    List<StructuredPruning.Round> none = prune(whole.network(), 0, fidelity);
    List<StructuredPruning.Round> some = prune(whole.network(), 0.5, fidelity);
    List<StructuredPruning.Round> all = prune(whole.network(), 1e6, fidelity);

    assertThat(none).hasSize(1);
    assertThat(none.get(0).network()).isSameAs(whole.network());
    assertThat(some.size()).isBetween(2, all.size() - 1);
    assertThat(last(some).quality()).isGreaterThanOrEqualTo(-0.5);
    assertThat(all.get(some.size()).quality()).isLessThan(-0.5);
  }

  @Test
  void the_least_important_units_are_less_of_a_loss_than_any() {
    for (long seed = 3; seed < 6; seed++) {
      NetworkTrainer.Result whole = Rings.trained(seed, fit, later);
      StructuredPruning.Round chosen =
          last(
              prune(
                  whole.network(),
                  new StructuredPruning.Settings(0.5, 1, 0.5, 0),
                  Rings.NO_TUNING));
      int[] widths = chosen.network().dense().stream().mapToInt(Dense::out).toArray();
      double any = 0;
      for (int draw = 0; draw < 20; draw++) {
        Network network = whole.network();
        for (int hidden = 0; hidden < 2; hidden++) {
          Units.Row row = Units.rows(network).get(1 + hidden);
          network = Units.keep(network, row, drawn(row.count(), widths[hidden], 100 * seed + draw));
        }
        any += Rings.precision(network.outputs(later.inputs(), later.count()), later) / 20;
      }

      assertThat(chosen.quality()).as("seed %d", seed).isGreaterThan(any + 0.05);
    }
  }

  @Test
  void fine_tuning_makes_up_for_what_went() {
    double with = 0;
    double without = 0;
    for (long seed = 3; seed < 6; seed++) {
      NetworkTrainer.Result whole = Rings.trained(seed, fit, later);
      StructuredPruning.Settings settings = new StructuredPruning.Settings(0.3, 1, 0.2, 0);
      with += last(prune(whole.network(), settings, Rings.TUNING)).quality() / 3;
      without += last(prune(whole.network(), settings, Rings.NO_TUNING)).quality() / 3;
    }

    assertThat(with).isGreaterThan(without + 0.1);
  }

  private List<StructuredPruning.Round> prune(
      Network network, StructuredPruning.Settings settings, TrainingOptions tuning) {
    return new StructuredPruning(settings, tuning, 5, line -> {})
        .prune(network, 1, fit, Rings.LOSS, Rings.validation(later));
  }

  private List<StructuredPruning.Round> prune(
      Network network, double tolerance, NetworkTrainer.Validation validation) {
    return new StructuredPruning(
            new StructuredPruning.Settings(0.3, tolerance, 0.1, 0), Rings.NO_TUNING, 5, line -> {})
        .prune(network, 0, fit, Rings.LOSS, validation);
  }

  private static StructuredPruning.Round last(List<StructuredPruning.Round> rounds) {
    return rounds.get(rounds.size() - 1);
  }

  private static double change(float[] before, float[] after) {
    return IntStream.range(0, before.length)
        .mapToDouble(i -> Math.abs(after[i] - before[i]))
        .average()
        .orElseThrow();
  }

  private static int[] drawn(int from, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Integer> left = new ArrayList<>(IntStream.range(0, from).boxed().toList());
    while (left.size() > count) {
      left.remove(random.nextInt(left.size()));
    }
    return left.stream().mapToInt(Integer::intValue).toArray();
  }
}
