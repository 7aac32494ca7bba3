package io.vigia.training.prune;

import io.vigia.training.network.Dense;
import io.vigia.training.network.FakeQuantization;
import io.vigia.training.network.Layer;
import io.vigia.training.network.Network;
import io.vigia.training.network.NetworkTrainer;
import io.vigia.training.network.Objective;
import io.vigia.training.network.TrainingOptions;
import io.vigia.training.network.TrainingRows;
import io.vigia.training.network.TrainingSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The textbook's way to prune, to compare with: the smallest weights of each kernel become zero, in
 * rounds with fine-tuning (Han et al., "Learning Both Weights and Connections for Efficient Neural
 * Networks", 2015). The matrices keep their size, and dense kernels their time. Fully connected
 * layers are pruned, others stay.
 */
public final class MagnitudePruning {
  private final TrainingOptions fineTuning;
  private final long seed;

  /** A way to prune. */
  public MagnitudePruning(TrainingOptions fineTuning, long seed) {
    this.fineTuning = fineTuning;
    this.seed = seed;
  }

  /**
   * Prunes.
   *
   * @param share of the weights of each kernel that become zero, in (0, 1)
   * @param rounds in which it gets there, from 1
   * @return the network and its quality on the validation rows
   */
  public NetworkTrainer.Result prune(
      Network network,
      double share,
      int rounds,
      TrainingRows rows,
      Objective objective,
      NetworkTrainer.Validation validation) {
    Network current = network;
    double quality = Double.NaN;
    for (int round = 1; round <= rounds; round++) {
      try (TrainingSession session =
          new TrainingSession(
              current, rows, objective, fineTuning, FakeQuantization.NONE, seed + round)) {
        session.hold(masks(current, share * round / rounds));
        for (int epoch = 0; epoch < fineTuning.epochs(); epoch++) {
          session.epoch();
        }
        current = session.averaged();
        quality = validation.quality().applyAsDouble(session.outputs(current, validation.inputs()));
      }
    }
    return new NetworkTrainer.Result(current, rounds * fineTuning.epochs(), quality);
  }

  /** Multiplications by weights that are not zero. */
  public static long effectiveMultiplyAdds(Network network) {
    double sum = 0;
    for (int l = 0; l < network.layers().size(); l++) {
      Layer layer = network.layers().get(l);
      if (layer instanceof Dense dense) {
        float[] kernel = dense.kernel();
        int zeros = 0;
        for (float weight : kernel) {
          zeros += weight == 0 ? 1 : 0;
        }
        sum += layer.multiplyAdds(network.sizes().get(l)) * (1 - zeros / (double) kernel.length);
      }
    }
    return Math.round(sum);
  }

  private static List<float[]> masks(Network network, double share) {
    List<float[]> masks = new ArrayList<>();
    for (Layer layer : network.layers()) {
      List<float[]> arrays = layer.weights();
      for (int a = 0; a < arrays.size(); a++) {
        float[] mask = new float[arrays.get(a).length];
        Arrays.fill(mask, 1);
        if (a == 0 && layer instanceof Dense) {
          zeroSmallest(arrays.get(a), share, mask);
        }
        masks.add(mask);
      }
    }
    return masks;
  }

  private static void zeroSmallest(float[] kernel, double share, float[] mask) {
    float[] sizes = new float[kernel.length];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.abs(kernel[i]);
    }
    Arrays.sort(sizes);
    int gone = (int) Math.round(share * sizes.length);
    if (gone == 0) {
      return;
    }
    float limit = sizes[gone - 1];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = Math.abs(kernel[i]) <= limit ? 0 : 1;
    }
  }
}
