package io.vigia.training.prune;

import io.vigia.training.network.Layer;
import io.vigia.training.network.Network;
import io.vigia.training.network.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The units of a network that can be taken out whole: channels between one layer and the next that
 * mixes them, so that both get smaller. Inputs count too: behind PCA, one is a component.
 */
final class Units {
  private Units() {}

  /**
   * A row of units that are made by one layer and mixed by a later one.
   *
   * @param maker place of the layer that makes them; −1 for the network's inputs
   * @param mixer place of the layer that mixes them
   * @param count how many
   */
  record Row(int maker, int mixer, int count) {}

  /** The rows of a network, input side first. */
  static List<Row> rows(Network network) {
    List<Row> rows = new ArrayList<>();
    List<Size> sizes = network.sizes();
    int last = network.layers().size();
    int maker = -1;
    for (int l = 0; l < last; l++) {
      if (!network.layers().get(l).isChannelwise()) {
        rows.add(new Row(maker, l, sizes.get(l).channels()));
        maker = l;
      }
    }
    return rows;
  }

  /** The network with some units of a row only. */
  static Network keep(Network network, Row row, int[] kept) {
    List<Layer> layers = new ArrayList<>(network.layers());
    Size input = network.input();
    if (row.maker < 0) {
      input = new Size(kept.length, input.height(), input.width());
    } else {
      layers.set(row.maker, layers.get(row.maker).keepOutputs(kept));
    }
    for (int l = row.maker + 1; l <= row.mixer; l++) {
      layers.set(l, layers.get(l).keepInputs(kept));
    }
    return new Network(input, layers);
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
