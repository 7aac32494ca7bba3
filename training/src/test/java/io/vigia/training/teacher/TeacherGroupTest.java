package io.vigia.training.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.metrics.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Teachers that grow on several threads of this process, each with its part of the rows. */
@Timeout(60)
class TeacherGroupTest {
  private static final int ROWS = 3_000;
  private static final int WIDTH = 4;
  private static final int TREES = 30;
  // All rows and inputs for every tree: what members draw by chance is their own affair.
  private static final TeacherOptions OPTIONS = new TeacherOptions(TREES, 3, 0.3f, TREES, 1, 1, 1);

  private static final Teacher.Rows LATER = part(9, 0, 1);

  /** Every so-maniest row of those of a seed; positive where the first two inputs agree. */
  private static Teacher.Rows part(long seed, int member, int members) {
    SplittableRandom random = new SplittableRandom(seed);
    int count = ROWS / members;
    float[] inputs = new float[count * WIDTH];
    float[] labels = new float[count];
    for (int row = 0; row < ROWS; row++) {
      int at = row / members;
      for (int i = 0; i < WIDTH; i++) {
        float value = random.nextFloat() * 2 - 1;
        if (row % members == member) {
          inputs[at * WIDTH + i] = value;
        }
      }
      if (row % members == member) {
        labels[at] = inputs[at * WIDTH] * inputs[at * WIDTH + 1] > 0.2 ? 1 : 0;
      }
    }
    return new Teacher.Rows(inputs, labels);
  }

  private static byte[] grow(int member, int members, TreeMap<String, Object> group) {
    TeacherSession session =
        new TeacherSession(
            part(1, member, members), LATER, OPTIONS, 3, TeacherGroup.arguments(group, member));
    session.growTo(TREES);
    session.keep();
    session.leave();
    return session.kept();
  }

  /** A thread of its own, which ends when the call does: memberships are of threads. */
  private static <T> Future<T> start(Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  private static double quality(byte[] bytes) {
    double[] truth = IntStream.range(0, ROWS).mapToDouble(i -> LATER.labels()[i]).toArray();
    try (Teacher teacher = Teacher.of(bytes, WIDTH)) {
      return Metrics.of(teacher.logits(LATER.inputs()), truth).averagePrecision();
    }
  }

  @Test
  void members_grow_the_same_trees_and_as_good_ones_as_one_alone() throws Exception {
    byte[] alone;
    try (TeacherSession session = new TeacherSession(part(1, 0, 1), LATER, OPTIONS, 3)) {
      session.growTo(TREES);
      session.keep();
      alone = session.kept();
    }
    for (int members : new int[] {2, 3}) {
      List<Future<byte[]>> growing = new ArrayList<>();
      try (TeacherGroup group = new TeacherGroup(members, "127.0.0.1")) {
        for (int i = 0; i < members; i++) {
          int member = i;
          growing.add(start(() -> grow(member, members, group.arguments())));
        }
        byte[] first = growing.get(0).get();
        for (Future<byte[]> other : growing) {
          assertThat(other.get()).isEqualTo(first);
        }
        assertThat(quality(alone)).isGreaterThan(0.9);
        assertThat(quality(first)).isCloseTo(quality(alone), within(0.02));
      }
    }
  }

  @Test
  void a_member_that_is_lost_is_missed() throws Exception {
    try (TeacherGroup group = new TeacherGroup(2, "127.0.0.1")) {
      TreeMap<String, Object> arguments = group.arguments();
      Future<byte[]> faithful = start(() -> grow(0, 2, arguments));
      Future<Integer> lost =
          start(
              () -> {
                try (TeacherSession session =
                    new TeacherSession(
                        part(1, 1, 2), LATER, OPTIONS, 3, TeacherGroup.arguments(arguments, 1))) {
                  session.growTo(3);
                  return 3;
                }
              });
      assertThat(lost.get()).isEqualTo(3);
      assertThatThrownBy(faithful::get)
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("XGBoost failed");
    }
  }
}
