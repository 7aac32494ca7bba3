package io.vigia.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.core.Linear;
import java.util.ArrayList;
import java.util.List;

/**
 * An exponential average of the weights while they are trained, corrected for its start as Adam's
 * moments are. It generalizes better than the last step (Polyak and Juditsky, 1992).
 */
final class WeightAverage {
  private final List<Linear> layers;
  private final float keep;
  private final List<float[]> sums = new ArrayList<>();
  private double start = 1;

  WeightAverage(List<Linear> layers, float keep) {
    this.layers = layers;
    this.keep = keep;
  }

  void update() {
    start *= keep;
    int next = 0;
    for (Linear layer : layers) {
      for (NDArray array : arrays(layer)) {
        float[] values = array.toFloatArray();
        if (next == sums.size()) {
          sums.add(new float[values.length]);
        }
        float[] sum = sums.get(next++);
        for (int i = 0; i < sum.length; i++) {
          sum[i] = keep * sum[i] + (1 - keep) * values[i];
        }
      }
    }
  }

  private static List<NDArray> arrays(Linear layer) {
    return List.of(
        layer.getParameters().get("weight").getArray(),
        layer.getParameters().get("bias").getArray());
  }

  /** The averaged network. PyTorch keeps a layer's weights output by output. */
  Mlp network() {
    List<Dense> dense = new ArrayList<>();
    float correction = (float) (1 / (1 - start));
    for (int l = 0; l < layers.size(); l++) {
      float[] weights = sums.get(2 * l);
      float[] bias = sums.get(2 * l + 1).clone();
      int out = bias.length;
      int in = weights.length / out;
      float[] transposed = new float[weights.length];
      for (int j = 0; j < out; j++) {
        bias[j] *= correction;
        for (int i = 0; i < in; i++) {
          transposed[i * out + j] = weights[j * in + i] * correction;
        }
      }
      dense.add(new Dense(in, out, transposed, bias));
    }
    return new Mlp(dense);
  }
}
