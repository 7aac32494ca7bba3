package io.vigia.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class QuantizedWeightsTest {

  @Property(tries = 300, seed = "7")
  void a_weight_is_off_by_half_a_step_at_most(
      @ForAll @Size(24) float @FloatRange(min = -50, max = 50) [] weights,
      @ForAll @IntRange(min = 1, max = 4) int outputs,
      @ForAll WeightBits bits) {
    QuantizedWeights quantized =
        QuantizedWeights.of(weights, 1, outputs, new float[0], 0.1f, bits.largest(), true);

    for (int at = 0; at < weights.length; at++) {
      float scale = quantized.scales()[at % outputs];
      assertThat(Math.abs(quantized.weights()[at])).isLessThanOrEqualTo(bits.largest());
      assertThat((double) quantized.weights()[at] * scale)
          .isCloseTo(weights[at], within(scale * (0.5 + 1e-4)));
    }
  }

  @Property(tries = 300, seed = "7")
  void a_bias_is_off_by_half_a_product_step_at_most(
      @ForAll @FloatRange(min = -20, max = 20) float bias,
      @ForAll @Scale(3) @FloatRange(min = 0.01f, max = 2) float weight,
      @ForAll @Scale(3) @FloatRange(min = 0.001f, max = 1) float inputScale) {
    QuantizedWeights quantized =
        seven(new float[] {weight, -weight / 2}, 1, new float[] {bias}, inputScale);

    float step = quantized.biasScales()[0];
    assertThat(step).isEqualTo(quantized.scales()[0] * inputScale);
    assertThat((double) quantized.bias()[0] * step)
        .isCloseTo(bias, within(0.5 * step + 1e-6 * Math.abs(bias)));
  }

  @Test
  void the_largest_weight_of_each_output_takes_all_bits() {
    QuantizedWeights quantized =
        seven(new float[] {0.5f, -100, -0.3f, 40}, 2, new float[] {1, -2}, 0.5f);

    assertThat(quantized.weights()).containsExactly(63, -63, -38, 25);
    assertThat(quantized.scales()).containsExactly(0.5f / 63, 100f / 63);
    assertThat(quantized.bias()).containsExactly(252, -3);
  }

  @Test
  void one_scale_for_all_outputs_is_the_largest() {
    QuantizedWeights quantized =
        QuantizedWeights.of(new float[] {0.5f, -100, -0.3f, 40}, 1, 2, new float[0], 1, 63, false);

    assertThat(quantized.scales()).containsExactly(100f / 63, 100f / 63);
    assertThat(quantized.weights()).containsExactly(0, -63, 0, 25);
  }

  @Test
  void outputs_of_a_convolution_lie_one_after_the_other() {
    QuantizedWeights quantized =
        QuantizedWeights.of(new float[] {1, 0.5f, 10, -5}, 2, 2, new float[0], 1, 127, true);

    assertThat(quantized.weights()).containsExactly(127, 64, 127, -64);
  }

  @Test
  void an_output_without_weights_stays_zero() {
    QuantizedWeights quantized = seven(new float[2], 1, new float[1], 1);

    assertThat(quantized.weights()).containsOnly(0);
    assertThat(quantized.bias()).containsOnly(0);
    assertThat(quantized.scales()[0]).isPositive();
  }

  @Test
  void a_bias_that_dwarfs_its_weights_is_kept() {
    QuantizedWeights quantized = seven(new float[] {1e-7f, 0}, 1, new float[] {40}, 1e-3f);

    assertThat((double) quantized.bias()[0] * quantized.biasScales()[0])
        .isCloseTo(40, within(1e-5));
    // The sum of products of the widest layer still fits beside it.
    assertThat(quantized.bias()[0]).isLessThanOrEqualTo(1 << 30);
  }

  private static QuantizedWeights seven(
      float[] weights, int outputs, float[] bias, float inputScale) {
    return QuantizedWeights.of(
        weights, 1, outputs, bias, inputScale, WeightBits.SEVEN.largest(), true);
  }
}
