package io.vigia.training.recipe;

import io.vigia.engine.spec.ModelSpec.ConvolutionSpec;
import io.vigia.engine.spec.ModelSpec.NetworkSpec;
import io.vigia.training.network.Activation;
import io.vigia.training.network.Dense;
import io.vigia.training.network.EfficientNets;
import io.vigia.training.network.MobileNets;
import io.vigia.training.network.Network;
import io.vigia.training.network.Size;
import java.util.List;

/** The networks that a detector can ask for. */
public final class Architectures {
  private Architectures() {}

  /**
   * A network that has not learned anything.
   *
   * @param inputs number of inputs
   */
  public static Network untrained(NetworkSpec spec, int inputs, long seed) {
    if (!spec.kind().isConvolutional()) {
      Activation.Kind activation =
          spec.activation() == NetworkSpec.Activation.TANH
              ? Activation.Kind.TANH
              : Activation.Kind.RELU;
      return Network.perceptron(inputs, spec.hidden(), activation, 1, seed);
    }
    ConvolutionSpec form = spec.convolutions().orElseThrow();
    Size input = new Size(form.channels(), form.height(), form.width());
    return spec.kind().isCompoundScaled()
        ? new EfficientNets(form.scale(), form.squeeze()).network(input, seed)
        : new MobileNets(form.multiplier(), form.blocks()).network(input, seed);
  }

  /** Widths of the hidden layers, of a network that has only such. */
  static List<Integer> hidden(Network network) {
    List<Dense> dense = network.dense();
    return dense.subList(0, dense.size() - 1).stream().map(Dense::out).toList();
  }
}
