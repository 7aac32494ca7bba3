package io.vigia.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rounds a network as int8 will, while it learns, so that it learns to bear it: inputs of layers to
 * 256 steps of a fixed range, weights to 7 bits an output. Gradients pass as if nothing were
 * rounded (the straight-through estimator; Jacob et al., "Quantization and Training of Neural
 * Networks for Efficient Integer-Arithmetic-Only Inference", 2018). The last layer stays as it is,
 * as in the exported graph.
 */
public final class FakeQuantization {
  /** Rounds nothing. */
  public static final FakeQuantization NONE = new FakeQuantization(Map.of());

  private static final double QUANTILE = 0.9999;
  private static final int MOST_ROWS = 5_000;
  private static final float LARGEST_WEIGHT = 63;

  /** Ranges of the inputs of the layers that are rounded, by the layer's place. */
  private final Map<Integer, Range> ranges;

  private record Range(float low, float high) {}

  private FakeQuantization(Map<Integer, Range> ranges) {
    this.ranges = ranges;
  }

  /**
   * The rounding of a network whose values have the ranges of the given rows.
   *
   * @param inputs row by row
   */
  public static FakeQuantization of(Network network, float[] inputs) {
    int width = network.input().count();
    int rows = Math.min(MOST_ROWS, inputs.length / width);
    List<Size> sizes = network.sizes();
    int layers = network.layers().size();
    Map<Integer, float[]> seen = new HashMap<>();
    for (int l = 0; l < layers - 1; l++) {
      if (!network.layers().get(l).weights().isEmpty()) {
        seen.put(l, new float[rows * sizes.get(l).count()]);
      }
    }
    int[] next = new int[layers + 1];
    network.observe(
        inputs,
        rows,
        (layer, values, count) -> {
          if (seen.containsKey(layer)) {
            System.arraycopy(values, 0, seen.get(layer), next[layer], count);
            next[layer] += count;
          }
        });
    Map<Integer, Range> ranges = new HashMap<>();
    seen.forEach(
        (layer, values) -> {
          Arrays.sort(values);
          int beyond = (int) (values.length * (1 - QUANTILE));
          ranges.put(
              layer,
              new Range(
                  Math.min(0, values[beyond]),
                  Math.max(1e-6f, values[values.length - 1 - beyond])));
        });
    return new FakeQuantization(ranges);
  }

  /** The inputs of a layer, as it will get them. */
  NDArray inputs(int layer, NDArray x) {
    Range range = ranges.get(layer);
    if (range == null) {
      return x;
    }
    float scale = (range.high - range.low) / 255;
    NDArray rounded = x.clip(range.low, range.high).div(scale).round().mul(scale);
    // Beyond the range nothing passes, neither values nor gradients.
    NDArray clipped = x.clip(range.low, range.high);
    return clipped.add(rounded.sub(clipped).stopGradient());
  }

  /**
   * The weights of a layer as they will be: an array of more than one dimension, which holds the
   * kernel, in 7 bits an output; biases as they are.
   *
   * @param outputs the dimension that counts outputs
   */
  NDArray kernel(int layer, NDArray kernel, int outputs) {
    if (!ranges.containsKey(layer)) {
      return kernel;
    }
    long[] scales = new long[kernel.getShape().dimension()];
    Arrays.fill(scales, 1);
    scales[outputs] = kernel.getShape().get(outputs);
    // Outputs come first in convolutions and last in dense layers.
    NDArray byOutput = outputs == 0 ? kernel.reshape(scales[0], -1) : kernel.transpose();
    NDArray scale =
        byOutput
            .abs()
            .max(new int[] {1})
            .maximum(1e-8f)
            .div(LARGEST_WEIGHT)
            .reshape(new Shape(scales));
    NDArray rounded = kernel.div(scale).round().mul(scale);
    return kernel.add(rounded.sub(kernel).stopGradient());
  }
}
