package io.vigia.training.network;

import io.vigia.engine.spec.TrainingSpec;
import io.vigia.engine.spec.TrainingSpec.Optimizer;
import io.vigia.engine.spec.TrainingSpec.Schedule;
import java.io.Serializable;

/**
 * How a network is trained. The defaults are those that did best on the validation weeks of the
 * card data.
 *
 * @param epochs passes over the data at the most
 * @param batch rows of a step
 * @param optimizer how gradients are followed
 * @param learningRate its base
 * @param schedule how the learning rate goes on from there
 * @param weightDecay how strongly weights are drawn to zero
 * @param patience epochs without a better validation after which training stops
 * @param averaging share of the old weights in the exponential average that is kept (Polyak)
 */
public record TrainingOptions(
    int epochs,
    int batch,
    Optimizer optimizer,
    float learningRate,
    Schedule schedule,
    float weightDecay,
    int patience,
    float averaging)
    implements Serializable {

  /**
   * The options that a detector asks for.
   *
   * @param rows how many there are to learn from: few rows make smaller steps, so that there are
   *     enough
   */
  public static TrainingOptions of(TrainingSpec spec, int rows) {
    int usualBatch = Math.max(64, Math.min(4_096, Integer.highestOneBit(Math.max(1, rows / 100))));
    return new TrainingOptions(
        spec.epochs(),
        spec.batch().orElse(usualBatch),
        spec.optimizer(),
        (float) spec.learningRate().orElse(Optimizers.usualLearningRate(spec.optimizer())),
        spec.schedule(),
        1e-4f,
        spec.patience(),
        0.99f);
  }

  /**
   * The same for one of several workers whose weights are averaged: each takes its share of a
   * batch. Adam divides gradients by their size, which is mostly noise and larger in a smaller
   * batch, so that each step would follow the signal less by the root of the number of workers; the
   * learning rate makes up for that (Malladi et al., "On the SDEs and Scaling Rules for Adaptive
   * Gradient Algorithms", 2022).
   */
  public TrainingOptions share(int workers) {
    boolean isAdaptive = optimizer == Optimizer.ADAM || optimizer == Optimizer.ADAMW;
    return new TrainingOptions(
        epochs,
        Math.max(1, batch / workers),
        optimizer,
        isAdaptive ? (float) (learningRate * Math.sqrt(workers)) : learningRate,
        schedule,
        weightDecay,
        patience,
        averaging);
  }

  /** The same for another number of epochs and another learning rate, as fine-tuning needs. */
  public TrainingOptions fineTuning(int shortened, float slowed) {
    return new TrainingOptions(
        shortened, batch, optimizer, slowed, schedule, weightDecay, patience, averaging);
  }
}
