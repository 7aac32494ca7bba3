package io.vigia.training.network;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts each normalization into the convolution before it. Once trained, a normalization is one
 * factor and one summand a channel, which the convolution's own weights can carry: the network
 * computes the same with fewer steps (Jacob et al., "Quantization and Training of Neural Networks
 * for Efficient Integer-Arithmetic-Only Inference", 2018, section 3.2).
 */
public final class Folding {
  private Folding() {}

  /** The same network without normalizations behind convolutions. */
  public static Network fold(Network network) {
    return new Network(network.input(), fold(network.layers()));
  }

  private static List<Layer> fold(List<Layer> layers) {
    List<Layer> folded = new ArrayList<>();
    for (Layer layer : layers) {
      int last = folded.size() - 1;
      if (layer instanceof BatchNorm norm
          && last >= 0
          && folded.get(last) instanceof Convolution convolution) {
        folded.set(last, fold(convolution, norm));
      } else if (layer instanceof Residual residual) {
        folded.add(new Residual(fold(residual.layers())));
      } else {
        folded.add(layer);
      }
    }
    return folded;
  }

  private static Convolution fold(Convolution convolution, BatchNorm norm) {
    float[] kernel = convolution.kernel().clone();
    float[] bias = convolution.bias().clone();
    int weights = kernel.length / convolution.out();
    for (int channel = 0; channel < convolution.out(); channel++) {
      float factor = norm.factor(channel);
      for (int i = channel * weights; i < (channel + 1) * weights; i++) {
        kernel[i] *= factor;
      }
      bias[channel] = bias[channel] * factor + norm.shift(channel);
    }
    return convolution.with(List.of(kernel, bias));
  }
}
