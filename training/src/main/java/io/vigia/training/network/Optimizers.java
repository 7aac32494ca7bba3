package io.vigia.training.network;

import ai.djl.training.tracker.Tracker;
import io.vigia.engine.spec.TrainingSpec.Optimizer;

/** DJL's optimisers by name. */
final class Optimizers {
  private static final float MOMENTUM = 0.9f;

  private Optimizers() {}

  /** The base of the learning rate that suits an optimiser. */
  static float usualLearningRate(Optimizer optimizer) {
    return switch (optimizer) {
      case SGD -> 0.5f;
      case MOMENTUM, NESTEROV -> 0.1f;
      case ADAM, ADAMW -> 5e-3f;
    };
  }

  static ai.djl.training.optimizer.Optimizer create(
      Optimizer optimizer, Tracker rate, float weightDecay) {
    return switch (optimizer) {
      case SGD ->
          ai.djl.training.optimizer.Optimizer.sgd()
              .setLearningRateTracker(rate)
              .optWeightDecays(weightDecay)
              .build();
      case MOMENTUM ->
          ai.djl.training.optimizer.Optimizer.sgd()
              .setLearningRateTracker(rate)
              .optMomentum(MOMENTUM)
              .optWeightDecays(weightDecay)
              .build();
      case NESTEROV -> Nesterov.of(rate, MOMENTUM, weightDecay);
      case ADAM ->
          ai.djl.training.optimizer.Optimizer.adam()
              .optLearningRateTracker(rate)
              .optWeightDecays(weightDecay)
              .build();
      case ADAMW ->
          ai.djl.training.optimizer.Optimizer.adamW()
              .optLearningRateTracker(rate)
              .optWeightDecays(weightDecay)
              .build();
    };
  }
}
