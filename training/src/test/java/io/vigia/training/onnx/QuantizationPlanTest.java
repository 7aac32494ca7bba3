package io.vigia.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.training.network.Dense;
import io.vigia.training.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;

class QuantizationPlanTest {
  private static final int ROWS = 4_000;
  private static final int WIDTH = 6;

  private final Network network = Networks.random(11, WIDTH, 12, 7);
  private final float[] inputs = inputs();
  private final QuantizationPlan plan = QuantizationPlan.calibrate(network, inputs);

  @Test
  void balanced_layers_compute_the_same_logits() {
    float[] divided = inputs.clone();
    for (int at = 0; at < divided.length; at++) {
      divided[at] /= plan.divisors(0)[at % WIDTH];
    }
    List<Dense> layers = new ArrayList<>(List.of(plan.balanced(0), plan.balanced(1)));
    Dense last = network.dense().get(2);
    float[] weights = last.kernel().clone();
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= plan.divisors(2)[i];
    }
    layers.add(new Dense(last.in(), 1, weights, last.bias()));

    double[] expected = network.logits(inputs, ROWS);
    double[] balanced = Networks.of(layers).logits(divided, ROWS);

    for (int row = 0; row < ROWS; row++) {
      assertThat(balanced[row])
          .isCloseTo(expected[row], within(1e-4 * Math.max(1, Math.abs(expected[row]))));
    }
  }

  @Test
  void a_range_holds_all_but_one_in_ten_thousand_values_on_each_side() {
    List<List<Float>> seen = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    network.observe(
        inputs,
        ROWS,
        (layer, values, count) -> {
          // Every other layer is a rectifier.
          for (int i = 0; layer % 2 == 0 && layer / 2 < 3 && i < count; i++) {
            seen.get(layer / 2).add(values[i] / plan.divisors(layer / 2)[i]);
          }
        });

    for (int layer = 0; layer < 3; layer++) {
      QuantizationPlan.Range range = plan.range(layer);
      double low = range.scale() * -range.zero();
      double high = range.scale() * (255 - range.zero());
      double halfStep = range.scale() / 2;
      long below = seen.get(layer).stream().filter(x -> x < low - halfStep).count();
      long above = seen.get(layer).stream().filter(x -> x > high + halfStep).count();
      double fewest = seen.get(layer).size() * 1e-4;
      assertThat((double) below).as("below the range of layer %d", layer).isLessThan(fewest + 1);
      assertThat((double) above).as("above the range of layer %d", layer).isLessThan(fewest + 1);
      // And wastes no steps: the furthest value is within a step of its end.
      float highest = seen.get(layer).stream().max(Float::compare).orElseThrow();
      assertThat(high).isLessThanOrEqualTo(highest + halfStep);
    }
  }

  @Test
  void rectified_values_start_at_step_zero() {
    assertThat(plan.range(1).zero()).isZero();
    assertThat(plan.range(2).zero()).isZero();
    assertThat(plan.range(0).zero()).isBetween(1, 254);
  }

  @Property(tries = 500, seed = "7")
  void zero_is_a_step_of_every_range(
      @ForAll @FloatRange(min = -1e6f, max = 1e6f) float a,
      @ForAll @FloatRange(min = -1e6f, max = 1e6f) float b) {
    float low = Math.min(a, b);
    float high = Math.max(a, b);

    QuantizationPlan.Range range = QuantizationPlan.Range.of(low, high);

    assertThat(range.zero()).isBetween(0, 255);
    assertThat(range.scale()).isPositive();
    // (zero - zero) * scale is 0 exactly; the ends are within half a step of the range.
    // (a range of nothing is given some width).
    double half = range.scale() * 0.501 + 1e-6;
    assertThat(-range.zero() * (double) range.scale()).isCloseTo(Math.min(0, low), within(half));
    assertThat((255 - range.zero()) * (double) range.scale())
        .isCloseTo(Math.max(0, high), within(half));
  }

  @Test
  void an_input_that_never_varies_is_left_as_it_is() {
    float[] some = inputs.clone();
    for (int at = 2; at < some.length; at += WIDTH) {
      some[at] = 0;
    }

    QuantizationPlan made = QuantizationPlan.calibrate(network, some);

    assertThat(made.divisors(0)[2]).isEqualTo(1);
    assertThat(made.range(0).scale()).isFinite().isPositive();
  }

  @Test
  void a_small_input_gains_steps_beside_a_large_one() {
    // Column 0 has a hundredth of the deviation of the others.
    float shareBefore = 0.01f;
    float[] divisors = plan.divisors(0);

    assertThat(divisors[0]).isLessThan(divisors[1] / 2);
    assertThat(0.01f / divisors[0] / (1 / divisors[1])).isGreaterThan(2 * shareBefore);
  }

  private static float[] inputs() {
    float[] values = Networks.normal(new SplittableRandom(5), ROWS * WIDTH, 1);
    for (int at = 0; at < values.length; at += WIDTH) {
      values[at] /= 100;
    }
    return values;
  }
}
