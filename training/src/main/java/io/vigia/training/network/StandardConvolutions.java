package io.vigia.training.network;

import java.util.List;

/**
 * Networks of the same form as {@link MobileNets}, of full convolutions: what separable ones are
 * measured against.
 *
 * @param width factor of all channels, above 0
 * @param blocks channels behind each block, before the factor
 */
public record StandardConvolutions(double width, List<Integer> blocks) implements Architecture {
  @Override
  public Network network(Size input, long seed) {
    NetworkBuilder builder = new NetworkBuilder(input, seed);
    for (int b = 0; b < blocks.size(); b++) {
      int stride = b == 0 ? 2 : MobileNets.stride(blocks, b);
      builder.convolution(NetworkBuilder.channels(blocks.get(b), width), 3, stride).activation();
    }
    return builder.classifier();
  }
}
