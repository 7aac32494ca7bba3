package io.vigia.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.spec.ModelSpec;
import io.vigia.engine.spec.TrainingSpec;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.data.LearningData;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a teacher is worth where labels are few and events are many. */
class DistillationTest {
  private static final TrainingSpec.Distillation TAUGHT = new TrainingSpec.Distillation(2, 0.7);

  private final FeatureTable unseen = FewLabels.table(4_000, 1, 99);

  @Test
  void a_student_ranks_better_with_a_teacher_than_by_the_few_labels_alone() {
    double taught = 0;
    double plain = 0;
    for (long seed = 1; seed <= 3; seed++) {
      LearningData data = FewLabels.data(9_000, 30, seed);
      Product product =
          FewLabels.make(
              FewLabels.model(Optional.of(TAUGHT), Optional.empty(), 15), data, true, seed);
      taught += FewLabels.precision(FewLabels.contender(product, "student"), unseen) / 3;
      plain += FewLabels.precision(FewLabels.contender(product, "student-plain"), unseen) / 3;
    }

    assertThat(taught).isGreaterThan(plain + 0.1);
  }

  @Test
  void without_a_teacher_the_student_is_the_plain_one() {
    LearningData data = FewLabels.data(6_000, 10, 4);
    ModelSpec taught = FewLabels.model(Optional.of(TAUGHT), Optional.empty(), 4);
    ModelSpec alone = FewLabels.model(Optional.empty(), Optional.empty(), 4);

    Product compared = FewLabels.make(taught, data, true, 7);
    Product none = FewLabels.make(alone, data, true, 7);

    double[] student = FewLabels.scores(FewLabels.contender(none, "student"), unseen);
    double[] plain = FewLabels.scores(FewLabels.contender(compared, "student-plain"), unseen);
    double[] other = FewLabels.scores(FewLabels.contender(compared, "student"), unseen);
    assertThat(Arrays.equals(student, plain)).isTrue();
    assertThat(Arrays.equals(student, other)).isFalse();
  }
}
