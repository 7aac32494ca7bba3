package io.vigia.training.quantize;

import java.util.Arrays;

/**
 * Weights and biases in integers: weights symmetric, biases at the scale of the products.
 *
 * @param weights in the order of the floats
 * @param scales value of one step of a weight, by output
 * @param bias in steps of biasScales; empty where there is none
 * @param biasScales scale of the inputs × scale of the weights, by output
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
record QuantizedWeights(byte[] weights, float[] scales, int[] bias, float[] biasScales) {
  private static final float SMALLEST_RANGE = 1e-8f;

  /** Largest quantised bias: half of what 32 bits hold, the other half is for the products. */
  private static final float LARGEST_BIAS = 1 << 30;

  /**
   * Quantises the weights of a layer.
   *
   * @param weights output {@code i / inner % outputs} is that of weight i
   * @param bias by output, or empty
   * @param inputScale value of one step of the layer's inputs
   * @param largest magnitude of the largest quantised weight
   * @param perChannel a scale for each output, else the same for all
   */
  static QuantizedWeights of(
      float[] weights,
      int inner,
      int outputs,
      float[] bias,
      float inputScale,
      int largest,
      boolean perChannel) {
    float[] scales = new float[outputs];
    Arrays.fill(scales, SMALLEST_RANGE / largest);
    for (int i = 0; i < weights.length; i++) {
      int output = i / inner % outputs;
      scales[output] = Math.max(scales[output], Math.abs(weights[i]) / largest);
    }
    for (int j = 0; j < bias.length; j++) {
      // A bias far larger than the products would not fit; then coarser weights do no harm.
      scales[j] = Math.max(scales[j], Math.abs(bias[j]) / inputScale / LARGEST_BIAS);
    }
    if (!perChannel) {
      float all = 0;
      for (float scale : scales) {
        all = Math.max(all, scale);
      }
      Arrays.fill(scales, all);
    }
    QuantizedWeights made =
        new QuantizedWeights(
            new byte[weights.length], scales, new int[bias.length], new float[outputs]);
    for (int i = 0; i < weights.length; i++) {
      made.weights[i] = (byte) Math.rint(weights[i] / scales[i / inner % outputs]);
    }
    for (int j = 0; j < outputs; j++) {
      made.biasScales[j] = scales[j] * inputScale;
    }
    for (int j = 0; j < bias.length; j++) {
      made.bias[j] = (int) Math.rint(bias[j] / made.biasScales[j]);
    }
    return made;
  }
}
