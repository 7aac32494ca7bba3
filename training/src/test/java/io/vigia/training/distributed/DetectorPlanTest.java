package io.vigia.training.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.training.Training;
import io.vigia.training.network.DistillationLoss;
import io.vigia.training.network.LogisticLoss;
import io.vigia.training.network.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorPlanTest {
  @TempDir private Path folder;

  private DetectorPlan plan(String training, int workers) throws IOException {
    String spec = Training.SPEC.replace("alerts:\n", "  training: {" + training + "}\nalerts:\n");
    DetectorFiles files = DetectorFiles.read(Training.detector(folder.resolve("small"), spec));
    return new DetectorPlan(SpecFiles.of(files), workers, 7);
  }

  @Test
  void workers_share_a_batch_and_adam_makes_up_for_its_noise() throws IOException {
    TrainingOptions one = plan("optimizer: adamw", 1).options(100_000);
    TrainingOptions four = plan("optimizer: adamw", 4).options(25_000);

    assertThat(four.batch()).isEqualTo(one.batch() / 4);
    assertThat(four.learningRate()).isCloseTo(2 * one.learningRate(), within(1e-9f));
    assertThat(four.epochs()).isEqualTo(one.epochs());

    TrainingOptions plainOne = plan("optimizer: sgd", 1).options(100_000);
    TrainingOptions plainFour = plan("optimizer: sgd", 4).options(25_000);
    assertThat(plainFour.batch()).isEqualTo(plainOne.batch() / 4);
    assertThat(plainFour.learningRate()).isEqualTo(plainOne.learningRate());
  }

  @Test
  void follows_the_description() throws IOException {
    DetectorPlan taught =
        plan("teacher: {temperature: 3, mix: 0.6}, loss: {positive_weight: 4, focus: 1}", 2);
    assertThat(taught.teacher()).isPresent();
    assertThat(taught.objective()).isEqualTo(new DistillationLoss(new LogisticLoss(4, 1), 3, 0.6f));
    assertThat(taught.inputScale()).isEqualTo(InputScale.LOG);
    assertThat(taught.untrained(5).output().count()).isEqualTo(1);

    DetectorPlan alone = plan("teacher: none, inputs: linear", 2);
    assertThat(alone.teacher()).isEmpty();
    assertThat(alone.objective()).isEqualTo(new LogisticLoss(5, 0));
    assertThat(alone.inputScale()).isEqualTo(InputScale.LINEAR);
  }

  @Test
  void what_learns_without_labels_is_not_shared() throws IOException {
    String spec = Training.SPEC.replace("kind: classifier, hidden: [16, 8]", "kind: pca");
    DetectorFiles files = DetectorFiles.read(Training.detector(folder.resolve("pca"), spec));
    SpecFiles described = SpecFiles.of(files);
    assertThatThrownBy(() -> new DetectorPlan(described, 3, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--workers 3: model.network.kind is pca");
  }
}
