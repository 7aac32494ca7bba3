package io.vigia.training.distributed;

import io.vigia.engine.spec.TrainingSpec;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.engine.spec.TrainingSpec.Optimizer;
import io.vigia.engine.spec.TrainingSpec.Schedule;
import io.vigia.training.network.Activation;
import io.vigia.training.network.DistillationLoss;
import io.vigia.training.network.LogisticLoss;
import io.vigia.training.network.Network;
import io.vigia.training.network.Objective;
import io.vigia.training.network.TrainingOptions;
import io.vigia.training.teacher.TeacherOptions;
import java.util.List;
import java.util.Optional;

/** A small perceptron. */
record TestPlan(int epochs, int batch, boolean taught) implements TrainingPlan {
  TestPlan(int epochs, int batch) {
    this(epochs, batch, false);
  }

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
    return Network.perceptron(inputs, List.of(12, 6), Activation.Kind.RELU, 1, 3);
  }

  @Override
  public TrainingOptions options(int rows) {
    return new TrainingOptions(
        epochs, batch, Optimizer.ADAMW, 1e-2f, Schedule.COSINE, 1e-4f, epochs, 0.9f);
  }

  @Override
  public int stepsBetweenAverages() {
    return 16;
  }

  @Override
  public Objective objective() {
    LogisticLoss truth = new LogisticLoss(3, 0);
    return taught ? new DistillationLoss(truth, 2, 0.5f) : truth;
  }

  @Override
  public Optional<TeacherOptions> teacher() {
    return taught
        ? Optional.of(new TeacherOptions(60, 3, 0.2f, 20, 1, 0.8f, 0.9f))
        : Optional.empty();
  }

  @Override
  public long seed() {
    return 5;
  }
}
