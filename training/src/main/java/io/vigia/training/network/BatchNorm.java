package io.vigia.training.network;

import java.util.Arrays;
import java.util.List;

/**
 * Brings each channel to a mean and a deviation that are learned: y = γ · (x − μ) / √(σ² + ε) + β.
 * While it is trained, μ and σ² are those of the batch; a running average of them serves afterwards
 * (Ioffe and Szegedy, "Batch Normalization", 2015). {@link Folding} puts it into the convolution
 * before it, so that it costs nothing where the network is used.
 *
 * @param gamma γ, one a channel
 * @param beta β
 * @param mean μ, averaged over batches
 * @param variance σ², averaged over batches
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record BatchNorm(float[] gamma, float[] beta, float[] mean, float[] variance)
    implements Layer {
  /** ε, which keeps the deviation above 0. */
  public static final float EPSILON = 1e-5f;

  /** Share of the running average that stays with each batch. */
  static final float MOMENTUM = 0.9f;

  public BatchNorm {
    if (beta.length != gamma.length
        || mean.length != gamma.length
        || variance.length != gamma.length) {
      throw new IllegalArgumentException("arrays of different lengths; one number a channel each");
    }
  }

  /** One that changes nothing yet. */
  public static BatchNorm untrained(int channels) {
    float[] gamma = new float[channels];
    float[] variance = new float[channels];
    Arrays.fill(gamma, 1);
    Arrays.fill(variance, 1);
    return new BatchNorm(gamma, new float[channels], new float[channels], variance);
  }

  /** What a channel is multiplied by. */
  float factor(int channel) {
    return (float) (gamma[channel] / Math.sqrt(variance[channel] + (double) EPSILON));
  }

  /** What is added to a channel then. */
  float shift(int channel) {
    return beta[channel] - mean[channel] * factor(channel);
  }

  @Override
  public Size output(Size input) {
    if (input.channels() != gamma.length) {
      throw new IllegalArgumentException(
          "a normalization of " + gamma.length + " channels behind " + input.channels());
    }
    return input;
  }

  @Override
  public List<float[]> weights() {
    return List.of(gamma, beta, mean, variance);
  }

  @Override
  public int statistics() {
    return 2;
  }

  @Override
  public BatchNorm with(List<float[]> weights) {
    return new BatchNorm(weights.get(0), weights.get(1), weights.get(2), weights.get(3));
  }

  @Override
  public boolean isChannelwise() {
    return true;
  }

  @Override
  public BatchNorm keepInputs(int[] kept) {
    return new BatchNorm(
        Blocks.select(gamma, kept, 1),
        Blocks.select(beta, kept, 1),
        Blocks.select(mean, kept, 1),
        Blocks.select(variance, kept, 1));
  }

  @Override
  public long multiplyAdds(Size input) {
    return input.count();
  }

  @Override
  public void apply(float[] x, Size input, float[] y) {
    for (int channel = 0; channel < gamma.length; channel++) {
      float factor = factor(channel);
      float shift = shift(channel);
      for (int i = channel * input.area(); i < (channel + 1) * input.area(); i++) {
        y[i] = factor * x[i] + shift;
      }
    }
  }
}
