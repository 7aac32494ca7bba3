package io.vigia.benchmarks.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.onnx.OnnxScorer;
import io.vigia.engine.score.Scorer;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.network.MobileNets;
import io.vigia.training.report.LabelledRows;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureBenchmarkTest {

  static Stream<Task> tasks() {
    return Stream.of(new BurstSeries(), new BlobFrames());
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void rows_are_the_same_for_a_seed_and_a_fifth_of_them_is_odd(Task task) {
    FeatureTable table = task.rows(1_000, 1);

    assertThat(task.rows(1_000, 1).values()).isEqualTo(table.values());
    assertThat(task.rows(1_000, 2).values()).isNotEqualTo(table.values());
    assertThat(table.width()).isEqualTo(task.input().count());
    assertThat(Arrays.stream(table.labels()).average().orElse(0)).isCloseTo(0.2, within(0.04));
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void the_sum_of_a_row_does_not_tell_what_is_odd(Task task) {
    FeatureTable table = task.rows(1_000, 1);
    double[] sums = new double[1_000];
    for (int i = 0; i < table.values().length; i++) {
      sums[i / table.width()] += table.values()[i];
    }

    assertThat(Metrics.of(sums, table.labels()).aucRoc()).isBetween(0.3, 0.7);
  }

  @Test
  void an_architecture_learns_its_task_and_keeps_it_in_integers() {
    Task task = new BurstSeries();
    TrainedArchitecture trained =
        TrainedArchitecture.of(
            new MobileNets(0.5, List.of(16, 32, 64)), task, task.rows(2_000, 1), 8, line -> {});

    FeatureTable unseen = task.rows(500, 2);
    LabelledRows rows = new LabelledRows(unseen.names(), unseen.values(), unseen.labels());
    double fp32 = quality(trained.fp32(), rows);
    double int8 = quality(trained.int8(), rows);

    assertThat(fp32).isGreaterThan(0.5);
    assertThat(int8).isCloseTo(fp32, within(0.05));
    assertThat(trained.int8()).isNotEqualTo(trained.fp32());
  }

  private static double quality(byte[] graph, LabelledRows rows) {
    try (Scorer scorer = OnnxScorer.open(graph, "test", rows.width(), 64)) {
      return Metrics.of(rows.score(scorer), rows.labels()).averagePrecision();
    }
  }
}
