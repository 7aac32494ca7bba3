package io.vigia.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.junit.jupiter.api.Test;

class EqualisationTest {
  private static final int CHANNELS = 8;
  private static final int WIDTH = CHANNELS * 6 * 6;

  private final float[] pictures = Samples.normal(5, 30 * WIDTH);
  private final float[] rows = Samples.normal(6, 500 * 10);

  @Test
  void evened_out_convolutions_compute_the_same() {
    byte[] fp32 = convolutions();
    Graph graph = Graph.read(fp32);
    Activations seen = Activations.observe(graph, pictures, 10);

    Equalisation.apply(graph, seen, QuantizationOptions.defaults());

    byte[] even = graph.toBytes();
    assertThat(even).isNotEqualTo(fp32);
    assertSame(Samples.outputs(fp32, pictures), Samples.outputs(even, pictures));
  }

  @Test
  void evened_out_layers_compute_the_same_and_meet_in_the_middle() {
    byte[] fp32 = layers();
    Graph graph = Graph.read(fp32);

    Equalisation.apply(
        graph, Activations.observe(graph, rows, 100), QuantizationOptions.defaults());

    assertSame(Samples.outputs(fp32, rows), Samples.outputs(graph.toBytes(), rows));
    Activations after = Activations.observe(graph, rows, 100);
    float[] peaks = after.peaks("relu1");
    float[] weights = graph.floats(graph.producer("gemm2").orElseThrow(), 1).orElseThrow();
    for (int c = 0; c < peaks.length; c++) {
      float largest = 0;
      for (int j = 0; j < 4; j++) {
        largest = Math.max(largest, Math.abs(weights[c * 4 + j]));
      }
      assertThat(peaks[c]).isCloseTo(largest, within(1e-3f * largest));
    }
  }

  @Test
  void what_a_layer_in_float_reads_is_evened_out_wholly() {
    Graph graph = Graph.read(layers());

    Equalisation.apply(
        graph,
        Activations.observe(graph, rows, 100),
        QuantizationOptions.defaults().keepingFloat(Set.of("gemm2")));

    for (float peak : Activations.observe(graph, rows, 100).peaks("relu1")) {
      assertThat(peak).isCloseTo(1, within(1e-3f));
    }
  }

  @Test
  void channels_of_very_different_size_are_rounded_less() {
    byte[] fp32 = layers();
    float[] expected = Samples.outputs(fp32, rows);
    QuantizationOptions options = QuantizationOptions.defaults();

    double plain = noise(fp32, expected, options);
    double even = noise(fp32, expected, options.equalised());

    assertThat(even).isLessThan(0.2 * plain);
  }

  private double noise(byte[] fp32, float[] expected, QuantizationOptions options) {
    return Samples.noise(
        expected, Samples.outputs(Quantizer.quantize(fp32, rows, 10, options).onnx(), rows));
  }

  /** The hidden values differ a thousandfold, and the weights that read them the other way. */
  private static byte[] layers() {
    Sketch net = Sketch.of(11, 0, 10);
    float[] before = net.normal(10 * 12, 10);
    float[] after = net.normal(12 * 4, 12);
    for (int c = 0; c < 12; c++) {
      float factor = (float) Math.pow(10, c % 4);
      for (int i = 0; i < 10; i++) {
        before[i * 12 + c] *= factor;
      }
      for (int j = 0; j < 4; j++) {
        after[c * 4 + j] /= factor;
      }
    }
    String x = net.node("Gemm", Sketch.INPUT, net.floats("w", before, 10, 12));
    x = net.node("Gemm", net.node("Relu", x), net.floats("w", after, 12, 4));
    return net.output(x).onnx();
  }

  private static byte[] convolutions() {
    Sketch net = Sketch.of(12, 0, CHANNELS, 6, 6);
    String x = net.node("Relu", net.conv(Sketch.INPUT, CHANNELS, 12, 1, 1));
    x = net.conv(x, 12, 12, 3, 12);
    x = net.node("PRelu", x, net.floats("a", net.normal(12, 4), 12, 1, 1));
    x = net.conv(x, 12, 8, 1, 2);
    return net.output(net.conv(x, 8, 4, 3, 1)).onnx();
  }

  private static void assertSame(float[] expected, float[] found) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(1e-4f * (1 + Math.abs(expected[i]))));
    }
  }
}
