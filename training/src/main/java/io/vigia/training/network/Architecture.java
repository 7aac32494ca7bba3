package io.vigia.training.network;

/** A way to build networks for inputs of any size. */
public interface Architecture {
  /**
   * An untrained network of one output, the logit.
   *
   * @param input shape of its inputs; a height of 1 is a series
   * @param seed of its weights
   */
  Network network(Size input, long seed);
}
