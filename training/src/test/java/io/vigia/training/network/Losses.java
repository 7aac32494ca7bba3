package io.vigia.training.network;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.vigia.engine.spec.TrainingSpec.Optimizer;
import io.vigia.engine.spec.TrainingSpec.Schedule;
import java.util.List;

/** What PyTorch makes of a loss, and of its slope. */
final class Losses {
  private Losses() {}

  /** The loss of a batch of logits. */
  static double value(Objective objective, float[] logits, float[] targets) {
    int width = targets.length / logits.length;
    try (NDManager manager = Torch.engine().newBaseManager()) {
      return objective
          .loss(
              manager.create(logits, new Shape(logits.length, 1)),
              manager.create(targets, new Shape(logits.length, width)))
          .getFloat();
    }
  }

  /**
   * The slope of the loss along each logit, as training finds it: the network has a weight of its
   * own for each row, which is the row's logit.
   */
  static float[] slopes(Objective objective, float[] logits, float[] targets) {
    int rows = logits.length;
    float[] inputs = new float[rows * rows];
    for (int row = 0; row < rows; row++) {
      inputs[row * rows + row] = 1;
    }
    Network network =
        new Network(Size.vector(rows), List.of(new Dense(rows, 1, logits.clone(), new float[1])));
    TrainingOptions options =
        new TrainingOptions(1, rows, Optimizer.SGD, 1, Schedule.CONSTANT, 0, 1, 0);
    try (TrainingSession session =
        new TrainingSession(
            network,
            new TrainingRows(rows, inputs, targets),
            objective,
            options,
            FakeQuantization.NONE,
            1)) {
      return session.gradients(1).get(0).get(0);
    }
  }
}
