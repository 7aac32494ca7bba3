package io.vigia.training.distributed;

import io.vigia.engine.spec.TrainingSpec.Optimizer;
import io.vigia.engine.spec.TrainingSpec.Schedule;
import io.vigia.training.network.Activation;
import io.vigia.training.network.LogisticLoss;
import io.vigia.training.network.Network;
import io.vigia.training.network.Objective;
import io.vigia.training.network.TrainingOptions;
import java.util.List;

/** A small perceptron. */
record TestRecipe(int epochs, int batch) implements Recipe {
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
  public Objective objective() {
    return new LogisticLoss(3, 0);
  }

  @Override
  public long seed() {
    return 5;
  }
}
