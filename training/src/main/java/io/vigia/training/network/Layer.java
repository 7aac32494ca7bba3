package io.vigia.training.network;

import java.io.Serializable;
import java.util.List;

/**
 * A step of a network, with the numbers that it learned. Immutable: training answers layers of the
 * same form with other numbers.
 */
public sealed interface Layer extends Serializable
    permits Dense,
        Activation,
        Convolution,
        BatchNorm,
        SqueezeExcitation,
        Residual,
        GlobalAveragePool,
        Resize {

  /**
   * The shape of the outputs.
   *
   * @throws IllegalArgumentException when the layer does not take such inputs
   */
  Size output(Size input);

  /** The learned numbers, in a fixed order; not copied. */
  List<float[]> weights();

  /**
   * How many of the last arrays of {@link #weights} are running statistics, which training gathers
   * and gradients do not change.
   */
  default int statistics() {
    return 0;
  }

  /**
   * The same layer with other numbers.
   *
   * @param weights as many and as long as those of {@link #weights}; kept, not copied
   */
  Layer with(List<float[]> weights);

  /**
   * Whether each output channel is what becomes of the input channel of the same number, so that
   * one that is taken out before is taken out behind.
   */
  default boolean isChannelwise() {
    return false;
  }

  /**
   * The layer without some of its input channels.
   *
   * @param kept the channels that stay, ascending
   * @throws UnsupportedOperationException when the layer's form does not allow it
   */
  default Layer keepInputs(int[] kept) {
    throw new UnsupportedOperationException(this + " cannot lose inputs");
  }

  /**
   * The layer without some of its output channels.
   *
   * @param kept the channels that stay, ascending
   * @throws UnsupportedOperationException when the layer's form does not allow it
   */
  default Layer keepOutputs(int[] kept) {
    throw new UnsupportedOperationException(this + " cannot lose outputs");
  }

  /** Multiplications with an addition for one row. */
  long multiplyAdds(Size input);

  /**
   * The layer's definition, for one row; training and the exported graph must agree with it.
   *
   * @param x the inputs, from the beginning of the array
   * @param y where the outputs go
   */
  void apply(float[] x, Size input, float[] y);
}
