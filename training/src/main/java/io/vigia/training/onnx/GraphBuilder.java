package io.vigia.training.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.vigia.engine.onnx.OnnxScorer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Builds an ONNX graph node by node. A method that adds something answers its name, which later
 * nodes take as input. Tensors are stored raw, little endian.
 */
final class GraphBuilder {
  /** Operator set 13 is the first with quantisation per channel, and known to old runtimes. */
  private static final int OPERATOR_SET = 13;

  private static final int IR_VERSION = 8;
  private static final int ANY = -1;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("vigia");

  /** A node with one output. */
  String node(String type, String... inputs) {
    return add(NodeProto.newBuilder().setOpType(type).addAllInput(List.of(inputs)));
  }

  /** A node of a kind that works along an axis. */
  String nodeAlong(int axis, String type, String... inputs) {
    return node(type, List.of(NodeAttributes.integer("axis", axis)), inputs);
  }

  /** A node with attributes. */
  String node(String type, List<AttributeProto> attributes, String... inputs) {
    return add(
        NodeProto.newBuilder()
            .setOpType(type)
            .addAllInput(List.of(inputs))
            .addAllAttribute(attributes));
  }

  /** A node that is found by its name. */
  String named(String name, String type, String... inputs) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(name)
            .setOpType(type)
            .addAllInput(List.of(inputs))
            .addOutput(name));
    return name;
  }

  /** An attribute. */
  static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  private String add(NodeProto.Builder node) {
    String output = node.getOpType().toLowerCase(java.util.Locale.ROOT) + graph.getNodeCount();
    graph.addNode(node.setName(output).addOutput(output));
    return output;
  }

  /** Floats; no dimension makes a scalar. */
  String floats(String name, float[] values, long... dimensions) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return tensor(name, TensorProto.DataType.FLOAT, raw.array(), dimensions);
  }

  /** 64-bit integers, which shapes are. */
  String longs(String name, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(values);
    return tensor(name, TensorProto.DataType.INT64, raw.array(), values.length);
  }

  private String tensor(String name, TensorProto.DataType type, byte[] raw, long... dimensions) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(raw));
    for (long dimension : dimensions) {
      tensor.addDims(dimension);
    }
    graph.addInitializer(tensor);
    return name;
  }

  /**
   * The finished model: {@code features} [rows, width] in, {@code score} [rows, 1] out.
   *
   * @param score name of the node whose output is the score
   */
  byte[] finish(String score, int width) {
    int last = graph.getNodeCount() - 1;
    if (!graph.getNode(last).getOutput(0).equals(score)) {
      throw new IllegalArgumentException(score + " is not the last node");
    }
    graph.setNode(last, graph.getNode(last).toBuilder().setOutput(0, OnnxScorer.OUTPUT));
    graph.addInput(value(OnnxScorer.INPUT, ANY, width));
    graph.addOutput(value(OnnxScorer.OUTPUT, ANY, 1));
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("vigia")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private static ValueInfoProto value(String name, long... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dimension : dimensions) {
      TensorShapeProto.Dimension.Builder size = TensorShapeProto.Dimension.newBuilder();
      shape.addDim(dimension == ANY ? size.setDimParam("rows") : size.setDimValue(dimension));
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
