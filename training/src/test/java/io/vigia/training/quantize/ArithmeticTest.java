package io.vigia.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What ONNX Runtime computes is what the integers say, computed here anew. */
class ArithmeticTest {
  private static final int IN = 16;
  private static final int HIDDEN = 20;
  private static final int OUT = 5;
  private static final int ROWS = 400;

  private final float[] inputs = Samples.normal(8, ROWS * IN);

  /** Two layers in integers: sums exact, results rounded once a layer. */
  @Test
  void two_layers_compute_what_their_integers_say() {
    Sketch net = Sketch.of(4, 0, IN);
    float[] w1 = net.normal(IN * HIDDEN, IN);
    float[] b1 = net.normal(HIDDEN, 9);
    float[] w2 = net.normal(HIDDEN * OUT, HIDDEN);
    float[] b2 = net.normal(OUT, 9);
    String x =
        net.node(
            "Gemm", Sketch.INPUT, net.floats("w", w1, IN, HIDDEN), net.floats("b", b1, HIDDEN));
    x =
        net.node(
            "Gemm",
            net.node("Relu", x),
            net.floats("w", w2, HIDDEN, OUT),
            net.floats("b", b2, OUT));
    byte[] fp32 = net.output(x).onnx();
    QuantizationOptions options =
        QuantizationOptions.defaults().with(CalibrationMethod.MIN_MAX).withoutCorrection();

    float[] found = Samples.outputs(Quantizer.quantize(fp32, inputs, IN, options).onnx(), inputs);

    float[] exact = hidden(w1, b1);
    Layer first = new Layer(w1, b1, HIDDEN, lowest(inputs), highest(inputs));
    Layer second = new Layer(w2, b2, OUT, 0, highest(exact));
    double most = 0;
    for (int row = 0; row < ROWS; row++) {
      double[] values = new double[IN];
      for (int i = 0; i < IN; i++) {
        values[i] = inputs[row * IN + i];
      }
      double[] between = first.apply(values);
      double[] expected = second.apply(between);
      for (int j = 0; j < OUT; j++) {
        most = Math.max(most, Math.abs(found[row * OUT + j] - expected[j]));
      }
    }
    // A hidden value on the edge of two steps may fall to either side.
    assertThat(most).isLessThan(second.step * highest(w2) * 1.1);
  }

  @Test
  void the_weights_of_an_output_have_a_scale_of_their_own() {
    Sketch net = Sketch.of(4, 0, IN);
    float[] weights = net.normal(IN * HIDDEN, IN);
    for (int i = 0; i < weights.length; i++) {
      // The outputs differ a thousandfold.
      weights[i] *= (float) Math.pow(10, i % HIDDEN % 4);
    }
    String x = net.node("Gemm", Sketch.INPUT, net.floats("w", weights, IN, HIDDEN));
    byte[] fp32 = net.output(net.node("Tanh", x)).onnx();
    float[] expected = Samples.outputs(fp32, inputs);
    QuantizationOptions options = QuantizationOptions.defaults();

    double perChannel = noise(fp32, expected, options);
    double perTensor = noise(fp32, expected, options.perTensor());

    assertThat(perChannel).isLessThan(0.01);
    assertThat(perTensor).isGreaterThan(10 * perChannel);
  }

  @Test
  void percentile_and_least_error_beat_min_max_where_tails_are_heavy() {
    float[] heavy = HistogramTest.heavyTailed(3, 5_000 * IN);
    heavy[77] = 150;
    byte[] fp32 = saturating();
    float[] some = HistogramTest.heavyTailed(4, ROWS * IN);
    float[] expected = Samples.outputs(fp32, some);
    double minMax = noise(fp32, heavy, some, expected, CalibrationMethod.MIN_MAX);

    assertThat(noise(fp32, heavy, some, expected, CalibrationMethod.PERCENTILE))
        .isLessThan(0.2 * minMax);
    assertThat(noise(fp32, heavy, some, expected, CalibrationMethod.MSE)).isLessThan(0.9 * minMax);
  }

  @Test
  void an_eighth_bit_makes_weights_finer() {
    byte[] fp32 = saturating();
    float[] expected = Samples.outputs(fp32, inputs);
    QuantizationOptions options =
        QuantizationOptions.defaults().with(CalibrationMethod.MIN_MAX).withoutCorrection();

    double seven = noise(fp32, expected, options);
    double eight = noise(fp32, expected, options.with(WeightBits.EIGHT));

    assertThat(eight).isLessThan(0.8 * seven);
  }

