package io.vigia.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vigia.training.onnx.NodeAttributes;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FusionCheckTest {
  private static final int CHANNELS = 8;
  private static final int SIDE = 6;
  private static final int WIDTH = CHANNELS * SIDE * SIDE;

  private final float[] inputs = Samples.normal(5, 40 * WIDTH);

  /** What stands between two convolutions, and the kernel that it becomes. */
  enum Kind {
    CONVOLUTION("QLinearConv", (net, x) -> net.conv(x, CHANNELS, CHANNELS, 3, 1)),
    GROUPED("QLinearConv", (net, x) -> net.conv(x, CHANNELS, CHANNELS, 3, 2)),
    DEPTHWISE("QLinearConv", (net, x) -> net.conv(x, CHANNELS, CHANNELS, 3, CHANNELS)),
    RELU("QLinearConv", (net, x) -> net.node("Relu", x)),
    LONE_RELU("QLinearLeakyRelu", (net, x) -> net.node("Add", x, net.node("Relu", x))),
    RELU6("QLinearConv", (net, x) -> net.node("Clip", x, net.number(0), net.number(6))),
    ADD("QLinearAdd", (net, x) -> net.node("Add", x, net.conv(x, CHANNELS, CHANNELS, 1, 1))),
    MUL("QLinearMul", (net, x) -> net.node("Mul", x, net.conv(x, CHANNELS, CHANNELS, 1, 1))),
    GATE(
        "QLinearMul",
        (net, x) -> {
          String pooled = net.node("GlobalAveragePool", x);
          String gate = net.node("Sigmoid", net.conv(pooled, CHANNELS, CHANNELS, 1, 1));
          return net.node("Mul", x, gate);
        }),
    SIGMOID("QLinearSigmoid", (net, x) -> net.node("Sigmoid", x)),
    TANH("QLinearSigmoid", (net, x) -> net.node("Tanh", x)),
    LEAKY(
        "QLinearLeakyRelu",
        (net, x) -> net.node("LeakyRelu", List.of(NodeAttributes.real("alpha", 0.2f)), x)),
    PRELU(
        "QLinearAdd",
        (net, x) -> net.node("PRelu", x, net.floats("a", net.normal(CHANNELS, 4), CHANNELS, 1, 1))),
    STEEP_PRELU(
        "QLinearAdd",
        (net, x) -> {
          float[] slopes = net.normal(CHANNELS, 4);
          slopes[3] = 1.7f;
          return net.node("PRelu", x, net.floats("a", slopes, CHANNELS, 1, 1));
        }),
    HARD_SIGMOID(
        "QLinearAdd",
        (net, x) ->
            net.node(
                "HardSigmoid",
                List.of(NodeAttributes.real("alpha", 1f / 6), NodeAttributes.real("beta", 0.5f)),
                x)),
    CONCAT(
        "QLinearConcat",
        (net, x) ->
            net.node(
                "Concat",
                List.of(NodeAttributes.integer("axis", 2)),
                x,
                net.conv(x, CHANNELS, CHANNELS, 1, 1))),
    AVERAGE_POOL(
        "QLinearConv",
        (net, x) ->
            net.node("AveragePool", List.of(NodeAttributes.integers("kernel_shape", 2, 2)), x)),
    MAX_POOL(
        "NhwcMaxPool",
        (net, x) -> net.node("MaxPool", List.of(NodeAttributes.integers("kernel_shape", 2, 2)), x)),
    GLOBAL_POOL("QLinearGlobalAveragePool", (net, x) -> net.node("GlobalAveragePool", x)),
    SPLIT(
        "Split",
        (net, x) -> {
          String[] parts = net.split(x, 1, 2);
          return net.node("Concat", List.of(NodeAttributes.integer("axis", 1)), parts[1], parts[0]);
        }),
    TRANSPOSE(
        "Transpose",
        (net, x) -> net.node("Transpose", List.of(NodeAttributes.integers("perm", 0, 1, 3, 2)), x));

    private final String kernel;
    private final BiFunction<Sketch, String, String> middle;

    Kind(String kernel, BiFunction<Sketch, String, String> middle) {
      this.kernel = kernel;
      this.middle = middle;
    }

    byte[] network() {
      Sketch net = Sketch.of(17, 0, CHANNELS, SIDE, SIDE);
      String x = net.conv(Sketch.INPUT, CHANNELS, CHANNELS, 3, 1);
      x = net.conv(middle.apply(net, x), CHANNELS, 4, 1, 1);
      return net.output(x).onnx();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void each_kind_runs_in_integers_and_computes_nearly_the_same(Kind kind) {
    byte[] fp32 = kind.network();
    Quantized quantized = Quantizer.quantize(fp32, inputs, WIDTH, QuantizationOptions.defaults());

    FusionCheck check = FusionCheck.of(quantized);

    assertThat(check.unfused()).as("%s", check).isEmpty();
    assertThat(check.operators()).containsKey(kind.kernel);
    // Into integers and out of them, once each.
    assertThat(check.conversions()).as("%s", check).isEqualTo(2);
    assertThat(
            Samples.noise(Samples.outputs(fp32, inputs), Samples.outputs(quantized.onnx(), inputs)))
        .isLessThan(0.01);
  }

  @Test
  void layers_run_in_integers_whichever_way_they_are_written() {
    Sketch net = Sketch.of(2, 0, 10);
    String x = net.node("Relu", net.gemm(Sketch.INPUT, 10, 12));
    x = net.node("MatMul", x, net.floats("m", net.normal(12 * 8, 12), 12, 8));
    x = net.node("Add", x, net.floats("c", net.normal(8, 4), 8));
    x =
        net.node(
            "Gemm",
            List.of(NodeAttributes.integer("transB", 1), NodeAttributes.real("alpha", 0.5f)),
            x,
            net.floats("t", net.normal(8 * 3, 8), 3, 8));
    byte[] fp32 = net.output(x).onnx();
    float[] rows = Samples.normal(6, 10 * 300);

    Quantized quantized = Quantizer.quantize(fp32, rows, 10, QuantizationOptions.defaults());

    FusionCheck check = FusionCheck.of(quantized);
    assertThat(check.isFused()).isTrue();
    assertThat(check.operators()).containsEntry("QGemm", 3).doesNotContainKey("Gemm");
    assertThat(Samples.noise(Samples.outputs(fp32, rows), Samples.outputs(quantized.onnx(), rows)))
        .isLessThan(0.01);
  }

  @Test
  void hard_swish_is_an_addition_and_a_product() {
    Sketch net = Sketch.older(14, 17, 0, CHANNELS, SIDE, SIDE);
    String x = net.node("HardSwish", net.conv(Sketch.INPUT, CHANNELS, CHANNELS, 3, 1));
    byte[] fp32 = net.output(net.conv(x, CHANNELS, 4, 1, 1)).onnx();

    Quantized quantized = Quantizer.quantize(fp32, inputs, WIDTH, QuantizationOptions.defaults());

    FusionCheck check = FusionCheck.of(quantized);
    assertThat(check.unfused()).as("%s", check).isEmpty();
    assertThat(check.operators()).containsKeys("QLinearAdd", "QLinearMul");
    assertThat(check.conversions()).as("%s", check).isEqualTo(2);
    assertThat(
            Samples.noise(Samples.outputs(fp32, inputs), Samples.outputs(quantized.onnx(), inputs)))
        .isLessThan(0.01);
  }

  @Test
  void convolutions_in_one_dimension_run_in_integers() {
    Sketch net = Sketch.of(3, 0, 8, 32);
    String x =
        net.node(
            "Conv",
            List.of(NodeAttributes.integers("pads", 1, 1)),
            Sketch.INPUT,
            net.floats("w", net.normal(8 * 8 * 3, 24), 8, 8, 3),
            net.floats("b", net.normal(8, 9), 8));
    x =
        net.node(
            "Conv",
            List.of(NodeAttributes.integer("group", 8)),
            net.node("Relu", x),
            net.floats("w", net.normal(8 * 3, 3), 8, 1, 3));
    byte[] fp32 = net.output(x).onnx();
    float[] rows = Samples.normal(6, 8 * 32 * 50);

    Quantized quantized = Quantizer.quantize(fp32, rows, 8 * 32, QuantizationOptions.defaults());

    FusionCheck check = FusionCheck.of(quantized);
    assertThat(check.unfused()).as("%s", check).isEmpty();
    assertThat(check.operators()).containsEntry("QLinearConv", 2);
  }

  /** The check notices what it is there for. */
  @Test
  void a_node_that_runs_in_float_is_named() throws InvalidProtocolBufferException {
    Quantized quantized =
        Quantizer.quantize(Kind.SIGMOID.network(), inputs, WIDTH, QuantizationOptions.defaults());
    ModelProto.Builder model = ModelProto.parseFrom(quantized.onnx()).toBuilder();
    for (NodeProto.Builder node : model.getGraphBuilder().getNodeBuilderList()) {
      if (node.getOpType().equals("Sigmoid")) {
        node.setOpType("Softplus");
      }
    }

    FusionCheck check =
        FusionCheck.of(new Quantized(model.build().toByteArray(), quantized.nodes()));

    assertThat(check.isFused()).isFalse();
    assertThat(check.unfused()).containsExactly("sigmoid1");
  }
}
