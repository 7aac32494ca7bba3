package io.vigia.training.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.score.Scorer;
import io.vigia.training.report.Contender;
import io.vigia.training.report.LabelledRows;
import io.vigia.training.report.MemoryMeter;
import io.vigia.training.report.MemoryUse;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The teacher as a contender of the efficiency report. */
class TeacherSourceTest {
  private static final int WIDTH = 3;

  private final Teacher.Rows rows = rows(400, 1);

  @Test
  void scores_as_the_teacher_it_was_taken_from() {
    try (Teacher teacher = teacher();
        Scorer direct = teacher.scorer(64);
        Scorer loaded = teacher.source().open(64)) {
      LabelledRows labelled = labelled();

      assertThat(labelled.score(loaded)).containsExactly(labelled.score(direct));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void its_memory_is_measured_in_a_process_of_its_own() {
    try (Teacher teacher = teacher()) {
      Contender contender =
          new Contender("teacher", 1, teacher.bytes().length, 1, 1, teacher.source());

      MemoryUse use =
          new MemoryMeter(Duration.ofMinutes(1)).measure(List.of(contender), labelled()).get(0);

      assertThat(use.note()).isEmpty();
      // XGBoost's library alone is some megabytes.
      assertThat(use.nativeBytes().orElseThrow()).isGreaterThan(5_000_000);
      assertThat(use.heapBytes().orElseThrow()).isGreaterThan(teacher.bytes().length);
    }
  }

  private Teacher teacher() {
    return Teacher.train(rows, rows(200, 2), TeacherOptions.defaults(), 1, line -> {});
  }

  private LabelledRows labelled() {
    double[] values = new double[rows.inputs().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows.inputs()[i];
    }
    return new LabelledRows(List.of("a", "b", "c"), values, new double[rows.labels().length]);
  }

  private static Teacher.Rows rows(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] inputs = new float[count * WIDTH];
    float[] labels = new float[count];
    for (int i = 0; i < count; i++) {
      labels[i] = random.nextDouble() < 0.3 ? 1 : 0;
      inputs[i * WIDTH] = (float) (random.nextDouble() + 0.5 * labels[i]);
      inputs[i * WIDTH + 1] = (float) random.nextDouble();
      inputs[i * WIDTH + 2] = i % 7 == 0 ? Float.NaN : (float) random.nextDouble();
    }
    return new Teacher.Rows(inputs, labels);
  }
}
