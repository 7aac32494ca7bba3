package io.vigia.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PermutationImportanceTest {
  private final LabelledRows rows = EfficiencyMeterTest.rows(2_000);

  @Test
  void a_model_that_uses_one_input_relies_on_that_alone() {
    List<PermutationImportance> found =
        PermutationImportance.of(new RowScorer(2, 64, row -> row[0]), rows, 1);

    assertThat(found).extracting(PermutationImportance::feature).containsExactly("signal", "noise");
    assertThat(found.get(1).drop()).isZero();
    assertThat(found.get(1).deviation()).isZero();
    // Shuffled, the model is as good as chance: average precision is the share of positives.
    double intact = precision(rows);
    double share = share(rows);
    assertThat(found.get(0).drop()).isCloseTo(intact - share, within(0.04));
    assertThat(found.get(0).deviation()).isBetween(0.0, 0.04);
  }

  @Test
  void a_model_of_noise_relies_on_nothing_that_counts() {
    List<PermutationImportance> found =
        PermutationImportance.of(new RowScorer(2, 64, row -> row[1]), rows, 1);

    assertThat(found).allSatisfy(one -> assertThat(one.drop()).isCloseTo(0, within(0.05)));
  }

  @Test
  void the_same_seed_shuffles_alike() {
    RowScorer scorer = new RowScorer(2, 64, row -> row[0]);

    assertThat(PermutationImportance.of(scorer, rows, 7))
        .isEqualTo(PermutationImportance.of(scorer, rows, 7))
        .isNotEqualTo(PermutationImportance.of(scorer, rows, 8));
  }

  @Test
  void without_both_kinds_of_labels_there_is_nothing_to_lose() {
    LabelledRows normal = new LabelledRows(List.of("a", "b"), new double[20], new double[10]);

    assertThat(PermutationImportance.of(new RowScorer(2, 4, row -> 0.5), normal, 1)).isEmpty();
  }

  /**
   * By its definition: for each positive, the share of positives among those that score as high.
   */
  private static double precision(LabelledRows rows) {
    double sum = 0;
    int positives = 0;
    for (int i = 0; i < rows.rows(); i++) {
      if (rows.labels()[i] == 1) {
        positives++;
        int hits = 0;
        int above = 0;
        for (int j = 0; j < rows.rows(); j++) {
          if (rows.values()[2 * j] >= rows.values()[2 * i]) {
            above++;
            hits += rows.labels()[j] == 1 ? 1 : 0;
          }
        }
        sum += (double) hits / above;
      }
    }
    return sum / positives;
  }

  private static double share(LabelledRows rows) {
    double positives = 0;
    for (double label : rows.labels()) {
      positives += label;
    }
    return positives / rows.rows();
  }
}
