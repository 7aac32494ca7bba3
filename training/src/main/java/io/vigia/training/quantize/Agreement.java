package io.vigia.training.quantize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How near the outputs of an int8 network are to those of its fp32 form, of one output tensor.
 *
 * @param inputs how many inputs were compared
 * @param cosine mean of the cosine between the two outputs, which counts where outputs are
 *     embeddings; of those that are all 0 in both it is 1
 * @param lowestCosine of the input where they are farthest apart
 * @param decibels signal to quantisation noise: 10 · log10 of the sum of squares of the fp32
 *     outputs over that of the differences
 */
public record Agreement(int inputs, double cosine, double lowestCosine, double decibels) {

  /**
   * Compares two networks on inputs, by the name of the output.
   *
   * @param inputs input by input; none gives an empty answer
   */
  public static Map<String, Agreement> of(byte[] fp32, byte[] int8, List<float[]> inputs) {
    Map<String, Sums> sums = new TreeMap<>();
    try (Runner first = new Runner(fp32);
        Runner second = new Runner(int8)) {
      for (float[] input : inputs) {
        Map<String, float[]> expected = outputs(first, input);
        Map<String, float[]> found = outputs(second, input);
        expected.forEach(
            (name, values) ->
                sums.computeIfAbsent(name, key -> new Sums()).add(values, found.get(name)));
      }
    }
    Map<String, Agreement> agreements = new TreeMap<>();
    sums.forEach((name, sum) -> agreements.put(name, sum.finish()));
    return agreements;
  }

  private static Map<String, float[]> outputs(Runner runner, float[] input) {
    Map<String, float[]> outputs = new TreeMap<>();
    runner.run(
        input,
        0,
        1,
        (name, shape, values) -> {
          float[] copy = new float[values.remaining()];
          values.get(copy);
          outputs.put(name, copy);
        });
    return outputs;
  }

  private static final class Sums {
    private final List<Double> cosines = new ArrayList<>();
    private double signal;
    private double noise;

    void add(float[] expected, float[] found) {
      double product = 0;
      double a = 0;
      double b = 0;
      for (int i = 0; i < expected.length; i++) {
        product += (double) expected[i] * found[i];
        a += (double) expected[i] * expected[i];
        b += (double) found[i] * found[i];
        noise += Math.pow((double) expected[i] - found[i], 2);
      }
      signal += a;
      cosines.add(a == 0 && b == 0 ? 1 : product / Math.sqrt(Math.max(a * b, Double.MIN_NORMAL)));
    }

    Agreement finish() {
      return new Agreement(
          cosines.size(),
          cosines.stream().mapToDouble(c -> c).average().orElse(Double.NaN),
          cosines.stream().mapToDouble(c -> c).min().orElse(Double.NaN),
          10 * Math.log10(signal / noise));
    }
  }
}
