package io.vigia.training.prune;

import io.vigia.training.network.Convolution;
import io.vigia.training.network.Dense;
import io.vigia.training.network.Layer;
import io.vigia.training.network.Network;
import io.vigia.training.network.TrainingSession;
import java.util.ArrayList;
import java.util.List;

/**
 * How much the loss would change without a unit, to first order: the square of the sum of gradient
 * times weight over all weights that the unit is mixed by, averaged over batches. That is the
 * gradient at a gate behind the unit (Molchanov et al., "Importance Estimation for Neural Network
 * Pruning", 2019).
 */
final class Importance {
  private Importance() {}

  /**
   * The importance of the units of each row.
   *
   * @param session stands at the network
   * @param batches how many batches are looked at
   * @return of each row, a number a unit
   */
  static List<double[]> of(
      TrainingSession session, Network network, List<Units.Row> rows, int batches) {
    List<double[]> importance = new ArrayList<>();
    rows.forEach(row -> importance.add(new double[row.count()]));
    List<List<float[]>> all = session.gradients(batches);
    for (List<float[]> gradients : all) {
      for (int r = 0; r < rows.size(); r++) {
        double[] gates = gates(network, rows.get(r), gradients);
        for (int unit = 0; unit < gates.length; unit++) {
          importance.get(r)[unit] += gates[unit] * gates[unit] / all.size();
        }
      }
    }
    return importance;
  }

  /** The gradient of a gate behind each unit, summed over the kernel that mixes the units. */
  private static double[] gates(Network network, Units.Row row, List<float[]> gradients) {
    Layer mixer = Units.mixer(network, row);
    float[] kernel = mixer.weights().get(0);
    float[] gradient = gradients.get(Units.kernel(network, row));
    double[] gates = new double[row.count()];
    for (int at = 0; at < kernel.length; at++) {
      gates[input(mixer, at)] += (double) kernel[at] * gradient[at];
    }
    return gates;
  }

  /** The input channel that a weight of a kernel belongs to. */
  private static int input(Layer mixer, int at) {
    if (mixer instanceof Dense dense) {
      return at / dense.out();
    }
    Convolution convolution = (Convolution) mixer;
    return at / convolution.window().area() % convolution.in();
  }
}
