package io.vigia.training.network;

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
    OptimizerKind optimizer,
    float learningRate,
    Schedule schedule,
    float weightDecay,
    int patience,
    float averaging)
    implements Serializable {

  /** The defaults for a number of rows: few rows make smaller steps, so that there are enough. */
  public static TrainingOptions defaults(int rows) {
    int batch = Math.max(64, Math.min(4_096, Integer.highestOneBit(Math.max(1, rows / 100))));
    return new TrainingOptions(
        30,
        batch,
        OptimizerKind.ADAMW,
        OptimizerKind.ADAMW.learningRate(),
        Schedule.COSINE,
        1e-4f,
        8,
        0.99f);
  }

  /** The same for another number of epochs and another learning rate, as fine-tuning needs. */
  public TrainingOptions fineTuning(int shortened, float slowed) {
    return new TrainingOptions(
        shortened, batch, optimizer, slowed, schedule, weightDecay, patience, averaging);
  }
}
