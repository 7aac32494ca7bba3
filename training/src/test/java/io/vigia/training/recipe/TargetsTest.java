package io.vigia.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.spec.TrainingSpec;
import io.vigia.training.data.LearningData;
import io.vigia.training.network.DistillationLoss;
import io.vigia.training.network.LogisticLoss;
import io.vigia.training.teacher.Teacher;
import io.vigia.training.teacher.TeacherOptions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TargetsTest {
  private final LearningData data = FewLabels.data(4_000, 5, 1);

  @Test
  void the_truth_is_that_of_the_labelled_events_before_the_validation() {
    Targets targets = Targets.truth(data, TrainingSpec.DEFAULT);

    // Every fifth of 4,000 has a label; the last 12 % of these validate.
    assertThat(targets.rows()).hasSize(704);
    for (int i = 0; i < targets.rows().length; i++) {
      assertThat(targets.rows()[i]).isEqualTo(5 * i);
      assertThat(targets.values()[i]).isEqualTo((float) data.table().labels()[5 * i]);
    }
    assertThat(targets.objective()).isEqualTo(new LogisticLoss(5, 0));
  }

  @Test
  void a_teacher_is_asked_about_events_without_a_label_too_but_not_about_later_ones() {
    int[] fit = data.split().fit();
    Teacher.Rows rows = new Teacher.Rows(data.raw(fit), data.labels(fit));
    try (Teacher teacher =
        Teacher.train(rows, rows, new TeacherOptions(20, 3, 0.3f, 5, 1, 1, 1), 1, line -> {})) {
      Targets targets = Targets.taught(data, TrainingSpec.DEFAULT, teacher);

      // All events before the first one that validates, which is the 705th with a label.
      assertThat(targets.rows()).hasSize(5 * 704).doesNotHaveDuplicates();
      assertThat(Arrays.stream(targets.rows()).max().orElseThrow()).isLessThan(5 * 704);
      int known = 0;
      for (int i = 0; i < targets.rows().length; i++) {
        int row = targets.rows()[i];
        int at = i * DistillationLoss.TARGETS;
        boolean isKnown = row % 5 == 0;
        known += isKnown ? 1 : 0;
        assertThat(targets.values()[at + 1]).isEqualTo(isKnown ? 1 : 0);
        if (isKnown) {
          assertThat(targets.values()[at]).isEqualTo((float) data.table().labels()[row]);
        }
        float[] inputs = new float[FewLabels.WIDTH];
        for (int j = 0; j < inputs.length; j++) {
          inputs[j] = (float) data.table().value(row, j);
        }
        if (i % 50 == 0) {
          assertThat(targets.values()[at + 2]).isEqualTo((float) teacher.logits(inputs)[0]);
        }
      }
      assertThat(known).isEqualTo(704);
      assertThat(targets.objective())
          .isEqualTo(new DistillationLoss(new LogisticLoss(5, 0), 2, 0.7f));
    }
  }
}
