package io.vigia.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.HashMap;
import java.util.Map;

/**
 * Nesterov's accelerated gradient, as Sutskever et al. ("On the Importance of Initialization and
 * Momentum in Deep Learning", 2013) write it for stochastic gradients: v ← μv + g, w ← w − η(g +
 * μv). DJL has it, but not for PyTorch.
 */
final class Nesterov extends Optimizer {
  private final Tracker learningRate;
  private final float momentum;
  private final Map<String, NDArray> velocities = new HashMap<>();

  private Nesterov(Settings settings) {
    super(settings);
    this.learningRate = settings.learningRate;
    this.momentum = settings.momentum;
  }

  static Optimizer of(Tracker learningRate, float momentum, float weightDecay) {
    return new Nesterov(new Settings(learningRate, momentum).optWeightDecays(weightDecay));
  }

  private static final class Settings extends OptimizerBuilder<Settings> {
    private final Tracker learningRate;
    private final float momentum;

    Settings(Tracker learningRate, float momentum) {
      this.learningRate = learningRate;
      this.momentum = momentum;
    }

    @Override
    protected Settings self() {
      return this;
    }
  }

  @Override
  public void update(String parameter, NDArray weight, NDArray gradient) {
    float rate = learningRate.getNewValue(updateCount(parameter));
    NDArray velocity = velocities.computeIfAbsent(parameter, p -> weight.zerosLike());
    try (NDArray decay = weight.mul(getWeightDecay());
        NDArray full = gradient.add(decay)) {
      velocity.muli(momentum).addi(full);
      try (NDArray ahead = velocity.mul(momentum);
          NDArray step = ahead.addi(full).muli(rate)) {
        weight.subi(step);
      }
    }
  }
}
