package io.vigia.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.training.quantize.Quantized.Fate;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuantizerTest {
  private static final int WIDTH = 12;
  private static final int ROWS = 500;

  private final float[] inputs = Samples.normal(3, ROWS * WIDTH);

  @Test
  void a_network_of_layers_stays_near_its_fp32_form() {
    byte[] fp32 = layers();

    byte[] int8 = Quantizer.quantize(fp32, inputs, WIDTH, QuantizationOptions.defaults()).onnx();

    assertThat(Samples.noise(Samples.outputs(fp32, inputs), Samples.outputs(int8, inputs)))
        .isLessThan(0.02);
  }

  @Test
  void nodes_that_are_asked_to_stay_in_float_do() {
    Quantized quantized =
        Quantizer.quantize(
            layers(), inputs, WIDTH, QuantizationOptions.defaults().keepingFloat(Set.of("gemm2")));

    assertThat(quantized.nodes())
        .containsExactly(
            new Quantized.Node("gemm0", "Gemm", Fate.INTEGER, ""),
            new Quantized.Node("relu1", "Relu", Fate.ABSORBED, ""),
            new Quantized.Node("gemm2", "Gemm", Fate.FLOAT, "kept in float as asked"),
            new Quantized.Node("sigmoid3", "Sigmoid", Fate.FLOAT, "its inputs are float"));
  }

  @Test
  void a_node_that_is_not_there_is_named() {
    QuantizationOptions options =
        QuantizationOptions.defaults().keepingFloat(Set.of("gemm2", "gem"));

    assertThatThrownBy(() -> Quantizer.quantize(layers(), inputs, WIDTH, options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no node is called gem, to be kept in float; nodes with weights: gemm0, gemm2");
  }

  private static byte[] layers() {
    Sketch sketch = Sketch.of(1, 0, WIDTH);
    String hidden = sketch.node("Relu", sketch.gemm(Sketch.INPUT, WIDTH, 24));
    return sketch.output(sketch.node("Sigmoid", sketch.gemm(hidden, 24, 3))).onnx();
  }
}
