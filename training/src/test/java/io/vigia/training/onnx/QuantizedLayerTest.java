package io.vigia.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.training.network.Dense;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class QuantizedLayerTest {

  @Property(tries = 300, seed = "7")
  void a_weight_is_off_by_half_a_step_at_most(
      @ForAll @Size(24) float @FloatRange(min = -50, max = 50) [] weights,
      @ForAll @IntRange(min = 1, max = 4) int out) {
    Dense layer = new Dense(24 / out, out, weights, new float[out]);

    QuantizedLayer quantized = QuantizedLayer.of(layer, 0.1f);

    for (int at = 0; at < weights.length; at++) {
      float scale = quantized.scales()[at % out];
      assertThat(quantized.weights()[at])
          .isBetween((byte) -QuantizedLayer.LARGEST, (byte) QuantizedLayer.LARGEST);
      assertThat((double) quantized.weights()[at] * scale)
          .isCloseTo(weights[at], within(scale * (0.5 + 1e-4)));
    }
  }

  @Property(tries = 300, seed = "7")
  void a_bias_is_off_by_half_a_product_step_at_most(
      @ForAll @FloatRange(min = -20, max = 20) float bias,
      @ForAll @Scale(3) @FloatRange(min = 0.01f, max = 2) float weight,
      @ForAll @Scale(3) @FloatRange(min = 0.001f, max = 1) float inputScale) {
    Dense layer = new Dense(2, 1, new float[] {weight, -weight / 2}, new float[] {bias});

    QuantizedLayer quantized = QuantizedLayer.of(layer, inputScale);

    float step = quantized.biasScales()[0];
    assertThat(step).isEqualTo(quantized.scales()[0] * inputScale);
    assertThat((double) quantized.bias()[0] * step)
        .isCloseTo(bias, within(0.5 * step + 1e-6 * Math.abs(bias)));
  }

  @Test
  void the_largest_weight_of_each_output_takes_all_seven_bits() {
    Dense layer = new Dense(2, 2, new float[] {0.5f, -100, -0.3f, 40}, new float[] {1, -2});

    QuantizedLayer quantized = QuantizedLayer.of(layer, 0.5f);

    assertThat(QuantizedLayer.LARGEST).isEqualTo(63);
    assertThat(quantized.weights()).containsExactly(63, -63, -38, 25);
    assertThat(quantized.scales()).containsExactly(0.5f / 63, 100f / 63);
    assertThat(quantized.bias()).containsExactly(252, -3);
  }

  @Test
  void an_output_without_weights_stays_zero() {
    Dense layer = new Dense(2, 1, new float[2], new float[1]);

    QuantizedLayer quantized = QuantizedLayer.of(layer, 1);

    assertThat(quantized.weights()).containsOnly(0);
    assertThat(quantized.bias()).containsOnly(0);
    assertThat(quantized.scales()[0]).isPositive();
  }

  @Test
  void a_bias_that_dwarfs_its_weights_is_kept() {
    Dense layer = new Dense(2, 1, new float[] {1e-7f, 0}, new float[] {40});

    QuantizedLayer quantized = QuantizedLayer.of(layer, 1e-3f);

    assertThat((double) quantized.bias()[0] * quantized.biasScales()[0])
        .isCloseTo(40, within(1e-5));
    // The sum of products of the widest layer still fits beside it.
    assertThat(quantized.bias()[0]).isLessThanOrEqualTo(1 << 30);
  }
}
