package io.vigia.training.network;

import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

/** The ways of following a gradient. */
public enum OptimizerKind {
  /** Stochastic gradient descent. */
  SGD(0.5f),
  /** With a momentum of 0.9 (Polyak, 1964). */
  MOMENTUM(0.1f),
  /** With Nesterov's momentum of 0.9. */
  NESTEROV(0.1f),
  /** Kingma and Ba, "Adam", 2015; the decay of weights is part of the gradient. */
  ADAM(5e-3f),
  /** Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019. */
  ADAMW(5e-3f);

  private static final float MOMENTUM_KEPT = 0.9f;

  private final float learningRate;

  OptimizerKind(float learningRate) {
    this.learningRate = learningRate;
  }

  /** The base of the learning rate unless a detector says otherwise. */
  public float learningRate() {
    return learningRate;
  }

  Optimizer create(Tracker rate, float weightDecay) {
    return switch (this) {
      case SGD -> Optimizer.sgd().setLearningRateTracker(rate).optWeightDecays(weightDecay).build();
      case MOMENTUM ->
          Optimizer.sgd()
              .setLearningRateTracker(rate)
              .optMomentum(MOMENTUM_KEPT)
              .optWeightDecays(weightDecay)
              .build();
      case NESTEROV -> Nesterov.of(rate, MOMENTUM_KEPT, weightDecay);
      case ADAM ->
          Optimizer.adam().optLearningRateTracker(rate).optWeightDecays(weightDecay).build();
      case ADAMW ->
          Optimizer.adamW().optLearningRateTracker(rate).optWeightDecays(weightDecay).build();
    };
  }
}
