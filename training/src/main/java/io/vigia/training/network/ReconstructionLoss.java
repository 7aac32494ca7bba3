package io.vigia.training.network;

import ai.djl.ndarray.NDArray;

/** The mean squared error of outputs against targets, as an autoencoder takes its inputs for. */
public record ReconstructionLoss() implements Objective {
  @Override
  public NDArray loss(NDArray outputs, NDArray targets) {
    return outputs.sub(targets).square().mean();
  }
}
