package io.vigia.training.prune;

import io.vigia.training.network.Convolution;
import io.vigia.training.network.Dense;
import io.vigia.training.network.Layer;
import io.vigia.training.network.Network;
import io.vigia.training.network.Residual;
import io.vigia.training.network.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The units of a network that can be taken out whole: channels between one layer and the next that
 * mixes them, so that both get smaller, and what stands between them too. Inputs count as well:
 * behind PCA, one is a component. What a residual branch adds to keeps its channels.
 */
final class Units {
  private static final int INPUTS = -1;
  private static final int FIXED = -2;

  private Units() {}

  /**
   * A row of units that are made by one layer and mixed by a later one.
   *
   * @param path places of the residual branches that both stand in, from the outside; mostly none
   * @param maker place of the layer that makes them, among those of the branch; −1 for the
   *     network's inputs
   * @param mixer place of the layer that mixes them
   * @param count how many
   */
  record Row(List<Integer> path, int maker, int mixer, int count) {
    boolean areInputs() {
      return maker == INPUTS;
    }
  }

  /** The rows of a network, input side first. */
  static List<Row> rows(Network network) {
    List<Row> rows = new ArrayList<>();
    collect(network.layers(), network.input(), List.of(), INPUTS, rows);
    return rows;
  }

  private static void collect(
      List<Layer> layers, Size input, List<Integer> path, int first, List<Row> rows) {
    int maker = first;
    Size size = input;
    for (int l = 0; l < layers.size(); l++) {
      Layer layer = layers.get(l);
      if (mixes(layer)) {
        if (maker != FIXED) {
          rows.add(new Row(path, maker, l, size.channels()));
        }
        maker = l;
      } else if (!layer.isChannelwise()) {
        if (layer instanceof Residual residual) {
          List<Integer> inner = new ArrayList<>(path);
          inner.add(l);
          collect(residual.layers(), size, List.copyOf(inner), FIXED, rows);
        }
        maker = FIXED;
      }
      size = layer.output(size);
    }
  }

  private static boolean mixes(Layer layer) {
    return layer instanceof Dense
        || (layer instanceof Convolution convolution && convolution.groups() == 1);
  }

  /** The network with some units of a row only. */
  static Network keep(Network network, Row row, int[] kept) {
    Size input = network.input();
    if (row.areInputs()) {
      input = new Size(kept.length, input.height(), input.width());
    }
    return new Network(input, keep(network.layers(), row, 0, kept));
  }

  private static List<Layer> keep(List<Layer> all, Row row, int depth, int[] kept) {
    List<Layer> layers = new ArrayList<>(all);
    if (depth < row.path.size()) {
      int place = row.path.get(depth);
      Residual branch = (Residual) layers.get(place);
      layers.set(place, new Residual(keep(branch.layers(), row, depth + 1, kept)));
      return layers;
    }
    if (!row.areInputs()) {
      layers.set(row.maker, layers.get(row.maker).keepOutputs(kept));
    }
    for (int l = row.maker + 1; l <= row.mixer; l++) {
      layers.set(l, layers.get(l).keepInputs(kept));
    }
    return layers;
  }

  /** The layer that mixes a row's units. */
  static Layer mixer(Network network, Row row) {
    List<Layer> layers = network.layers();
    for (int place : row.path) {
      layers = ((Residual) layers.get(place)).layers();
    }
    return layers.get(row.mixer);
  }

  /** Place of the mixing layer's kernel among {@link Network#weights}. */
  static int kernel(Network network, Row row) {
    List<Layer> layers = network.layers();
    int array = 0;
    boolean isBranch = false;
    for (int place : row.path) {
      array += arrays(layers.subList(0, place), isBranch);
      layers = ((Residual) layers.get(place)).layers();
      isBranch = true;
    }
    return array + arrays(layers.subList(0, row.mixer), isBranch);
  }

  /** How many arrays layers have; a branch has its statistics behind all that is learned. */
  private static int arrays(List<Layer> layers, boolean isBranch) {
    return layers.stream()
        .mapToInt(layer -> layer.weights().size() - (isBranch ? layer.statistics() : 0))
        .sum();
  }

  /** All units of a row but one. */
  static int[] without(Row row, int unit) {
    return IntStream.range(0, row.count).filter(u -> u != unit).toArray();
  }

  /** All units of a row but some. */
  static int[] without(Row row, boolean[] removed) {
    return IntStream.range(0, row.count).filter(u -> !removed[u]).toArray();
  }

  /** All of the inputs. */
  static int[] all(Network network) {
    int[] all = new int[network.input().count()];
    Arrays.setAll(all, i -> i);
    return all;
  }
}
