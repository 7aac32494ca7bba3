package io.vigia.training.onnx;

import io.vigia.training.network.Activation;
import io.vigia.training.network.Dense;
import io.vigia.training.network.Layer;
import io.vigia.training.network.Network;
import io.vigia.training.network.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Networks with random weights, and values to put into them. */
final class Networks {
  private Networks() {}

  /** Layers of the given widths, the input first, the single output left out. */
  static Network random(long seed, int... widths) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Dense> layers = new ArrayList<>();
    for (int l = 0; l < widths.length; l++) {
      int in = widths[l];
      int out = l + 1 < widths.length ? widths[l + 1] : 1;
      layers.add(
          new Dense(
              in, out, normal(random, in * out, Math.sqrt(2.0 / in)), normal(random, out, 0.2)));
    }
    return of(layers);
  }

  /** Fully connected layers with rectifiers between them. */
  static Network of(List<Dense> dense) {
    List<Layer> layers = new ArrayList<>();
    for (Dense layer : dense) {
      if (!layers.isEmpty()) {
        layers.add(new Activation(Activation.Kind.RELU));
      }
      layers.add(layer);
    }
    return new Network(Size.vector(dense.get(0).in()), layers);
  }

  static float[] normal(SplittableRandom random, int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      double u = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
      values[i] = (float) (deviation * u * Math.cos(2 * Math.PI * random.nextDouble()));
    }
    return values;
  }
}
