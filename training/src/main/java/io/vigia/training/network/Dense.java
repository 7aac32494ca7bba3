package io.vigia.training.network;

/**
 * A fully connected layer: y = x·W + b.
 *
 * @param in number of inputs
 * @param out number of outputs
 * @param weights W row by row, {@code weights[i * out + j]} from input i to output j
 * @param bias b
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record Dense(int in, int out, float[] weights, float[] bias) {
  public Dense {
    if (weights.length != in * out || bias.length != out) {
      throw new IllegalArgumentException(
          weights.length + " weights and " + bias.length + " biases of a " + in + "×" + out);
    }
  }

  /** Applies the layer to a vector. */
  void apply(float[] x, float[] y) {
    System.arraycopy(bias, 0, y, 0, out);
    for (int i = 0; i < in; i++) {
      float value = x[i];
      if (value != 0) {
        int row = i * out;
        for (int j = 0; j < out; j++) {
          y[j] += value * weights[row + j];
        }
      }
    }
  }
}
