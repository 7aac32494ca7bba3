package io.vigia.training.network;

import java.util.List;

/**
 * A function of each value by itself.
 *
 * @param kind which one
 */
public record Activation(Kind kind) implements Layer {

  /** The functions. */
  public enum Kind {
    /** max(x, 0). */
    RELU,
    /** min(max(x, 0), 6), whose range suits 8 bits (Sandler et al., "MobileNetV2", 2018). */
    RELU6,
    /** x · min(max(x + 3, 0), 6) / 6 (Howard et al., "Searching for MobileNetV3", 2019). */
    HARD_SWISH,
    /** 1 / (1 + e^−x). */
    SIGMOID,
    /** min(max(x / 6 + ½, 0), 1), the straight relative of the sigmoid. */
    HARD_SIGMOID,
    /** The hyperbolic tangent. */
    TANH;

    /** The function's value. */
    public float of(float x) {
      return switch (this) {
        case RELU -> Math.max(x, 0);
        case RELU6 -> Math.min(Math.max(x, 0), 6);
        case HARD_SWISH -> x * Math.min(Math.max(x + 3, 0), 6) / 6;
        case SIGMOID -> (float) (1 / (1 + Math.exp(-x)));
        case HARD_SIGMOID -> Math.min(Math.max(x / 6 + 0.5f, 0), 1);
        case TANH -> (float) Math.tanh(x);
      };
    }
  }

  @Override
  public Size output(Size input) {
    return input;
  }

  @Override
  public List<float[]> weights() {
    return List.of();
  }

  @Override
  public Activation with(List<float[]> weights) {
    return this;
  }

  @Override
  public boolean isChannelwise() {
    return true;
  }

  @Override
  public Activation keepInputs(int[] kept) {
    return this;
  }

  @Override
  public long multiplyAdds(Size input) {
    return 0;
  }

  @Override
  public void apply(float[] x, Size input, float[] y) {
    for (int i = 0; i < input.count(); i++) {
      y[i] = kind.of(x[i]);
    }
  }
}
