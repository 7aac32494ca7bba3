package io.vigia.training.network;

/**
 * How a network is trained. The defaults are those that did best on the validation weeks of the
 * card data.
 *
 * @param epochs passes over the data at the most
 * @param batch rows of a step
 * @param learningRate at the beginning; falls to zero as a cosine over all epochs
 * @param weightDecay decoupled decay of AdamW (Loshchilov and Hutter, 2019)
 * @param positiveWeight how often a fraud counts, against class imbalance
 * @param patience epochs without a better validation after which training stops
 * @param averaging share of the old weights in the exponential average that is kept (Polyak)
 */
public record TrainingOptions(
    int epochs,
    int batch,
    float learningRate,
    float weightDecay,
    float positiveWeight,
    int patience,
    float averaging) {

  /** The defaults for a number of rows: few rows make smaller steps, so that there are enough. */
  public static TrainingOptions defaults(int rows) {
    int batch = Math.max(64, Math.min(4_096, Integer.highestOneBit(Math.max(1, rows / 100))));
    return new TrainingOptions(30, batch, 5e-3f, 1e-4f, 5, 8, 0.99f);
  }
}
