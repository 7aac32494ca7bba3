package io.vigia.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.spec.TrainingSpec;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.data.LearningData;
import io.vigia.training.report.Contender;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rows of the efficiency report: one for each technique that is switched on. */
class ContendersTest {
  private static final Optional<TrainingSpec.Distillation> TEACHER =
      Optional.of(new TrainingSpec.Distillation(2, 0.7));
  private static final Optional<TrainingSpec.Pruning> PRUNING =
      Optional.of(new TrainingSpec.Pruning(0.5, 1));

  private final LearningData data = FewLabels.data(3_000, 1, 1);
  private final FeatureTable unseen = FewLabels.table(1_000, 1, 9);

  @Test
  void every_technique_has_its_rows() {
    Product product = make(TEACHER, PRUNING, true);

    assertThat(names(product))
        .containsExactlyInAnyOrder(
            "teacher",
            "student-plain",
            "student",
            "student-int8",
            "student-magnitude",
            "student-pruned",
            "student-pruned-int8");
    assertThat(product.shipped()).isEqualTo("student-pruned-int8");
    assertThat(product.notes()).hasSize(2);

    Contender student = FewLabels.contender(product, "student");
    Contender pruned = FewLabels.contender(product, "student-pruned");
    assertThat(student.multiplyAdds()).isEqualTo(10 * 16 + 16 * 8 + 8);
    assertThat(student.parameters()).isEqualTo(10 * 16 + 16 + 16 * 8 + 8 + 8 + 1);
    assertThat(pruned.multiplyAdds())
        .isEqualTo(product.multiplyAdds())
        .isLessThanOrEqualTo(student.multiplyAdds() / 2);
    assertThat(pruned.parameters()).isLessThan(student.parameters());
    // Zeros in a matrix save neither numbers nor products.
    assertThat(FewLabels.contender(product, "student-magnitude").multiplyAdds())
        .isEqualTo(student.multiplyAdds());
    assertThat(FewLabels.contender(product, product.shipped()).bytes())
        .isEqualTo(product.int8().length);
    // What a model builds on counts.
    assertThat(student.trainingSeconds())
        .isGreaterThan(FewLabels.contender(product, "teacher").trainingSeconds());
    assertThat(pruned.trainingSeconds()).isGreaterThan(student.trainingSeconds());
  }

  @Test
  void int8_rows_score_nearly_as_those_they_are_made_of() {
    Product product = make(TEACHER, PRUNING, true);

    for (String name : List.of("student", "student-pruned")) {
      double[] fp32 = FewLabels.scores(FewLabels.contender(product, name), unseen);
      double[] int8 = FewLabels.scores(FewLabels.contender(product, name + "-int8"), unseen);
      assertThat(int8).isNotEqualTo(fp32);
      double distance = 0;
      for (int row = 0; row < fp32.length; row++) {
        distance += Math.abs(fp32[row] - int8[row]) / fp32.length;
      }
      assertThat(distance).as(name).isCloseTo(0, within(0.03));
    }
  }

  @Test
  void a_technique_that_is_switched_off_has_none() {
    assertThat(names(make(TEACHER, Optional.empty(), true)))
        .containsExactlyInAnyOrder("teacher", "student-plain", "student", "student-int8");
    assertThat(names(make(Optional.empty(), PRUNING, true)))
        .containsExactlyInAnyOrder(
            "student",
            "student-int8",
            "student-magnitude",
            "student-pruned",
            "student-pruned-int8");
    Product bare = make(Optional.empty(), Optional.empty(), true);
    assertThat(names(bare)).containsExactlyInAnyOrder("student", "student-int8");
    assertThat(bare.shipped()).isEqualTo("student-int8");
  }

  @Test
  void nothing_is_trained_for_comparison_alone_unless_it_is_wanted() {
    assertThat(names(make(TEACHER, PRUNING, false)))
        .containsExactlyInAnyOrder("teacher", "student-pruned", "student-pruned-int8");
  }

  private Product make(
      Optional<TrainingSpec.Distillation> teacher,
      Optional<TrainingSpec.Pruning> pruning,
      boolean isCompared) {
    return FewLabels.make(FewLabels.model(teacher, pruning, 3), data, isCompared, 5);
  }

  private static List<String> names(Product product) {
    return product.contenders().stream().map(Contender::name).toList();
  }
}
