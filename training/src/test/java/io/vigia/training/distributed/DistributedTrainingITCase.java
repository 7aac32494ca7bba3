package io.vigia.training.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.model.Precision;
import io.vigia.engine.model.Reference;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.engine.spec.ModelSpec.PcaSpec;
import io.vigia.engine.spec.TrainingSpec;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.jobs.files.FileOptions;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.jobs.offline.OfflineJob;
import io.vigia.jobs.offline.OfflineRequest;
import io.vigia.training.Training;
import io.vigia.training.data.TimeSplit;
import io.vigia.training.network.Network;
import io.vigia.training.network.Objective;
import io.vigia.training.network.TrainingOptions;
import io.vigia.training.teacher.Teacher;
import io.vigia.training.teacher.TeacherOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole job in a cluster: files, features, workers, coordinator. */
@Timeout(120)
class DistributedTrainingITCase {
  private static final TrainingPlan PLAN = new TestPlan(6, 64);

  @TempDir private Path folder;
  private OfflineRequest request;
  private Optional<PcaSpec> pca;

  @BeforeEach
  void setUp() throws IOException {
    DetectorFiles detector =
        DetectorFiles.read(Training.detector(folder.resolve("small"), Training.SPEC));
    pca = DetectorSpecReader.read(detector).model().orElseThrow().pca();
    request = request(detector, Training.payments(folder.resolve("payments.csv"), 3_000, 0.08));
  }

  private static OfflineRequest request(DetectorFiles detector, Path data) {
    return new OfflineRequest(
        detector,
        List.of(data),
        FileOptions.defaults(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Precision.INT8,
        2);
  }

  @Test
  void one_worker_makes_what_one_process_makes() {
    DistributedTraining.Result result = new DistributedTraining(request, PLAN, 1).run();

    SingleProcess single = SingleProcess.of(OfflineJob.features(request), pca, PLAN);
    assertThat(result.table().values()).isEqualTo(OfflineJob.features(request).values());
    assertThat(result.learned().quality()).isEqualTo(single.trained().quality());
    List<float[]> expected = single.trained().network().weights();
    for (int a = 0; a < expected.size(); a++) {
      assertThat(result.learned().network().weights().get(a)).isEqualTo(expected.get(a));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void several_workers_make_the_same_components_and_as_good_a_network(int workers) {
    TrainingPlan share = new TestPlan(6, 64 / workers);
    DistributedTraining.Result result = new DistributedTraining(request, share, workers).run();

    SingleProcess single = SingleProcess.of(result.table(), pca, PLAN);
    Learned learned = result.learned();
    for (int i = 0; i < single.inputs().size(); i++) {
      Reference.Feature expected = single.inputs().get(i);
      Reference.Feature found = learned.inputs().get(i);
      assertThat(found.usual()).isEqualTo(expected.usual());
      assertThat(found.counts()).isEqualTo(expected.counts());
      assertThat(found.mean()).isCloseTo(expected.mean(), within(1e-9 * expected.mean()));
    }
    double[][] components = single.reduction().pca().orElseThrow().components();
    for (int i = 0; i < components.length; i++) {
      for (int j = 0; j < components[i].length; j++) {
        assertThat(learned.pca().components()[i][j]).isCloseTo(components[i][j], within(1e-9));
      }
    }
    assertThat(single.trained().quality()).isGreaterThan(0.6);
    assertThat(learned.quality()).isCloseTo(single.trained().quality(), within(0.05));
    // Up and down, twice a weight and epoch, and what came before.
    assertThat(learned.traffic().bytesUp())
        .isGreaterThan(6L * 2 * 4 * workers * learned.network().parameters());
    assertThat(learned.traffic().questions()).isGreaterThan(2 * 6);
  }

  @Test
  void two_workers_grow_a_teacher_together_and_learn_from_it() throws Exception {
    TrainingPlan taught = new TestPlan(6, 64, true);

    DistributedTraining.Result result = new DistributedTraining(request, taught, 2).run();

    Learned learned = result.learned();
    TimeSplit split = TimeSplit.of(result.table());
    double[] truth = SingleProcess.truth(result.table(), split.validation());
    double alone;
    try (Teacher single = SingleProcess.teacher(result.table(), taught)) {
      alone = quality(single, result.table(), split, truth);
    }
    try (Teacher together = Teacher.of(learned.teacher(), result.table().width())) {
      assertThat(together.trees()).isGreaterThan(5);
      assertThat(quality(together, result.table(), split, truth)).isCloseTo(alone, within(0.05));
    }
    assertThat(learned.log().get(0)).startsWith("teacher by 2 workers: ");
    assertThat(learned.quality()).isGreaterThan(0.6);
  }

  private static double quality(
      Teacher teacher, FeatureTable table, TimeSplit split, double[] truth) {
    return Metrics.of(teacher.logits(SingleProcess.raw(table, split.validation())), truth)
        .averagePrecision();
  }

  /** A plan that fails where it is followed. */
  private record Broken() implements TrainingPlan {
    @Override
    public InputScale inputScale() {
      return InputScale.LOG;
    }

    @Override
    public double clip() {
      return TrainingSpec.CLIP;
    }

    @Override
    public Network untrained(int inputs) {
      return PLAN.untrained(inputs);
    }

    @Override
    public TrainingOptions options(int rows) {
      return PLAN.options(rows);
    }

    @Override
    public int stepsBetweenAverages() {
      return 16;
    }

    @Override
    public Optional<TeacherOptions> teacher() {
      return Optional.empty();
    }

    @Override
    public Objective objective() {
      throw new IllegalStateException("no objective, on purpose");
    }

    @Override
    public long seed() {
      return 0;
    }
  }

  @Test
  void a_worker_that_fails_fails_the_job_and_says_why() {
    assertThatThrownBy(() -> new DistributedTraining(request, new Broken(), 2).run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith("failed: no objective, on purpose");
  }

  @Test
  void events_that_do_not_suffice_are_refused() throws IOException {
    OfflineRequest few =
        request(request.detector(), Training.payments(folder.resolve("few.csv"), 100, 0.08));
    assertThatThrownBy(() -> new DistributedTraining(few, PLAN, 2).run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("only 100 labelled events between --from and --to");
    assertThatThrownBy(() -> new DistributedTraining(few, PLAN, 0))
        .hasMessage("0 workers, expected 1 or more");
  }
}
