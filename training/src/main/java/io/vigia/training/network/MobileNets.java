package io.vigia.training.network;

import java.util.List;

/**
 * Networks of depthwise-separable convolutions: each block filters every channel by itself in a
 * window of three and mixes the channels point by point (Howard et al., "MobileNets: Efficient
 * Convolutional Neural Networks for Mobile Vision Applications", 2017). Against a full convolution
 * of as many channels N and a window of K values it takes 1/N + 1/K of the multiplications.
 *
 * <p>The first block is a full convolution, as in the paper, and looks at every second value. A
 * block with more channels than the one before does so too; others keep the size.
 *
 * @param width factor of all channels, above 0
 * @param blocks channels behind each block, before the factor
 */
public record MobileNets(double width, List<Integer> blocks) implements Architecture {
  /** Channels that suit some hundred steps of a series, or frames of a few dozen pixels a side. */
  public static final List<Integer> BLOCKS = List.of(16, 32, 64, 64, 128);

  public MobileNets {
    blocks = List.copyOf(blocks);
    if (!(width > 0) || blocks.isEmpty()) {
      throw new IllegalArgumentException(
          "a width of " + width + " and blocks " + blocks + ", expected above 0 and one at least");
    }
  }

  @Override
  public Network network(Size input, long seed) {
    NetworkBuilder builder = new NetworkBuilder(input, seed);
    builder.convolution(NetworkBuilder.channels(blocks.get(0), width), 3, 2).activation();
    for (int b = 1; b < blocks.size(); b++) {
      builder.depthwise(3, stride(blocks, b)).activation();
      builder.convolution(NetworkBuilder.channels(blocks.get(b), width), 1, 1).activation();
    }
    return builder.classifier();
  }

  /** How a block strides. */
  static int stride(List<Integer> blocks, int block) {
    return blocks.get(block) > blocks.get(block - 1) ? 2 : 1;
  }
}
