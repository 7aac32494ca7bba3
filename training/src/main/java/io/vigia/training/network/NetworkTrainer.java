package io.vigia.training.network;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Trains networks: the weights of the epoch that is best on other rows are kept, and training stops
 * when it gets no better.
 */
public final class NetworkTrainer {
  private final TrainingOptions options;
  private final long seed;
  private final Consumer<String> progress;

  /**
   * A trainer.
   *
   * @param seed of the order of rows
   * @param progress receives a line an epoch
   */
  public NetworkTrainer(TrainingOptions options, long seed, Consumer<String> progress) {
    this.options = options;
    this.seed = seed;
    this.progress = progress;
  }

  /**
   * Rows that are not learned from.
   *
   * @param inputs row by row
   * @param measure name of the quality, for messages
   * @param quality how good outputs for the inputs are, row by row; higher is better
   */
  @SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
  public record Validation(float[] inputs, String measure, ToDoubleFunction<float[]> quality) {}

  /**
   * A trained network.
   *
   * @param network the network of the best epoch
   * @param epoch the best epoch, from 1
   * @param quality its quality on the validation rows
   */
  public record Result(Network network, int epoch, double quality) {}

  /** Trains a network from where it stands. */
  public Result train(
      Network start, TrainingRows rows, Objective objective, Validation validation) {
    return train(start, rows, objective, validation, FakeQuantization.NONE);
  }

  /**
   * Trains a network that is rounded while it learns.
   *
   * @param quantization what rounds it
   */
  public Result train(
      Network start,
      TrainingRows rows,
      Objective objective,
      Validation validation,
      FakeQuantization quantization) {
    try (TrainingSession session =
        new TrainingSession(start, rows, objective, options, quantization, seed)) {
      Result best = null;
      for (int epoch = 1; epoch <= options.epochs(); epoch++) {
        session.epoch();
        Network network = session.averaged();
        double quality =
            validation.quality().applyAsDouble(session.outputs(network, validation.inputs()));
        progress.accept(
            String.format(
                Locale.ROOT,
                "epoch %d of %d: %s on later events %.4f",
                epoch,
                options.epochs(),
                validation.measure(),
                quality));
        if (Double.isNaN(quality)) {
          throw new IllegalStateException(
              "training diverged in epoch "
                  + epoch
                  + ": outputs are no numbers; lower the learning rate, which is "
                  + options.learningRate());
        }
        if (best == null || quality > best.quality()) {
          best = new Result(network, epoch, quality);
        } else if (epoch - best.epoch() >= options.patience()) {
          break;
        }
      }
      return best;
    }
  }
}
