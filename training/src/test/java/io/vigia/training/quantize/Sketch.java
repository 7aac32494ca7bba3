package io.vigia.training.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.vigia.training.onnx.NodeAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws networks for tests, node by node; each method answers the name of what it adds. */
final class Sketch {
  static final String INPUT = "x";

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("sketch");
  private final SplittableRandom random;
  private final long operatorSet;
  private final List<String> outputs = new ArrayList<>();

  private Sketch(long seed, long operatorSet, long... dimensions) {
    random = new SplittableRandom(seed);
    this.operatorSet = operatorSet;
    graph.addInput(value(INPUT, dimensions));
  }

  /** Takes inputs of these axes; the first may be 0, which is any number. */
  static Sketch of(long seed, long... dimensions) {
    return new Sketch(seed, 13, dimensions);
  }

  /** In an older operator set. */
  static Sketch older(long operatorSet, long seed, long... dimensions) {
    return new Sketch(seed, operatorSet, dimensions);
  }

  /** A node, its name and output its kind and number. */
  String node(String type, List<AttributeProto> attributes, String... inputs) {
    String name = type.toLowerCase(java.util.Locale.ROOT) + graph.getNodeCount();
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(type)
            .setName(name)
            .addOutput(name)
            .addAllInput(List.of(inputs))
            .addAllAttribute(attributes));
    return name;
  }

  String node(String type, String... inputs) {
    return node(type, List.of(), inputs);
  }

  /** Equal parts along an axis. */
  String[] split(String x, int axis, int parts) {
    String name = "split" + graph.getNodeCount();
    String[] outputs = new String[parts];
    NodeProto.Builder node = NodeProto.newBuilder().setOpType("Split").setName(name).addInput(x);
    for (int i = 0; i < parts; i++) {
      outputs[i] = name + "_" + i;
      node.addOutput(outputs[i]);
    }
    graph.addNode(node.addAttribute(NodeAttributes.integer("axis", axis)));
    return outputs;
  }

  /** A convolution with random weights and biases; padded so that the size stays. */
  String conv(String x, int in, int out, int kernel, int group) {
    float[] weights = normal(out * (in / group) * kernel * kernel, in / group * kernel * kernel);
    int pad = kernel / 2;
    return node(
        "Conv",
        List.of(
            NodeAttributes.integers("kernel_shape", kernel, kernel),
            NodeAttributes.integers("pads", pad, pad, pad, pad),
            NodeAttributes.integer("group", group)),
        x,
        floats("w", weights, out, in / group, kernel, kernel),
        floats("b", normal(out, 9), out));
  }

  /** A layer of weights [in, out] and biases. */
  String gemm(String x, int in, int out) {
    return node(
        "Gemm", x, floats("w", normal(in * out, in), in, out), floats("b", normal(out, 9), out));
  }

  /** Constant floats; the name is made unique. */
  String floats(String wish, float[] values, long... dimensions) {
    return constant(Tensors.floats(wish + graph.getInitializerCount(), values, dimensions));
  }

  /** A number. */
  String number(float value) {
    return floats("n", new float[] {value});
  }

  String constant(TensorProto tensor) {
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  /** Normal values of variance 1 / of. */
  float[] normal(int count, int of) {
    return normal(random, count, 1 / Math.sqrt(of));
  }

  static float[] normal(SplittableRandom random, int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      double u = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
      values[i] = (float) (deviation * u * Math.cos(2 * Math.PI * random.nextDouble()));
    }
    return values;
  }

  Sketch output(String name) {
    outputs.add(name);
    return this;
  }

  byte[] onnx() {
    GraphProto.Builder all = graph.clone();
    for (String output : outputs) {
      all.addOutput(
          ValueInfoProto.newBuilder()
              .setName(output)
              .setType(
                  TypeProto.newBuilder()
                      .setTensorType(
                          TypeProto.Tensor.newBuilder()
                              .setElemType(TensorProto.DataType.FLOAT.getNumber()))));
    }
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(operatorSet))
        .setGraph(all)
        .build()
        .toByteArray();
  }

  private static ValueInfoProto value(String name, long... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dimension : dimensions) {
      TensorShapeProto.Dimension.Builder size = TensorShapeProto.Dimension.newBuilder();
      shape.addDim(dimension == 0 ? size.setDimParam("n") : size.setDimValue(dimension));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }
}
