package io.vigia.engine.spec;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The network that scores.
 *
 * @param file name of the int8 graph in the folder
 * @param pca how the inputs are reduced; empty for none
 * @param network what is trained
 */
public record ModelSpec(String file, Optional<PcaSpec> pca, NetworkSpec network) {

  /**
   * Either the number of components or the share of variance that they keep.
   *
   * @param variance share of the variance to keep, in (0, 1]
   * @param components number of components, from 1
   * @param whiten whether components are scaled to unit variance
   */
  public record PcaSpec(OptionalDouble variance, OptionalInt components, boolean whiten) {}

  /**
   * The network.
   *
   * @param kind classifier for labelled streams, autoencoder for unlabelled ones
   * @param hidden widths of the hidden layers, input side first
   */
  public record NetworkSpec(Kind kind, List<Integer> hidden) {
    public NetworkSpec {
      hidden = List.copyOf(hidden);
    }

    /** Kinds of networks. */
    public enum Kind {
      CLASSIFIER,
      AUTOENCODER
    }
  }
}
