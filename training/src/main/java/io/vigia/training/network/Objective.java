package io.vigia.training.network;

import ai.djl.ndarray.NDArray;
import java.io.Serializable;

/** What training makes small. */
public interface Objective extends Serializable {

  /**
   * The loss of a batch.
   *
   * @param outputs what the network says, [rows, outputs]; logits where it classifies
   * @param targets what there is to learn, [rows, targets]
   * @return a scalar
   */
  NDArray loss(NDArray outputs, NDArray targets);
}
