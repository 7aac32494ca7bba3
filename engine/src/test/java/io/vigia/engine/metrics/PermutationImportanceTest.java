package io.vigia.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.score.FixedScorer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class PermutationImportanceTest {
  private static final List<String> NAMES = List.of("signal", "noise");
  private static final int ROWS = 2_000;

  // The first input tells the label, mostly; the second one is noise.
  private final double[] values = new double[2 * ROWS];
  private final double[] labels = new double[ROWS];

  PermutationImportanceTest() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < ROWS; i++) {
      labels[i] = random.nextDouble() < 0.3 ? 1 : 0;
      values[2 * i] = 0.6 * random.nextDouble() + 0.4 * labels[i];
      values[2 * i + 1] = random.nextDouble();
    }
  }

  @Test
  void a_model_that_uses_one_input_relies_on_that_alone() {
    List<PermutationImportance> found = of(row -> row[0], 1);

    assertThat(found).extracting(PermutationImportance::feature).containsExactly("signal", "noise");
    assertThat(found.get(1).drop()).isZero();
    assertThat(found.get(1).deviation()).isZero();
    // Shuffled, the model is as good as chance: average precision is the share of positives.
    double share = Arrays.stream(labels).sum() / ROWS;
    assertThat(found.get(0).drop()).isCloseTo(precision() - share, within(0.04));
    assertThat(found.get(0).deviation()).isBetween(1e-6, 0.04);
  }

  @Test
  void a_model_of_noise_relies_on_nothing_that_counts() {
    assertThat(of(row -> row[1], 1))
        .allSatisfy(one -> assertThat(one.drop()).isCloseTo(0, within(0.05)));
  }

  @Test
  void the_same_seed_shuffles_alike() {
    assertThat(of(row -> row[0], 7))
        .isEqualTo(of(row -> row[0], 7))
        .isNotEqualTo(of(row -> row[0], 8));
  }

  @Test
  void without_both_kinds_of_labels_there_is_nothing_to_lose() {
    FixedScorer scorer = new FixedScorer(2, 64, row -> 0.5);

    assertThat(PermutationImportance.of(scorer, NAMES, values, new double[ROWS], 1)).isEmpty();
  }

  @Test
  void a_model_of_other_inputs_is_refused() {
    FixedScorer scorer = new FixedScorer(3, 64, row -> 0.5);

    assertThatThrownBy(() -> PermutationImportance.of(scorer, NAMES, values, labels, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "4000 values of 2000 rows of 2 inputs, and a model of 3 inputs; expected them to fit");
  }

  private List<PermutationImportance> of(ToDoubleFunction<double[]> model, long seed) {
    return PermutationImportance.of(new FixedScorer(2, 64, model), NAMES, values, labels, seed);
  }

  /** By its definition: of each positive, the share of positives among those that score as high. */
  private double precision() {
    double sum = 0;
    int positives = 0;
    for (int i = 0; i < ROWS; i++) {
      if (labels[i] == 1) {
        positives++;
        int hits = 0;
        int above = 0;
        for (int j = 0; j < ROWS; j++) {
          if (values[2 * j] >= values[2 * i]) {
            above++;
            hits += labels[j] == 1 ? 1 : 0;
          }
        }
        sum += (double) hits / above;
      }
    }
    return sum / positives;
  }
}