  @Test
  void biases_take_back_what_rounded_weights_shift() {
    Sketch net = Sketch.of(4, 0, IN);
    byte[] fp32 = net.output(net.node("Tanh", net.gemm(Sketch.INPUT, IN, HIDDEN))).onnx();
    float[] away = inputs.clone();
    for (int i = 0; i < away.length; i++) {
      away[i] = 8 + 0.3f * away[i];
    }
    QuantizationOptions options = QuantizationOptions.defaults();

    double with = shift(fp32, away, options);
    double without = shift(fp32, away, options.withoutCorrection());

    assertThat(with).isLessThan(0.2 * without);
  }

  /** Mean over the outputs of how far their means are from those of fp32. */
  private static double shift(byte[] fp32, float[] inputs, QuantizationOptions options) {
    byte[] linear = fp32;
    float[] expected = Samples.outputs(linear, inputs);
    float[] found = Samples.outputs(Quantizer.quantize(linear, inputs, IN, options).onnx(), inputs);
    double[] differences = new double[HIDDEN];
    for (int i = 0; i < expected.length; i++) {
      differences[i % HIDDEN] +=
          (atanh(found[i]) - atanh(expected[i])) / (expected.length / HIDDEN);
    }
    double sum = 0;
    for (double difference : differences) {
      sum += Math.abs(difference) / HIDDEN;
    }
    return sum;
  }

  private static double atanh(double value) {
    double held = Math.max(-0.99999, Math.min(0.99999, value));
    return 0.5 * Math.log((1 + held) / (1 - held));
  }

  private double noise(byte[] fp32, float[] expected, QuantizationOptions options) {
    return Samples.noise(
        expected, Samples.outputs(Quantizer.quantize(fp32, inputs, IN, options).onnx(), inputs));
  }

  private static double noise(
      byte[] fp32, float[] seen, float[] some, float[] expected, CalibrationMethod method) {
    QuantizationOptions options = QuantizationOptions.defaults().with(method);
    return Samples.noise(
        expected, Samples.outputs(Quantizer.quantize(fp32, seen, IN, options).onnx(), some));
  }

  private static byte[] saturating() {
    Sketch net = Sketch.of(4, 0, IN);
    return net.output(net.node("Tanh", net.gemm(Sketch.INPUT, IN, HIDDEN))).onnx();
  }

  private float[] hidden(float[] weights, float[] bias) {
    float[] values = new float[ROWS * HIDDEN];
    for (int row = 0; row < ROWS; row++) {
      for (int j = 0; j < HIDDEN; j++) {
        double sum = bias[j];
        for (int i = 0; i < IN; i++) {
          sum += (double) inputs[row * IN + i] * weights[i * HIDDEN + j];
        }
        values[row * HIDDEN + j] = (float) Math.max(0, sum);
      }
    }
    return values;
  }

  private static double lowest(float[] values) {
    double lowest = 0;
    for (float value : values) {
      lowest = Math.min(lowest, value);
    }
    return lowest;
  }

  private static double highest(float[] values) {
    double highest = 0;
    for (float value : values) {
      highest = Math.max(highest, value);
    }
    return highest;
  }

  /** A layer by the textbook: integers of the inputs, of the weights, their exact sum. */
  private static final class Layer {
    private final float[] weights;
    private final float[] bias;
    private final int outputs;
    private final double step;
    private final long zero;

    Layer(float[] weights, float[] bias, int outputs, double low, double high) {
      this.weights = weights;
      this.bias = bias;
      this.outputs = outputs;
      step = (high - low) / 255;
      zero = Math.round(-low / step);
    }

    double[] apply(double[] values) {
      double[] results = new double[outputs];
      for (int j = 0; j < outputs; j++) {
        double largest = 0;
        for (int i = 0; i < values.length; i++) {
          largest = Math.max(largest, Math.abs(weights[i * outputs + j]));
        }
        double weightStep = largest / 63;
        long sum = (long) Math.rint(bias[j] / (weightStep * step));
        for (int i = 0; i < values.length; i++) {
          long x = Math.max(0, Math.min(255, (long) Math.rint(values[i] / step) + zero)) - zero;
          sum += x * (long) Math.rint(weights[i * outputs + j] / weightStep);
        }
        results[j] = sum * weightStep * step;
      }
      return results;
    }
  }
}
