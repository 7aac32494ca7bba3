package io.vigia.training.recipe;

import io.vigia.training.data.Reduction;
import io.vigia.training.network.Network;

/**
 * A network on its way.
 *
 * @param network as far as it is
 * @param reduction the way from the inputs of an event to those of the network
 * @param quality average precision on the validation events
 * @param seconds that its training took, with what it builds on
 */
record Student(Network network, Reduction reduction, double quality, double seconds) {

  /** Numbers that were learned. */
  long parameters() {
    return network.parameters() + projection();
  }

  /** Multiplications with an addition for one event. */
  long multiplyAdds() {
    return network.multiplyAdds() + projection();
  }

  private long projection() {
    return reduction
        .pca()
        .map(pca -> (long) reduction.width() * reduction.preprocessing().width())
        .orElse(0L);
  }
}
