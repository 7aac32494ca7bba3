package io.vigia.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class QuantizerTest {
  private static final int WIDTH = 12;
  private static final int ROWS = 500;

  private final float[] inputs = Sketch.normal(new SplittableRandom(3), ROWS * WIDTH, 1);

  @Test
  void a_network_of_layers_stays_near_its_fp32_form() {
    byte[] fp32 = layers();

    byte[] int8 = Quantizer.quantize(fp32, inputs, WIDTH, QuantizationOptions.defaults()).onnx();

    assertThat(noise(fp32, int8)).isLessThan(0.02);
  }

  @Test
  void nodes_that_are_asked_to_stay_in_float_do() {
    Quantized quantized =
        Quantizer.quantize(
            layers(), inputs, WIDTH, QuantizationOptions.defaults().keepingFloat(Set.of("gemm2")));

    assertThat(quantized.nodes())
        .containsExactly(
            new Quantized.Node("gemm0", "Gemm", true, ""),
            new Quantized.Node("relu1", "Relu", true, ""),
            new Quantized.Node("gemm2", "Gemm", false, "kept in float as asked"),
            new Quantized.Node("sigmoid3", "Sigmoid", false, "its inputs are float"));
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

  /** Squared error relative to the variance of the fp32 outputs. */
  private double noise(byte[] fp32, byte[] int8) {
    List<Float> expected = outputs(fp32);
    List<Float> found = outputs(int8);
    double mean = expected.stream().mapToDouble(v -> v).average().orElseThrow();
    double error = 0;
    double variance = 0;
    for (int i = 0; i < expected.size(); i++) {
      error += Math.pow(found.get(i) - expected.get(i), 2);
      variance += Math.pow(expected.get(i) - mean, 2);
    }
    return error / variance;
  }

  private List<Float> outputs(byte[] onnx) {
    List<Float> all = new ArrayList<>();
    try (Runner runner = new Runner(onnx)) {
      runner.run(
          inputs,
          0,
          ROWS,
          (name, shape, values) -> {
            while (values.hasRemaining()) {
              all.add(values.get());
            }
          });
    }
    return all;
  }
}
