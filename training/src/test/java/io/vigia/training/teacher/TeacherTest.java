package io.vigia.training.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.score.Scorer;
import io.vigia.training.Tables;
import io.vigia.training.data.LearningData;
import io.vigia.training.data.TimeSplit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TeacherTest {
  private static final int WIDTH = 3;
  private static final TeacherOptions QUICK = new TeacherOptions(60, 3, 0.3f, 15, 1, 0.8f, 1);

  @Test
  void learns_what_no_linear_model_can() {
    Teacher.Rows unseen = crossed(1_000, 9, 0);
    try (Teacher teacher = train(crossed(1_000, 1, 0), crossed(500, 2, 0), QUICK, 1)) {
      assertThat(precision(teacher.logits(unseen.inputs()), unseen)).isGreaterThan(0.97);
    }
    for (int angle = 0; angle < 360; angle += 10) {
      double[] line = new double[unseen.labels().length];
      for (int i = 0; i < line.length; i++) {
        line[i] =
            Math.cos(Math.toRadians(angle)) * unseen.inputs()[i * WIDTH]
                + Math.sin(Math.toRadians(angle)) * unseen.inputs()[i * WIDTH + 1];
      }
      assertThat(precision(line, unseen)).as("along %d degrees", angle).isLessThan(0.75);
    }
  }

  @Test
  void what_is_missing_may_be_what_tells() {
    Teacher.Rows unseen = absent(500, 9);
    try (Teacher teacher = train(absent(1_000, 1), absent(500, 2), QUICK, 1)) {
      assertThat(precision(teacher.logits(unseen.inputs()), unseen)).isEqualTo(1);
      float[] nothing = {Float.NaN, Float.NaN, Float.NaN};
      assertThat(teacher.logits(nothing)[0]).isPositive();
    }
  }

  @Test
  void stops_when_later_rows_gain_nothing_and_keeps_the_best() {
    // A third of the labels is turned round: many trees learn them by heart.
    Teacher.Rows validation = crossed(400, 2, 0.33);
    TeacherOptions hasty = new TeacherOptions(400, 6, 0.5f, 20, 0, 1, 1);
    List<String> lines = new ArrayList<>();
    try (Teacher teacher = Teacher.train(crossed(400, 1, 0.33), validation, hasty, 1, lines::add)) {
      double quality = precision(teacher.logits(validation.inputs()), validation);

      assertThat(teacher.trees()).isLessThan(200);
      assertThat(lines)
          .singleElement()
          .asString()
          .startsWith("teacher: " + teacher.trees() + " trees")
          .endsWith(String.format(Locale.ROOT, "%.4f", quality));
    }
  }

  @Test
  void growth_keeps_the_best_look_and_ends_patience_later() {
    // Average precision of one positive among five is one over its rank.
    double[] truth = {1, 0, 0, 0, 0};
    List<Integer> looks = new ArrayList<>();
    List<Integer> kept = new ArrayList<>();
    TeacherGrowth growth = new TeacherGrowth(new TeacherOptions(1_000, 1, 1, 12, 1, 1, 1), truth);

    TeacherGrowth.Best best =
        growth.run(
            trees -> {
              looks.add(trees);
              double own = trees < 10 ? 2.5 : trees == 10 ? 3.5 : 1.5;
              return new double[] {own, 1, 2, 3, 4};
            },
            () -> kept.add(looks.get(looks.size() - 1)));

    assertThat(looks).containsExactly(1, 5, 10, 15, 20, 25);
    assertThat(kept).containsExactly(1, 10);
    assertThat(best.trees()).isEqualTo(10);
    assertThat(best.quality()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void the_same_seed_grows_the_same_trees_and_another_does_not() {
    try (Teacher first = train(crossed(300, 1, 0.1), crossed(200, 2, 0.1), QUICK, 5);
        Teacher again = train(crossed(300, 1, 0.1), crossed(200, 2, 0.1), QUICK, 5);
        Teacher other = train(crossed(300, 1, 0.1), crossed(200, 2, 0.1), QUICK, 6)) {
      assertThat(again.bytes()).isEqualTo(first.bytes());
      assertThat(other.bytes()).isNotEqualTo(first.bytes());
    }
  }

  @Test
  void logits_are_the_log_odds_of_its_scores() {
    Teacher.Rows unseen = crossed(200, 9, 0);
    try (Teacher teacher = train(crossed(300, 1, 0.1), crossed(200, 2, 0.1), QUICK, 5);
        Scorer scorer = teacher.scorer(200)) {
      put(scorer, unseen.inputs());
      scorer.run(200);

      double[] logits = teacher.logits(unseen.inputs());

      for (int row = 0; row < 200; row++) {
        assertThat(scorer.score(row)).isCloseTo(1 / (1 + Math.exp(-logits[row])), within(1e-6));
      }
    }
  }

  @Test
  void numbers_beyond_floats_count_as_the_largest() {
    double[] values = new double[300 * WIDTH];
    double[] labels = new double[300];
    SplittableRandom random = new SplittableRandom(3);
    for (int row = 0; row < 300; row++) {
      labels[row] = row % 3 == 0 ? 1 : 0;
      values[row * WIDTH] = labels[row] == 1 ? 1e300 : row % 3 == 1 ? -1e300 : 5;
      values[row * WIDTH + 1] = random.nextDouble();
      values[row * WIDTH + 2] = Double.NaN;
    }
    LearningData data =
        LearningData.of(
            Tables.labelled(WIDTH, values, labels),
            TimeSplit.of(Tables.labelled(WIDTH, values, labels)));
    int[] all = Tables.all(data.table());
    Teacher.Rows rows = new Teacher.Rows(data.raw(all), data.labels(all));
    try (Teacher teacher = train(rows, rows, QUICK, 1);
        Scorer scorer = teacher.scorer(3)) {
      scorer.put(0, values, 0);
      scorer.put(1, values, WIDTH);
      scorer.put(2, values, 2 * WIDTH);
      scorer.run(3);

      assertThat(scorer.score(0)).isGreaterThan(0.5);
      assertThat(scorer.score(1)).isLessThan(0.5);
      assertThat(scorer.score(2)).isLessThan(0.5);
      assertThat(Arrays.stream(teacher.logits(rows.inputs())).allMatch(Double::isFinite)).isTrue();
    }
  }

  @Test
  void one_split_is_the_papers_formula() {
    // Before the first tree p = 1/2 for all. A leaf's value is −G / (H + λ), λ = 1, with
    // G = Σ(p − y) and H = Σ p(1 − p) (Chen and Guestrin, 2016, equation 5).
    float[] inputs = {0, 0, 0, 0, 1, 1, 1, 1};
    float[] labels = {0, 0, 0, 1, 1, 1, 1, 0};
    Teacher.Rows rows = new Teacher.Rows(inputs, labels);
    TeacherOptions stump = new TeacherOptions(1, 1, 0.4f, 1, 0, 1, 1);
    try (Teacher teacher = train(rows, rows, stump, 1)) {
      double left = -0.4 * (4 * 0.5 - 1) / (4 * 0.25 + 1);
      double right = -0.4 * (4 * 0.5 - 3) / (4 * 0.25 + 1);

      double[] logits = teacher.logits(new float[] {0, 1});

      assertThat(logits[0]).isCloseTo(left, within(1e-6));
      assertThat(logits[1]).isCloseTo(right, within(1e-6));
      assertThat(teacher.trees()).isEqualTo(1);
      assertThat(teacher.comparisons()).isEqualTo(1);
      // A threshold and two leaves.
      assertThat(teacher.parameters()).isEqualTo(3);
    }
  }

  @Test
  void a_full_tree_of_depth_two_costs_two_comparisons() {
    Teacher.Rows rows = crossed(400, 1, 0);
    TeacherOptions one = new TeacherOptions(1, 2, 0.4f, 1, 0, 1, 1);
    try (Teacher teacher = train(rows, rows, one, 1)) {
      assertThat(teacher.comparisons()).isEqualTo(2);
      assertThat(teacher.parameters()).isEqualTo(7);
    }
  }

  private static Teacher train(
      Teacher.Rows fit, Teacher.Rows validation, TeacherOptions options, long seed) {
    return Teacher.train(fit, validation, options, seed, line -> {});
  }

  private static void put(Scorer scorer, float[] inputs) {
    double[] values = new double[inputs.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = inputs[i];
    }
    for (int row = 0; row < values.length / WIDTH; row++) {
      scorer.put(row, values, row * WIDTH);
    }
  }

  private static double precision(double[] logits, Teacher.Rows rows) {
    double[] truth = new double[logits.length];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = rows.labels()[i];
    }
    return Metrics.of(logits, truth).averagePrecision();
  }

  /** Positive where two inputs have different signs; a share of the labels is turned round. */
  private static Teacher.Rows crossed(int count, long seed, double turned) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] inputs = new float[count * WIDTH];
    float[] labels = new float[count];
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < WIDTH; i++) {
        inputs[row * WIDTH + i] = (float) random.nextDouble(-1, 1);
      }
      boolean isPositive = inputs[row * WIDTH] > 0 != inputs[row * WIDTH + 1] > 0;
      labels[row] = isPositive != random.nextDouble() < turned ? 1 : 0;
    }
    return new Teacher.Rows(inputs, labels);
  }

  /** Positive where the first input is missing. */
  private static Teacher.Rows absent(int count, long seed) {
    Teacher.Rows rows = crossed(count, seed, 0);
    for (int row = 0; row < count; row++) {
      if (rows.labels()[row] == 1) {
        rows.inputs()[row * WIDTH] = Float.NaN;
      }
    }
    return rows;
  }
}
