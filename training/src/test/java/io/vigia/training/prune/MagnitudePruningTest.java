package io.vigia.training.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.training.network.Activation;
import io.vigia.training.network.Dense;
import io.vigia.training.network.Network;
import io.vigia.training.network.NetworkTrainer;
import io.vigia.training.network.Size;
import io.vigia.training.network.TrainingOptions;
import io.vigia.training.network.TrainingRows;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MagnitudePruningTest {
  private final TrainingRows fit = Rings.rows(3_000, 1);
  private final TrainingRows later = Rings.rows(1_500, 2);
  private final NetworkTrainer.Result whole = Rings.trained(3, fit, later);

  @Test
  void the_smallest_weights_of_each_kernel_are_zero_and_stay_so() {
    Network pruned = prune(0.7, 1, Rings.TUNING).network();

    for (int l = 0; l < 3; l++) {
      float[] before = whole.network().dense().get(l).kernel();
      float[] after = pruned.dense().get(l).kernel();
      Set<Integer> smallest =
          IntStream.range(0, before.length)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> Math.abs(before[i])))
              .limit(Math.round(0.7 * before.length))
              .collect(Collectors.toSet());
      for (int i = 0; i < after.length; i++) {
        if (smallest.contains(i)) {
          assertThat(after[i]).isZero();
        } else {
          assertThat(after[i]).isNotZero();
        }
      }
    }
    // Fine-tuning went on with what is left.
    assertThat(pruned.dense().get(2).bias()).isNotEqualTo(whole.network().dense().get(2).bias());
  }

  @Test
  void rounds_end_at_the_same_share() {
    Network pruned = prune(0.8, 4, Rings.TUNING).network();

    for (Dense layer : pruned.dense()) {
      assertThat(zeros(layer.kernel())).isEqualTo(Math.round(0.8 * layer.kernel().length));
    }
    assertThat(pruned.multiplyAdds()).isEqualTo(whole.network().multiplyAdds());
  }

  @Test
  void its_quality_is_that_of_the_network_it_answers() {
    NetworkTrainer.Result pruned = prune(0.6, 3, Rings.TUNING);

    float[] outputs = pruned.network().outputs(later.inputs(), later.count());
    assertThat(Rings.precision(outputs, later)).isCloseTo(pruned.quality(), within(1e-3));
    assertThat(pruned.epoch()).isEqualTo(3 * Rings.TUNING.epochs());
  }

  @Test
  void fine_tuning_makes_up_for_what_went() {
    assertThat(prune(0.7, 3, Rings.TUNING).quality())
        .isGreaterThan(prune(0.7, 3, Rings.NO_TUNING).quality() + 0.05);
  }

  @Test
  void only_weights_that_are_not_zero_are_counted() {
    Network network =
        new Network(
            Size.vector(2),
            List.of(
                new Dense(2, 3, new float[] {1, 0, 2, 0, 0, -3}, new float[3]),
                new Activation(Activation.Kind.RELU),
                new Dense(3, 1, new float[] {0, 4, 5}, new float[1])));

    assertThat(MagnitudePruning.effectiveMultiplyAdds(network)).isEqualTo(3 + 2);
    assertThat(MagnitudePruning.effectiveMultiplyAdds(whole.network()))
        .isEqualTo(whole.network().multiplyAdds());
    // 29 of 96, 38 of 128 and 2 of 8 are left of the kernels of 6, 16 and 8 rows.
    assertThat(MagnitudePruning.effectiveMultiplyAdds(prune(0.7, 1, Rings.TUNING).network()))
        .isEqualTo(29 + 38 + 2);
  }

  private NetworkTrainer.Result prune(double share, int rounds, TrainingOptions tuning) {
    return new MagnitudePruning(tuning, 5)
        .prune(whole.network(), share, rounds, fit, Rings.LOSS, Rings.validation(later));
  }

  private static long zeros(float[] kernel) {
    return IntStream.range(0, kernel.length).filter(i -> kernel[i] == 0).count();
  }
}
