package io.vigia.training.quantize;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Inputs for networks in tests, and what networks make of them. */
final class Samples {
  private Samples() {}

  static float[] normal(long seed, int count) {
    return Sketch.normal(new SplittableRandom(seed), count, 1);
  }

  /** All outputs of a network, input by input, output by output. */
  static float[] outputs(byte[] onnx, float[] inputs) {
    List<Float> all = new ArrayList<>();
    try (Runner runner = new Runner(onnx)) {
      int count = inputs.length / runner.input().width();
      int step = runner.batch(count);
      for (int from = 0; from < count; from += step) {
        runner.run(
            inputs,
            from,
            step,
            (name, shape, values) -> {
              while (values.hasRemaining()) {
                all.add(values.get());
              }
            });
      }
    }
    float[] values = new float[all.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = all.get(i);
    }
    return values;
  }

  /** Squared distance relative to the variance of what is expected. */
  static double noise(float[] expected, float[] found) {
    double mean = 0;
    for (float value : expected) {
      mean += value / (double) expected.length;
    }
    double error = 0;
    double variance = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.pow(found[i] - expected[i], 2);
      variance += Math.pow(expected[i] - mean, 2);
    }
    return error / variance;
  }
}
