package io.vigia.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Values for tests of layers. */
public final class Values {
  private Values() {}

  /** Values around 0. */
  public static float[] random(int count, SplittableRandom random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** What a layer makes of a row. */
  static float[] apply(Layer layer, Size input, float[] x) {
    float[] y = new float[layer.output(input).count()];
    layer.apply(x, input, y);
    return y;
  }

  /** The same network with other numbers everywhere, biases and statistics among them. */
  public static Network shaken(Network network, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<float[]> weights = new ArrayList<>();
    for (float[] array : network.weights()) {
      float[] values = array.clone();
      for (int i = 0; i < values.length; i++) {
        values[i] += (float) random.nextDouble(-0.1, 0.1);
      }
      weights.add(values);
    }
    return network.with(weights);
  }

  static void assertClose(float[] values, double[] expected, double tolerance) {
    assertThat(values).hasSameSizeAs(expected);
    for (int i = 0; i < values.length; i++) {
      assertThat((double) values[i]).as("value %d", i).isCloseTo(expected[i], within(tolerance));
    }
  }
}
