package io.vigia.training.distributed;

import io.vigia.engine.spec.ModelSpec;
import io.vigia.engine.spec.TrainingSpec;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.training.network.DistillationLoss;
import io.vigia.training.network.LogisticLoss;
import io.vigia.training.network.Network;
import io.vigia.training.network.Objective;
import io.vigia.training.network.TrainingOptions;
import io.vigia.training.recipe.Architectures;
import io.vigia.training.recipe.ClassifierRecipe;
import io.vigia.training.teacher.TeacherOptions;
import java.util.Optional;

/**
 * The plan that a detector's description asks for.
 *
 * @param files the detector, whose model learns from labels
 * @param workers how many workers there are: each takes its share of a batch, so that all together
 *     take steps of the size that one process takes
 * @param seed of the network and of the order of the rows
 */
public record DetectorPlan(SpecFiles files, int workers, long seed) implements TrainingPlan {
  /**
   * Checks that there is something to share.
   *
   * @throws IllegalArgumentException when the model learns without labels, which one process does
   */
  public DetectorPlan {
    ModelSpec.NetworkSpec.Kind kind = files.spec().model().orElseThrow().network().kind();
    if (!kind.learnsFromLabels()) {
      throw new IllegalArgumentException(
          "--workers "
              + workers
              + ": model.network.kind is "
              + kind.yaml()
              + ", which learns without labels, in one process; leave --workers out");
    }
  }

  private ModelSpec model() {
    return files.spec().model().orElseThrow();
  }

  @Override
  public InputScale inputScale() {
    return ClassifierRecipe.inputScale(model());
  }

  @Override
  public double clip() {
    return model().training().clip();
  }

  @Override
  public Network untrained(int inputs) {
    return Architectures.untrained(model().network(), inputs, seed);
  }

  @Override
  public TrainingOptions options(int rows) {
    return TrainingOptions.of(model().training(), Math.multiplyExact(rows, workers)).share(workers);
  }

  @Override
  public int stepsBetweenAverages() {
    return 4;
  }

  @Override
  public Optional<TeacherOptions> teacher() {
    return model().training().teacher().map(way -> TeacherOptions.defaults());
  }

  @Override
  public Objective objective() {
    TrainingSpec training = model().training();
    LogisticLoss truth =
        new LogisticLoss((float) training.loss().positiveWeight(), (float) training.loss().focus());
    return training
        .teacher()
        .<Objective>map(
            way -> new DistillationLoss(truth, (float) way.temperature(), (float) way.mix()))
        .orElse(truth);
  }
}
