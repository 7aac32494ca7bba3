package io.vigia.training.onnx;

import io.vigia.training.network.Dense;

/**
 * A layer in integers: weights symmetric per output, biases at the scale of the products.
 *
 * <p>Weights take 7 bits. Processors without VNNI add two products of 8 × 8 bits in 16, which
 * saturates with the eighth bit; with seven a model computes the same everywhere, which its golden
 * vectors ask for (ONNX Runtime's documentation, "reduce_range").
 *
 * @param weights row by row as in {@link Dense}
 * @param scales value of one step of a weight, by output
 * @param bias biases in steps of biasScales
 * @param biasScales scale of the inputs × scale of the weights, by output
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record QuantizedLayer(byte[] weights, float[] scales, int[] bias, float[] biasScales) {
  /** Largest quantised weight. */
  public static final int LARGEST = 63;

  private static final float SMALLEST_RANGE = 1e-8f;

  /** Largest quantised bias: half of what 32 bits hold, the other half is for the products. */
  private static final float LARGEST_BIAS = 1 << 30;

  /**
   * Quantises a layer.
   *
   * @param inputScale value of one step of the layer's inputs
   */
  public static QuantizedLayer of(Dense layer, float inputScale) {
    int in = layer.in();
    int out = layer.out();
    QuantizedLayer made =
        new QuantizedLayer(new byte[in * out], new float[out], new int[out], new float[out]);
    for (int j = 0; j < out; j++) {
      float largest = SMALLEST_RANGE;
      for (int i = 0; i < in; i++) {
        largest = Math.max(largest, Math.abs(layer.kernel()[i * out + j]));
      }
      // A bias far larger than the products would not fit; then coarser weights do no harm.
      float scale =
          Math.max(largest / LARGEST, Math.abs(layer.bias()[j]) / inputScale / LARGEST_BIAS);
      made.scales[j] = scale;
      made.biasScales[j] = scale * inputScale;
      for (int i = 0; i < in; i++) {
        made.weights[i * out + j] = (byte) Math.rint(layer.kernel()[i * out + j] / scale);
      }
      made.bias[j] = (int) Math.rint(layer.bias()[j] / made.biasScales[j]);
    }
    return made;
  }
}
