package io.vigia.training.prune;

import io.vigia.training.network.FakeQuantization;
import io.vigia.training.network.Network;
import io.vigia.training.network.NetworkTrainer;
import io.vigia.training.network.Objective;
import io.vigia.training.network.TrainingOptions;
import io.vigia.training.network.TrainingRows;
import io.vigia.training.network.TrainingSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Makes a network smaller by whole units: in rounds, the least important ones go, and what is left
 * is fine-tuned. It ends at the size asked for, or before, when the validation falls by more than
 * the tolerance. Since units go whole, the exported graph shrinks too, which zeros in a matrix
 * would not do.
 */
public final class StructuredPruning {
  private static final int BATCHES = 32;
  private static final int FEWEST_UNITS = 2;

  private final Settings settings;
  private final TrainingOptions fineTuning;
  private final long seed;
  private final Consumer<String> progress;

  /**
   * How far to go.
   *
   * @param target share of the multiply-adds that may be left, in (0, 1)
   * @param tolerance how much the quality may fall, at least 0
   * @param step share of the multiply-adds that goes in a round, in (0, 1)
   * @param inputCost multiply-adds that making an input takes, such as those of a PCA component; 0
   *     where inputs are given, and stay
   */
  public record Settings(double target, double tolerance, double step, long inputCost) {}

  /**
   * A network of a round.
   *
   * @param network what is left, fine-tuned
   * @param inputs which of the first network's inputs are left, ascending
   * @param multiplyAdds its multiply-adds and those of its inputs
   * @param quality on the validation rows
   */
  @SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
  public record Round(Network network, int[] inputs, long multiplyAdds, double quality) {}

  /**
   * A way to prune.
   *
   * @param fineTuning how a round is fine-tuned
   * @param progress receives a line a round
   */
  public StructuredPruning(
      Settings settings, TrainingOptions fineTuning, long seed, Consumer<String> progress) {
    this.settings = settings;
    this.fineTuning = fineTuning;
    this.seed = seed;
    this.progress = progress;
  }

  /**
   * Prunes.
   *
   * @param network trained
   * @param quality its quality on the validation rows
   * @return the rounds, the network itself first; of the last one the quality is within the
   *     tolerance
   */
  public List<Round> prune(
      Network network,
      double quality,
      TrainingRows rows,
      Objective objective,
      NetworkTrainer.Validation validation) {
    List<Round> rounds = new ArrayList<>();
    rounds.add(new Round(network, Units.all(network), cost(network), quality));
    long goal = (long) Math.ceil(settings.target * cost(network));
    while (last(rounds).multiplyAdds > goal) {
      Round now = last(rounds);
      long next = Math.max(goal, (long) (now.multiplyAdds * (1 - settings.step)));
      Round smaller = cut(now, next, rows, objective);
      if (smaller.multiplyAdds == now.multiplyAdds) {
        break;
      }
      NetworkTrainer.Result tuned =
          new NetworkTrainer(fineTuning, seed + rounds.size(), line -> {})
              .train(
                  smaller.network,
                  inputs(rows, smaller.inputs),
                  objective,
                  new NetworkTrainer.Validation(
                      select(validation.inputs(), network.input().count(), smaller.inputs),
                      validation.measure(),
                      validation.quality()));
      progress.accept(
          String.format(
              Locale.ROOT,
              "pruned to %,d multiply-adds: %s %.4f after %.4f",
              smaller.multiplyAdds,
              validation.measure(),
              tuned.quality(),
              quality));
      if (tuned.quality() < quality - settings.tolerance) {
        break;
      }
      rounds.add(new Round(tuned.network(), smaller.inputs, smaller.multiplyAdds, tuned.quality()));
    }
    return rounds;
  }

  private static Round last(List<Round> rounds) {
    return rounds.get(rounds.size() - 1);
  }

  private long cost(Network network) {
    return network.multiplyAdds() + settings.inputCost * network.input().channels();
  }

  /** Takes out units, the least important for their cost first, until few enough are left. */
  private Round cut(Round from, long goal, TrainingRows rows, Objective objective) {
    Network network = from.network;
    List<Units.Row> places = Units.rows(network);
    List<double[]> importance;
    try (TrainingSession session =
        new TrainingSession(
            network,
            inputs(rows, from.inputs),
            objective,
            fineTuning,
            FakeQuantization.NONE,
            seed)) {
      importance = Importance.of(session, network, places, BATCHES);
    }
    record Unit(int row, int unit, double worth) {}
    List<Unit> units = new ArrayList<>();
    for (int r = 0; r < places.size(); r++) {
      Units.Row row = places.get(r);
      boolean mayGo = !row.areInputs() || settings.inputCost > 0;
      if (mayGo && row.count() > FEWEST_UNITS) {
        long saved = cost(network) - cost(Units.keep(network, row, Units.without(row, 0)));
        for (int u = 0; u < row.count(); u++) {
          units.add(new Unit(r, u, importance.get(r)[u] / saved));
        }
      }
    }
    units.sort(Comparator.comparingDouble(Unit::worth));
    List<boolean[]> removed = new ArrayList<>();
    places.forEach(row -> removed.add(new boolean[row.count()]));
    Network smaller = network;
    for (Unit unit : units) {
      if (cost(smaller) <= goal) {
        break;
      }
      boolean[] gone = removed.get(unit.row);
      int left = (int) IntStream.range(0, gone.length).filter(u -> !gone[u]).count();
      if (left > FEWEST_UNITS) {
        gone[unit.unit] = true;
        smaller = without(network, places, removed);
      }
    }
    int[] inputs = from.inputs;
    if (!places.isEmpty() && places.get(0).areInputs() && settings.inputCost > 0) {
      inputs =
          Arrays.stream(Units.without(places.get(0), removed.get(0)))
              .map(i -> from.inputs[i])
              .toArray();
    }
    return new Round(smaller, inputs, cost(smaller), Double.NaN);
  }

  private static Network without(Network network, List<Units.Row> places, List<boolean[]> removed) {
    Network smaller = network;
    for (int r = 0; r < places.size(); r++) {
      smaller = Units.keep(smaller, places.get(r), Units.without(places.get(r), removed.get(r)));
    }
    return smaller;
  }

  private static TrainingRows inputs(TrainingRows rows, int[] kept) {
    return new TrainingRows(
        rows.count(), select(rows.inputs(), rows.width(), kept), rows.targets());
  }

  /** Some of the inputs of each row. */
  private static float[] select(float[] inputs, int width, int[] kept) {
    int rows = inputs.length / width;
    float[] selected = new float[rows * kept.length];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < kept.length; i++) {
        selected[row * kept.length + i] = inputs[row * width + kept[i]];
      }
    }
    return selected;
  }
}
