package io.vigia.training.network;

import ai.djl.ndarray.NDArray;

/**
 * Operations with a number, safe where gradients are asked for. DJL's own ones make an array of the
 * number and free its memory at once, while PyTorch still refers to it to compute the gradient: as
 * soon as the virtual machine collects garbage in between, the gradient is one. Here the number
 * lives as long as the values that it is combined with.
 */
final class Constants {
  private Constants() {}

  static NDArray times(NDArray x, float factor) {
    return x.mul(x.getManager().create(factor));
  }

  static NDArray atLeast(NDArray x, float least) {
    return x.maximum(x.getManager().create(least));
  }

  static NDArray power(NDArray x, float exponent) {
    return x.pow(x.getManager().create(exponent));
  }
}
