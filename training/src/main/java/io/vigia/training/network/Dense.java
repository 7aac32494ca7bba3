package io.vigia.training.network;

import java.util.List;
import java.util.SplittableRandom;

/**
 * A fully connected layer: y = x·W + b.
 *
 * @param in number of inputs
 * @param out number of outputs
 * @param kernel W row by row, {@code kernel[i * out + j]} from input i to output j
 * @param bias b
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record Dense(int in, int out, float[] kernel, float[] bias) implements Layer {
  public Dense {
    if (kernel.length != in * out || bias.length != out) {
      throw new IllegalArgumentException(
          kernel.length + " weights and " + bias.length + " biases of a " + in + "×" + out);
    }
  }

  /**
   * An untrained layer: uniform weights of a variance that keeps that of values and gradients, no
   * bias (Glorot and Bengio, "Understanding the Difficulty of Training Deep Feedforward Neural
   * Networks", 2010).
   */
  public static Dense untrained(int in, int out, SplittableRandom random) {
    double bound = Math.sqrt(6.0 / (in + out));
    float[] kernel = new float[in * out];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) random.nextDouble(-bound, bound);
    }
    return new Dense(in, out, kernel, new float[out]);
  }

  @Override
  public Size output(Size input) {
    if (input.count() != in) {
      throw new IllegalArgumentException("a dense layer of " + in + " inputs behind " + input);
    }
    return Size.vector(out);
  }

  @Override
  public List<float[]> weights() {
    return List.of(kernel, bias);
  }

  @Override
  public Dense with(List<float[]> weights) {
    return new Dense(in, out, weights.get(0), weights.get(1));
  }

  @Override
  public Dense keepInputs(int[] kept) {
    float[] fewer = new float[kept.length * out];
    for (int i = 0; i < kept.length; i++) {
      System.arraycopy(kernel, kept[i] * out, fewer, i * out, out);
    }
    return new Dense(kept.length, out, fewer, bias);
  }

  @Override
  public Dense keepOutputs(int[] kept) {
    float[] fewer = new float[in * kept.length];
    float[] offsets = new float[kept.length];
    for (int j = 0; j < kept.length; j++) {
      offsets[j] = bias[kept[j]];
      for (int i = 0; i < in; i++) {
        fewer[i * kept.length + j] = kernel[i * out + kept[j]];
      }
    }
    return new Dense(in, kept.length, fewer, offsets);
  }

  @Override
  public long multiplyAdds(Size input) {
    return (long) in * out;
  }

  @Override
  public void apply(float[] x, Size input, float[] y) {
    System.arraycopy(bias, 0, y, 0, out);
    for (int i = 0; i < in; i++) {
      float value = x[i];
      if (value != 0) {
        int row = i * out;
        for (int j = 0; j < out; j++) {
          y[j] += value * kernel[row + j];
        }
      }
    }
  }
}
