package io.vigia.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.vigia.training.onnx.NodeAttributes;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalisationTest {
  private static final int CHANNELS = 6;
  private static final int WIDTH = CHANNELS * 5 * 5;

  private final float[] inputs = Samples.normal(9, 20 * WIDTH);

  @Test
  void a_batch_normalisation_goes_into_the_convolution_before_it() {
    Sketch net = Sketch.of(1, 0, CHANNELS, 5, 5);
    String x = normalised(net, net.conv(Sketch.INPUT, CHANNELS, CHANNELS, 3, 1));
    byte[] onnx = net.output(net.node("Relu", x)).onnx();

    assertSame(onnx, WIDTH, "Conv", "Relu");
  }

  @Test
  void a_batch_normalisation_goes_into_the_layer_before_it_whichever_way_that_is_written() {
    Sketch net = Sketch.of(1, 0, WIDTH);
    String x =
        net.node("MatMul", Sketch.INPUT, net.floats("w", net.normal(WIDTH * 6, 9), WIDTH, 6));
    x = normalised(net, net.node("Add", x, net.floats("b", net.normal(6, 1), 6)));
    x =
        net.node(
            "Gemm",
            List.of(NodeAttributes.integer("transB", 1), NodeAttributes.real("alpha", 0.3f)),
            x,
            net.floats("t", net.normal(24, 6), 4, 6));
    byte[] onnx = net.output(x).onnx();

    assertSame(onnx, WIDTH, "Gemm", "Gemm");
  }

  @Test
  void what_does_nothing_goes() {
    Sketch net = Sketch.of(1, 0, WIDTH);
    String x = net.node("Dropout", net.node("Identity", net.gemm(Sketch.INPUT, WIDTH, 3)));
    String y = net.node("Relu", x);
    byte[] onnx = net.output(net.node("Identity", net.node("Sigmoid", y))).onnx();

    assertSame(onnx, WIDTH, "Gemm", "Relu", "Sigmoid");
  }

  @Test
  void an_older_operator_set_is_raised() {
    Sketch net = Sketch.older(9, 1, 0, CHANNELS, 5, 5);
    String x =
        net.node(
            "Clip",
            List.of(NodeAttributes.real("min", 0), NodeAttributes.real("max", 6)),
            Sketch.INPUT);
    x = net.node("Pad", List.of(pads()), x);
    x = net.node("Unsqueeze", List.of(NodeAttributes.integers("axes", 1)), x);
    x = net.node("Squeeze", List.of(NodeAttributes.integers("axes", 1)), x);
    x =
        net.node(
            "Slice",
            List.of(NodeAttributes.integers("starts", 1), NodeAttributes.integers("ends", 4)),
            net.node("Transpose", x));
    byte[] onnx = net.output(x).onnx();
    Graph graph = Graph.read(onnx);

    Normalisation.apply(graph, java.util.Arrays.copyOf(inputs, WIDTH));

    assertThat(graph.operatorSet()).isEqualTo(13);
    assertThat(Samples.outputs(graph.toBytes(), inputs)).isEqualTo(Samples.outputs(onnx, inputs));
  }

  @Test
  void what_cannot_be_raised_is_named() {
    Sketch net = Sketch.older(9, 1, 0, CHANNELS, 5, 5);
    byte[] onnx =
        net.output(net.node("Upsample", Sketch.INPUT, net.floats("s", new float[] {1, 1, 2, 2}, 4)))
            .onnx();

    assertThatThrownBy(
            () -> Quantizer.quantize(onnx, inputs, WIDTH, QuantizationOptions.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "upsample0: Upsample of operator set 9 cannot be raised to 13; export the network with"
                + " operator set 13 or later");
  }

  private static AttributeProto pads() {
    return NodeAttributes.integers("pads", 0, 0, 1, 1, 0, 0, 1, 1);
  }

  private static String normalised(Sketch net, String x) {
    float[] variance = net.normal(CHANNELS, 1);
    for (int c = 0; c < CHANNELS; c++) {
      variance[c] = variance[c] * variance[c] + 0.1f;
    }
    return net.node(
        "BatchNormalization",
        x,
        net.floats("g", net.normal(CHANNELS, 1), CHANNELS),
        net.floats("s", net.normal(CHANNELS, 1), CHANNELS),
        net.floats("m", net.normal(CHANNELS, 1), CHANNELS),
        net.floats("v", variance, CHANNELS));
  }

  private void assertSame(byte[] onnx, int width, String... kinds) {
    Graph graph = Graph.read(onnx);
    Normalisation.apply(graph, java.util.Arrays.copyOf(inputs, width));

    assertThat(graph.nodes()).extracting(NodeProto::getOpType).containsExactly(kinds);
    float[] expected = Samples.outputs(onnx, inputs);
    float[] found = Samples.outputs(graph.toBytes(), inputs);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(1e-5f * (1 + Math.abs(expected[i]))));
    }
  }
}
