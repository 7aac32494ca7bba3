package io.vigia.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.spec.TrainingSpec.Optimizer;
import io.vigia.engine.spec.TrainingSpec.Schedule;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FakeQuantizationTest {
  private static final int ROWS = 300;
  private static final TrainingOptions OPTIONS =
      new TrainingOptions(1, 1, Optimizer.SGD, 1, Schedule.CONSTANT, 0, 1, 0);

  /** The output itself is what is made small: gradients are those of the network. */
  private static final Objective OUTPUT = (outputs, targets) -> outputs.mean();

  @Test
  void outputs_are_those_of_rounded_inputs_and_weights() {
    Network network =
        Values.shaken(Network.perceptron(3, List.of(5, 4), Activation.Kind.RELU, 1, 3), 4);
    float[] inputs = Values.random(3 * ROWS, new SplittableRandom(5));
    float[] expected = rounded(network, inputs);

    float[] outputs = outputs(network, FakeQuantization.of(network, inputs), inputs);

    double moved = 0;
    float[] exact = network.outputs(inputs, ROWS);
    for (int row = 0; row < ROWS; row++) {
      assertThat(outputs[row]).as("row %d", row).isCloseTo(expected[row], within(2e-5f));
      moved += Math.abs(outputs[row] - exact[row]) / ROWS;
    }
    assertThat(moved).isGreaterThan(1e-3);
    assertThat(outputs(network, FakeQuantization.NONE, inputs)[7])
        .isCloseTo(exact[7], within(1e-5f));
  }

  @Test
  void gradients_pass_straight_through_the_rounding() {
    // y = v · (w x + b) + c, the first layer rounded.
    Network network = chain(0.37f, 0.2f, 1.9f);
    FakeQuantization quantization = FakeQuantization.of(network, new float[] {-1, 1});
    float step = 2f / 255;
    for (float x : new float[] {-0.9f, 0.1234f, 0.7f}) {
      List<float[]> gradients = gradients(network, quantization, x);

      float roundedInput = (float) Math.rint(x / step) * step;
      // As if the rounded input were the input: not zero, as the slope of a staircase would be.
      assertThat(gradients.get(0)[0]).isCloseTo(1.9f * roundedInput, within(1e-5f));
      assertThat(gradients.get(1)[0]).isCloseTo(1.9f, within(1e-6f));
      // The only weight of an output takes all of its bits: it is not moved by rounding.
      assertThat(gradients.get(2)[0]).isCloseTo(0.37f * roundedInput + 0.2f, within(1e-5f));
    }
  }

  @Test
  void nothing_passes_from_beyond_the_range() {
    // Three layers: what reaches the second one is cut off at the range that was seen, 0 to 1.
    Network seen = deep(0);
    FakeQuantization quantization = FakeQuantization.of(seen, new float[] {0, 1});

    List<float[]> inside = gradients(deep(0), quantization, 0.5f);
    List<float[]> above = gradients(deep(0.8f), quantization, 0.5f);
    List<float[]> below = gradients(deep(-0.8f), quantization, 0.5f);

    assertThat(inside.get(1)[0]).isCloseTo(0.5f * 3, within(1e-5f));
    assertThat(above.get(1)[0]).isZero();
    assertThat(below.get(1)[0]).isZero();
    // The second layer's weight sees the end of the range.
    assertThat(above.get(2)[0]).isCloseTo(3f, within(1e-5f));
    assertThat(below.get(2)[0]).isZero();
  }

  @Test
  void beyond_what_was_seen_values_are_cut_off_and_the_last_layer_is_exact() {
    Network network = chain(1, 0, 0.123456f);
    float[] inputs = new float[4_000];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) i / inputs.length;
    }

    float[] outputs = outputs(network, FakeQuantization.of(network, inputs), new float[] {2, -1});

    // Cut off at the largest and at the smallest input; then the exact weight of the last layer.
    float largest = inputs[inputs.length - 1];
    assertThat(outputs[0]).isCloseTo(0.123456f * largest, within(1e-6f));
    assertThat(outputs[1]).isZero();
  }

  private static Network chain(float w, float b, float v) {
    return new Network(
        Size.vector(1),
        List.of(
            new Dense(1, 1, new float[] {w}, new float[] {b}),
            new Dense(1, 1, new float[] {v}, new float[1])));
  }

  /** x + b, times a half, times three. */
  private static Network deep(float b) {
    return new Network(
        Size.vector(1),
        List.of(
            new Dense(1, 1, new float[] {1}, new float[] {b}),
            new Dense(1, 1, new float[] {0.5f}, new float[1]),
            new Dense(1, 1, new float[] {3}, new float[1])));
  }

  private static List<float[]> gradients(Network network, FakeQuantization quantization, float x) {
    try (TrainingSession session =
        new TrainingSession(
            network,
            new TrainingRows(1, new float[] {x}, new float[1]),
            OUTPUT,
            OPTIONS,
            quantization,
            1)) {
      return session.gradients(1).get(0);
    }
  }

  private static float[] outputs(Network network, FakeQuantization quantization, float[] inputs) {
    int width = network.input().count();
    int rows = inputs.length / width;
    try (TrainingSession session =
        new TrainingSession(
            network,
            new TrainingRows(rows, inputs, new float[rows]),
            OUTPUT,
            OPTIONS,
            quantization,
            1)) {
      return session.outputs(network, inputs);
    }
  }

  /** Layer by layer: inputs on 256 steps of what is seen there, weights on 127 an output. */
  private static float[] rounded(Network network, float[] inputs) {
    List<Dense> layers = network.dense();
    float[][] ranges = new float[layers.size()][2];
    float[] exact = inputs;
    float[] x = inputs;
    for (int l = 0; l < layers.size(); l++) {
      Dense layer = layers.get(l);
      boolean isLast = l == layers.size() - 1;
      if (!isLast) {
        for (float value : exact) {
          ranges[l][0] = Math.min(ranges[l][0], value);
          ranges[l][1] = Math.max(ranges[l][1], value);
        }
        x = onSteps(x, ranges[l][0], ranges[l][1]);
      }
      exact = next(layer.kernel(), layer, exact, isLast);
      x = next(isLast ? layer.kernel() : onSteps(layer), layer, x, isLast);
    }
    return x;
  }

  private static float[] onSteps(float[] values, float low, float high) {
    float step = (high - low) / 255;
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      float inside = Math.max(low, Math.min(high, values[i]));
      rounded[i] = (float) Math.rint(inside / step) * step;
    }
    return rounded;
  }

  private static float[] onSteps(Dense layer) {
    float[] rounded = new float[layer.kernel().length];
    for (int j = 0; j < layer.out(); j++) {
      float largest = 0;
      for (int i = 0; i < layer.in(); i++) {
        largest = Math.max(largest, Math.abs(layer.kernel()[i * layer.out() + j]));
      }
      float step = largest / 63;
      for (int i = 0; i < layer.in(); i++) {
        int at = i * layer.out() + j;
        rounded[at] = (float) Math.rint(layer.kernel()[at] / step) * step;
      }
    }
    return rounded;
  }

  private static float[] next(float[] kernel, Dense layer, float[] x, boolean isLast) {
    float[] y = new float[ROWS * layer.out()];
    for (int row = 0; row < ROWS; row++) {
      for (int j = 0; j < layer.out(); j++) {
        double sum = layer.bias()[j];
        for (int i = 0; i < layer.in(); i++) {
          sum += (double) x[row * layer.in() + i] * kernel[i * layer.out() + j];
        }
        y[row * layer.out() + j] = (float) (isLast ? sum : Math.max(0, sum));
      }
    }
    return y;
  }
}
