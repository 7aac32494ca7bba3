package io.vigia.training.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.model.Reference;
import io.vigia.engine.pca.Pca;
import io.vigia.engine.spec.ModelSpec.PcaSpec;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.Tables;
import io.vigia.training.data.TimeSplit;
import io.vigia.training.data.UnsuitableDataException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearningTest {
  private static final int ROWS = 4_000;
  private static final int WIDTH = 4;
  private static final Optional<PcaSpec> PCA =
      Optional.of(new PcaSpec(OptionalDouble.of(0.9999), OptionalInt.empty(), true));

  /**
   * Rows that are positive in two opposite corners of the square of the first two features; the
   * third repeats the first with noise, far from zero, and the fourth is missing at times.
   */
  private static FeatureTable corners() {
    SplittableRandom random = new SplittableRandom(21);
    double[] values = new double[ROWS * WIDTH];
    double[] labels = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      double x = random.nextDouble(-1, 1);
      double y = random.nextDouble(-1, 1);
      values[row * WIDTH] = x;
      values[row * WIDTH + 1] = y;
      values[row * WIDTH + 2] = 1e6 + 3 * x + random.nextGaussian();
      values[row * WIDTH + 3] = random.nextInt(5) == 0 ? Double.NaN : random.nextGaussian();
      labels[row] = Math.abs(x) > 0.3 && Math.abs(y) > 0.3 && x * y > 0 ? 1 : 0;
    }
    return Tables.labelled(WIDTH, values, labels);
  }

  private static Learned learn(
      FeatureTable table, int workers, IntUnaryOperator worker, TrainingPlan plan) {
    try (LocalWorkers all = LocalWorkers.of(table, workers, worker)) {
      return new Learning(table.names(), PCA, plan, () -> 0).run(all);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void one_worker_learns_exactly_what_one_process_does(boolean isTaught) {
    FeatureTable table = corners();
    TrainingPlan plan = new TestPlan(4, 64, isTaught);
    SingleProcess single = SingleProcess.of(table, PCA, plan);

    Learned learned = learn(table, 1, row -> 0, plan);

    assertThat(learned.epoch()).isEqualTo(single.trained().epoch());
    assertThat(learned.quality()).isEqualTo(single.trained().quality());
    List<float[]> expected = single.trained().network().weights();
    for (int a = 0; a < expected.size(); a++) {
      assertThat(learned.network().weights().get(a)).isEqualTo(expected.get(a));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void parts_give_the_moments_and_components_of_the_whole(int workers) {
    FeatureTable table = corners();
    TrainingPlan plan = new TestPlan(1, 256);
    SingleProcess single = SingleProcess.of(table, PCA, plan);

    Learned learned = learn(table, workers, row -> row * 7 % workers, plan);

    for (int i = 0; i < WIDTH; i++) {
      Reference.Feature expected = single.inputs().get(i);
      Reference.Feature found = learned.inputs().get(i);
      assertThat(found.name()).isEqualTo(expected.name());
      assertThat(found.usual()).isEqualTo(expected.usual());
      assertThat(found.min()).isEqualTo(expected.min());
      assertThat(found.max()).isEqualTo(expected.max());
      assertThat(found.missing()).isEqualTo(expected.missing());
      assertThat(found.edges()).isEqualTo(expected.edges());
      assertThat(found.counts()).isEqualTo(expected.counts());
      assertClose(found.mean(), expected.mean());
      assertClose(found.std(), expected.std());
    }
    Pca expected = single.reduction().pca().orElseThrow();
    assertThat(learned.pca().components()).hasDimensions(expected.components().length, WIDTH);
    for (int i = 0; i < expected.components().length; i++) {
      // Scales are floats: the last digit of a deviation may decide between two of them.
      assertThat(learned.pca().variances()[i]).isCloseTo(expected.variances()[i], within(1e-6));
      for (int j = 0; j < WIDTH; j++) {
        assertThat(learned.pca().components()[i][j])
            .isCloseTo(expected.components()[i][j], within(1e-6));
      }
    }
  }

  private static void assertClose(double found, double expected) {
    assertThat(found).isCloseTo(expected, within(1e-9 * Math.max(1e-3, Math.abs(expected))));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void several_workers_learn_as_well(int workers) {
    FeatureTable table = corners();
    TrainingPlan plan = new TestPlan(12, 32);
    double single = SingleProcess.of(table, PCA, plan).trained().quality();

    Learned learned = learn(table, workers, row -> row % workers, plan);

    assertThat(single).isGreaterThan(0.9);
    assertThat(learned.quality()).isCloseTo(single, within(0.03));
    assertThat(learned.log()).hasSize(12);
    assertThat(learned.traffic().bytesUp()).isPositive();
  }

  /**
   * Each worker sees one of the two corners where rows are positive, and knows that one alone
   * whatever it does: that is what comes out where weights are not averaged.
   */
  @Test
  void workers_learn_from_each_other() {
    FeatureTable table = corners();
    TrainingPlan plan = new TestPlan(12, 32);
    IntUnaryOperator byCorner = row -> table.value(row, 0) > 0 ? 1 : 0;

    Learned together = learn(table, 2, byCorner, plan);

    double best = Math.max(alone(table, byCorner, 0, plan), alone(table, byCorner, 1, plan));
    assertThat(best).isLessThan(0.8);
    assertThat(together.quality()).isGreaterThan(best + 0.1);
  }

  /** Average precision, on all later rows, of what a worker learns from its own rows alone. */
  private static double alone(
      FeatureTable table, IntUnaryOperator worker, int index, TrainingPlan plan) {
    SingleProcess alone = SingleProcess.of(rowsOf(table, worker, index), PCA, plan);
    int[] later = TimeSplit.of(table).validation();
    double[] truth = SingleProcess.truth(table, later);
    float[] inputs = alone.reduction().apply(table, later);
    return Metrics.of(alone.trained().network().logits(inputs, later.length), truth)
        .averagePrecision();
  }

  private static FeatureTable rowsOf(FeatureTable table, IntUnaryOperator worker, int index) {
    int[] rows =
        Arrays.stream(Tables.all(table)).filter(row -> worker.applyAsInt(row) == index).toArray();
    double[] values = new double[rows.length * WIDTH];
    double[] labels = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(table.values(), rows[i] * WIDTH, values, i * WIDTH, WIDTH);
      labels[i] = table.labels()[rows[i]];
    }
    return Tables.labelled(WIDTH, values, labels);
  }

  @Test
  void rows_without_a_truth_teach_nothing() {
    FeatureTable table = corners();
    double[] labels = table.labels().clone();
    for (int row = 0; row < ROWS; row += 3) {
      labels[row] = Double.NaN;
    }
    FeatureTable partly =
        new FeatureTable(
            table.names(),
            table.eventIds(),
            table.times(),
            table.values(),
            labels,
            table.suppressKeys());
    TrainingPlan plan = new TestPlan(2, 64);

    Learned learned = learn(partly, 1, row -> 0, plan);

    assertThat(learned.quality())
        .isEqualTo(SingleProcess.of(partly, PCA, plan).trained().quality());
  }

  @Test
  void rows_that_do_not_suffice_are_refused() {
    TrainingPlan plan = new TestPlan(1, 64);
    assertThatThrownBy(() -> learn(Tables.of(1, new double[50]), 2, row -> row % 2, plan))
        .isInstanceOf(UnsuitableDataException.class)
        .hasMessageStartingWith("only 50 labelled events between --from and --to");
    assertThatThrownBy(() -> learn(Tables.of(1, new double[500]), 2, row -> row % 2, plan))
        .isInstanceOf(UnsuitableDataException.class)
        .hasMessageStartingWith("among the events to learn from are 0 frauds or anomalies of 440");
    assertThatThrownBy(() -> learn(corners(), 3, row -> row % 2, plan))
        .isInstanceOf(UnsuitableDataException.class)
        .hasMessage(
            "3520 events to learn from are too few for 3 workers: one has none; give fewer by"
                + " --workers");
  }
}
