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

  /** The same for another number of epochs and another learning rate, as fine-tuning needs. */
  public TrainingOptions fineTuning(int shortened, float slowed) {
    return new TrainingOptions(
        shortened, batch, optimizer, slowed, schedule, weightDecay, patience, averaging);
  }
}
