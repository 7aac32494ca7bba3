package io.vigia.training.network;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Puts an untrained network together, layer behind layer, each made for the size it meets. */
final class NetworkBuilder {
  /** A rectifier that ends at 6 keeps ranges small, as 8 bits want them. */
  private static final Activation.Kind ACTIVATION = Activation.Kind.RELU6;

  private final Size input;
  private final SplittableRandom random;
  private final List<Layer> layers = new ArrayList<>();
  private Size size;

  NetworkBuilder(Size input, long seed) {
    this(input, new SplittableRandom(seed));
  }

  private NetworkBuilder(Size input, SplittableRandom random) {
    this.input = input;
    this.random = random;
    size = input;
  }

  /** Channels so far. */
  int channels() {
    return size.channels();
  }

  NetworkBuilder add(Layer layer) {
    size = layer.output(size);
    layers.add(layer);
    return this;
  }

  NetworkBuilder activation() {
    return add(new Activation(ACTIVATION));
  }

  /** A convolution of all channels, normalized. */
  NetworkBuilder convolution(int channels, int side, int stride) {
    Window window = Window.over(size, side, stride);
    add(Convolution.untrained(channels(), channels, window, 1, random));
    return add(BatchNorm.untrained(channels));
  }

  /** A convolution of each channel by itself, normalized. */
  NetworkBuilder depthwise(int side, int stride) {
    Window window = Window.over(size, side, stride);
    int channels = channels();
    add(Convolution.untrained(channels, channels, window, channels, random));
    return add(BatchNorm.untrained(channels));
  }

  /** Factors of channels. */
  NetworkBuilder squeeze(int reduced) {
    return add(SqueezeExcitation.untrained(channels(), reduced, random));
  }

  /** A builder of layers whose input is added to their outputs. */
  NetworkBuilder branch() {
    return new NetworkBuilder(size, random);
  }

  NetworkBuilder addBranch(NetworkBuilder branch, boolean isResidual) {
    if (isResidual) {
      return add(new Residual(branch.layers));
    }
    branch.layers.forEach(this::add);
    return this;
  }

  /** The mean of each channel, then one output. */
  Network classifier() {
    add(new GlobalAveragePool());
    add(Dense.untrained(channels(), 1, random));
    return new Network(input, layers);
  }

  /**
   * Channels times a factor, a multiple of 8 and never below nine tenths of what was asked for
   * (Sandler et al., "MobileNetV2", 2018, in the authors' implementation).
   */
  static int channels(int channels, double factor) {
    double wanted = channels * factor;
    int rounded = Math.max(8, (int) (wanted + 4) / 8 * 8);
    return rounded < 0.9 * wanted ? rounded + 8 : rounded;
  }
}
