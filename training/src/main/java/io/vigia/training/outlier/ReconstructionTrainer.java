package io.vigia.training.outlier;

import io.vigia.engine.spec.ModelSpec.NetworkSpec;
import io.vigia.engine.spec.ModelSpec.NetworkSpec.ErrorSpace;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.data.Reduction;
import io.vigia.training.data.TimeSplit;
import io.vigia.training.data.UnsuitableDataException;
import io.vigia.training.network.Activation;
import io.vigia.training.network.Network;
import io.vigia.training.network.NetworkTrainer;
import io.vigia.training.network.ReconstructionLoss;
import io.vigia.training.network.TrainingRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Learns what is usual, from events that nobody has to label. */
public final class ReconstructionTrainer {
  private final NetworkSpec spec;
  private final NetworkTrainer trainer;
  private final long seed;

  /**
   * A trainer.
   *
   * @param spec an autoencoder or pca
   * @param trainer trains the autoencoder
   * @param seed of its first weights
   */
  public ReconstructionTrainer(NetworkSpec spec, NetworkTrainer trainer, long seed) {
    this.spec = spec;
    this.trainer = trainer;
    this.seed = seed;
  }

  /**
   * Learns from the events that come first; the later ones say when to stop.
   *
   * @throws UnsuitableDataException when the network could copy its inputs
   */
  public Reconstruction train(FeatureTable table, TimeSplit split, Reduction reduction) {
    return switch (spec.kind()) {
      case PCA -> new Reconstruction(reduction, Optional.empty(), ErrorSpace.INPUTS);
      case AUTOENCODER ->
          new Reconstruction(
              reduction, Optional.of(autoencoder(table, split, reduction)), spec.error());
      default ->
          throw new IllegalArgumentException(
              "a " + spec.kind().yaml() + " learns from labels, not by reconstruction");
    };
  }

  private Network autoencoder(FeatureTable table, TimeSplit split, Reduction reduction) {
    List<Integer> hidden = hidden(reduction.width());
    Activation.Kind activation =
        spec.activation() == NetworkSpec.Activation.TANH
            ? Activation.Kind.TANH
            : Activation.Kind.RELU;
    float[] fit = reduction.apply(table, split.fit());
    float[] later = reduction.apply(table, split.validation());
    return trainer
        .train(
            Network.perceptron(reduction.width(), hidden, activation, reduction.width(), seed),
            new TrainingRows(split.fit().length, fit, fit),
            new ReconstructionLoss(),
            new NetworkTrainer.Validation(
                later, "share of the variance that comes back", repeated -> back(later, repeated)))
        .network();
  }

  /** Widths up to the narrowest layer, then the same ones mirrored. */
  private List<Integer> hidden(int width) {
    List<Integer> encoder =
        spec.hidden().isEmpty() ? List.of(2 * width, Math.max(1, width / 2)) : spec.hidden();
    int narrowest = encoder.get(encoder.size() - 1);
    if (encoder.stream().anyMatch(units -> units < narrowest)) {
      throw new UnsuitableDataException(
          "model.network.hidden is "
              + encoder
              + "; expected the narrowest layer last, since the layers behind it mirror those"
              + " before");
    }
    if (narrowest >= width) {
      throw new UnsuitableDataException(
          "the narrowest layer of model.network.hidden has "
              + narrowest
              + " units and the events "
              + width
              + " components, which it could copy; expected fewer units than components");
    }
    List<Integer> all = new ArrayList<>(encoder);
    for (int i = encoder.size() - 2; i >= 0; i--) {
      all.add(encoder.get(i));
    }
    return all;
  }

  /** One minus the squared error relative to the variance. */
  private static double back(float[] inputs, float[] repeated) {
    double mean = 0;
    for (float input : inputs) {
      mean += input / (double) inputs.length;
    }
    double error = 0;
    double variance = 0;
    for (int i = 0; i < inputs.length; i++) {
      error += (inputs[i] - repeated[i]) * (double) (inputs[i] - repeated[i]);
      variance += (inputs[i] - mean) * (inputs[i] - mean);
    }
    return 1 - error / Math.max(variance, 1e-12);
  }
}
