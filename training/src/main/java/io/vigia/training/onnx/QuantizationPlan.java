package io.vigia.training.onnx;

import io.vigia.training.network.Dense;
import io.vigia.training.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ranges of the values between layers, found on data, and factors that even them out.
 *
 * <p>One scale serves all values between two layers, so a value that is always small would be lost
 * beside one that is large. A rectifier commutes with positive factors, so each value is divided by
 * a number and the next layer's weights are multiplied by it, so that ranges of values and of
 * weights meet in the middle (Nagel et al., "Data-Free Quantization Through Weight Equalization and
 * Bias Correction", 2019). The network computes the same.
 */
public final class QuantizationPlan {
  /** Share of the values that a range holds at each end; the few beyond are cut off. */
  private static final double QUANTILE = 0.9999;

  private static final int MOST_SAMPLES = 20_000;

  /**
   * The range of values between two layers.
   *
   * @param scale value of one step
   * @param zero step that stands for 0, from 0 to 255
   */
  public record Range(float scale, int zero) {
    /** The range of 256 steps from low, at most 0, to high, at least 0. */
    static Range of(float low, float high) {
      float from = Math.min(0, low);
      float to = Math.max(1e-6f, high);
      float scale = (to - from) / 255;
      return new Range(scale, Math.max(0, Math.min(255, Math.round(-from / scale))));
    }
  }

  private final Network network;
  private final List<float[]> divisors = new ArrayList<>();
  private final List<Range> ranges = new ArrayList<>();

  private QuantizationPlan(Network network) {
    this.network = network;
  }

  /**
   * Finds ranges and factors.
   *
   * @param inputs inputs of the network, row by row
   */
  public static QuantizationPlan calibrate(Network network, float[] inputs) {
    int width = network.dense().get(0).in();
    int all = inputs.length / width;
    int rows = Math.min(all, MOST_SAMPLES);
    float[] sample = new float[rows * width];
    for (int i = 0; i < rows; i++) {
      int from = (int) ((long) i * all / rows) * width;
      System.arraycopy(inputs, from, sample, i * width, width);
    }
    QuantizationPlan plan = new QuantizationPlan(network);
    int layers = network.dense().size();
    float[][] values = new float[layers][];
    int[] next = new int[layers];
    for (int l = 0; l < layers; l++) {
      values[l] = new float[rows * network.dense().get(l).in()];
    }
    // One value per row and layer boundary; the output of the last layer stays fp32.
    network.observe(
        sample,
        rows,
        (layer, seen, count) -> {
          // A rectifier follows each fully connected layer.
          int at = layer / 2;
          if (layer % 2 == 0 && at < layers) {
            System.arraycopy(seen, 0, values[at], next[at], count);
            next[at] += count;
          }
        });
    for (int l = 0; l < layers; l++) {
      plan.add(network.dense().get(l), values[l], l == layers - 1);
    }
    return plan;
  }

  private void add(Dense next, float[] values, boolean isLast) {
    int width = next.in();
    float[] factors = new float[width];
    for (int i = 0; i < width; i++) {
      float largest = 0;
      for (int at = i; at < values.length; at += width) {
        largest = Math.max(largest, Math.abs(values[at]));
      }
      float weight = 0;
      for (int j = 0; j < next.out(); j++) {
        weight = Math.max(weight, Math.abs(next.kernel()[i * next.out() + j]));
      }
      boolean isUsed = largest > 1e-6f && weight > 1e-6f;
      // The last layer's weights stay fp32 and bear any factor: its inputs can be evened out
      // wholly.
      float evened = isLast ? largest : (float) Math.sqrt(largest / weight);
      factors[i] = isUsed ? evened : 1;
    }
    divisors.add(factors);
    float[] scaled = new float[values.length];
    for (int at = 0; at < values.length; at++) {
      scaled[at] = values[at] / factors[at % width];
    }
    Arrays.sort(scaled);
    int beyond = (int) (scaled.length * (1 - QUANTILE));
    ranges.add(Range.of(scaled[beyond], scaled[scaled.length - 1 - beyond]));
  }

  /** What the inputs of a layer are divided by. */
  float[] divisors(int layer) {
    return divisors.get(layer);
  }

  /** The range of the inputs of a layer, after division. */
  Range range(int layer) {
    return ranges.get(layer);
  }

  /** A layer that takes divided inputs and gives divided outputs. */
  Dense balanced(int layer) {
    Dense from = network.dense().get(layer);
    float[] in = divisors.get(layer);
    float[] out = divisors.get(layer + 1);
    float[] weights = new float[from.kernel().length];
    float[] bias = new float[from.out()];
    for (int j = 0; j < from.out(); j++) {
      bias[j] = from.bias()[j] / out[j];
      for (int i = 0; i < from.in(); i++) {
        weights[i * from.out() + j] = from.kernel()[i * from.out() + j] * in[i] / out[j];
      }
    }
    return new Dense(from.in(), from.out(), weights, bias);
  }
}
