package io.vigia.engine.spec;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The network that scores.
 *
 * @param file name of the int8 graph in the folder, or of the forest
 * @param pca how the inputs are reduced; empty for none
 * @param network what is trained
 * @param training how it is trained and made small
 * @param smooth how its scores are smoothed over the events of keys, in this order; empty for not
 */
public record ModelSpec(
    String file,
    Optional<PcaSpec> pca,
    NetworkSpec network,
    TrainingSpec training,
    List<SmoothSpec> smooth) {

  public ModelSpec {
    smooth = List.copyOf(smooth);
  }

  /** A network whose scores are not smoothed. */
  public ModelSpec(String file, Optional<PcaSpec> pca, NetworkSpec network, TrainingSpec training) {
    this(file, pca, network, training, List.of());
  }

  /**
   * Exponential smoothing of the scores over the events of a key.
   *
   * @param key name of the key: that of the last stage of features, or one that contains its parts
   * @param events over how many events, from 1: each new one weighs 2 / (events + 1)
   * @param share of the smoothed score in what comes out, in (0, 1]; the rest is the score as it
   *     was
   * @param expire a key without events for so long starts anew
   * @param max how many keys are kept within one of the last stage, from 1; the one not used for
   *     longest goes
   */
  public record SmoothSpec(String key, int events, double share, Duration expire, int max) {}

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
   * @param kind what it is and how it learns
   * @param hidden widths of the hidden layers, input side first; of an autoencoder those up to the
   *     narrowest one, which the layers behind it mirror, or none for twice and half as many as its
   *     inputs; none for other kinds
   * @param activation behind each hidden layer
   * @param convolutions of a convolutional kind, empty for others
   * @param error where the error of an autoencoder is measured
   * @param forest of a random cut forest, empty for others
   */
  public record NetworkSpec(
      Kind kind,
      List<Integer> hidden,
      Activation activation,
      Optional<ConvolutionSpec> convolutions,
      ErrorSpace error,
      Optional<ForestSpec> forest) {
    public NetworkSpec {
      hidden = List.copyOf(hidden);
    }

    /** A network whose error, where it is the score, is that of the inputs. */
    public NetworkSpec(
        Kind kind,
        List<Integer> hidden,
        Activation activation,
        Optional<ConvolutionSpec> convolutions) {
      this(kind, hidden, activation, convolutions, ErrorSpace.INPUTS, Optional.empty());
    }

    /** A network whose error is measured there. */
    public NetworkSpec(
        Kind kind,
        List<Integer> hidden,
        Activation activation,
        Optional<ConvolutionSpec> convolutions,
        ErrorSpace error) {
      this(kind, hidden, activation, convolutions, error, Optional.empty());
    }

    /** Where the error of a reconstruction is measured. */
    public enum ErrorSpace {
      /** Between the scaled inputs and what becomes of them on the way back. */
      INPUTS,
      /** Between the components and what the network makes of them. */
      COMPONENTS
    }

    /** A network of rectified layers. */
    public NetworkSpec(Kind kind, List<Integer> hidden) {
      this(kind, hidden, Activation.RELU, Optional.empty());
    }

    /** Kinds of networks. */
    public enum Kind {
      /** Fully connected layers that learn from labels. */
      CLASSIFIER,
      /** Fully connected layers that learn to repeat their inputs; its error is the score. */
      AUTOENCODER,
      /** No network: what the principal components leave of the inputs is the score. */
      PCA,
      /** No network: random cuts that isolate what is not usual. */
      RANDOM_CUT_FOREST,
      /** No network: the mean of surprises, each by the largest it can be. */
      MEAN,
      /** Separable convolutions over the steps of a series. */
      MOBILENET1D,
      /** Separable convolutions over frames. */
      MOBILENET2D,
      /** Compound-scaled convolutions over the steps of a series. */
      EFFICIENTNET1D,
      /** Compound-scaled convolutions over frames. */
      EFFICIENTNET2D;

      /** As it stands in detector.yaml. */
      public String yaml() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
      }

      /** Whether it learns what is fraud or an anomaly from labels. */
      public boolean learnsFromLabels() {
        return !hasError() && this != MEAN;
      }

      /** Whether its score is an error, whose size in training says what is usual. */
      public boolean hasError() {
        return this == AUTOENCODER || this == PCA || this == RANDOM_CUT_FOREST;
      }

      /** Whether it is a graph, of which there are an int8 and an fp32 one. */
      public boolean isQuantised() {
        return this != RANDOM_CUT_FOREST;
      }

      /** Whether it sees its inputs as series or frames. */
      public boolean isConvolutional() {
        return isSeries() || isFrames();
      }

      /** Whether it sees its inputs as series. */
      public boolean isSeries() {
        return this == MOBILENET1D || this == EFFICIENTNET1D;
      }

      private boolean isFrames() {
        return this == MOBILENET2D || this == EFFICIENTNET2D;
      }

      /** Whether one coefficient scales it. */
      public boolean isCompoundScaled() {
        return this == EFFICIENTNET1D || this == EFFICIENTNET2D;
      }
    }

    /** What follows a layer. */
    public enum Activation {
      RELU,
      TANH
    }
  }

  /**
   * A forest of random cuts.
   *
   * @param trees how many
   * @param sample events that each tree holds
   */
  public record ForestSpec(int trees, int sample) {
    /** What the library takes unless it is told otherwise. */
    public static final ForestSpec DEFAULT = new ForestSpec(50, 256);
  }

  /**
   * Convolutions over inputs that lie channel by channel, each channel row by row.
   *
   * @param channels numbers of a step or a pixel, from 1
   * @param height rows of a frame; 1 for series
   * @param width columns of a frame, steps of a series
   * @param multiplier factor of the channels of all blocks; 1 unless a mobilenet
   * @param blocks channels behind each block, before the factor; none unless a mobilenet
   * @param scale the coefficient that scales depth, width and resolution; 0 unless an efficientnet
   * @param squeeze whether blocks weigh their channels (squeeze and excitation); false unless an
   *     efficientnet
   */
  public record ConvolutionSpec(
      int channels,
      int height,
      int width,
      double multiplier,
      List<Integer> blocks,
      double scale,
      boolean squeeze) {
    /** Blocks unless the detector says otherwise. */
    public static final List<Integer> BLOCKS = List.of(16, 32, 64, 64, 128);

    public ConvolutionSpec {
      blocks = List.copyOf(blocks);
    }
  }
}
