package io.vigia.training.distributed;

import io.vigia.training.network.DistillationLoss;
import io.vigia.training.teacher.Teacher;
import io.vigia.training.teacher.TeacherGroup;
import io.vigia.training.teacher.TeacherOptions;
import io.vigia.training.teacher.TeacherSession;
import java.util.Map;
import java.util.TreeMap;

/** What the workers are asked to grow a teacher together. */
final class TeacherQuestions {
  private TeacherQuestions() {}

  /**
   * Begins to grow.
   *
   * @param group how the members find each other; empty where there is one alone
   */
  record Begin(TreeMap<String, Object> group, TeacherOptions options, long seed)
      implements Question<Boolean> {
    @Override
    public Boolean ask(Worker worker) {
      worker.grow(
          new TeacherSession(
              rows(worker, worker.fit()),
              rows(worker, worker.validation()),
              options,
              seed,
              group.isEmpty() ? Map.of() : TeacherGroup.arguments(group, worker.index())));
      return true;
    }

    private static Teacher.Rows rows(Worker worker, int[] rows) {
      return new Teacher.Rows(worker.raw(rows), worker.labels(rows));
    }
  }

  /** Grows to so many trees, and says what they make of the validation rows. */
  record Grow(int trees) implements Question<float[]> {
    @Override
    public float[] ask(Worker worker) {
      worker.growing().growTo(trees);
      double[] logits = worker.growing().validationLogits();
      float[] answer = new float[logits.length];
      for (int i = 0; i < answer.length; i++) {
        answer[i] = (float) logits[i];
      }
      return answer;
    }
  }

  /** Keeps the trees that there are. */
  record Keep() implements Question<Boolean> {
    @Override
    public Boolean ask(Worker worker) {
      worker.growing().keep();
      return true;
    }
  }

  /** Ends the growth. All have the same trees, so one answers for all. */
  record End() implements Question<byte[]> {
    @Override
    public byte[] ask(Worker worker) {
      worker.endGrowth();
      return worker.index() == 0 ? worker.teacher().bytes() : new byte[0];
    }
  }

  /** What there is to learn of rows, with the teacher's opinion where there is a teacher. */
  static float[] targets(Worker worker, int[] rows) {
    float[] labels = worker.labels(rows);
    if (worker.teacher() == null) {
      return labels;
    }
    double[] opinions = worker.teacher().logits(worker.raw(rows));
    float[] targets = new float[rows.length * DistillationLoss.TARGETS];
    for (int i = 0; i < rows.length; i++) {
      int at = i * DistillationLoss.TARGETS;
      targets[at] = labels[i];
      targets[at + 1] = 1;
      targets[at + 2] = (float) opinions[i];
    }
    return targets;
  }
}
