package io.vigia.engine.onnx;

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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;

/** Small ONNX graphs for tests, of the shape that training exports, with seeded weights. */
public final class OnnxGraphs {
  /** Imputer, scaler, components, hidden layers, output. */
  public static final int WIDTH = 15;

  // Components reach from about -10 to 10, hidden values from 0 to 8.
  private static final float INPUT_STEP = 10f / 127;
  private static final float HIDDEN_STEP = 8f / 255;

  private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("vigia");
  private String domain = "";
  private String inputName = OnnxScorer.INPUT;
  private String outputName = OnnxScorer.OUTPUT;
  private int inputType = FLOAT;

  private OnnxGraphs() {}

  /** Imputer, scaler, PCA to eight, hidden layers of 32 and 16, sigmoid: all of it in fp32. */
  public static byte[] fp32(int width, long seed) {
    return network(width, new int[] {32, 16}, seed, false, 1);
  }

  /** The same network, its hidden layers in static int8 with scales per channel. */
  public static byte[] int8(int width, long seed) {
    return network(width, new int[] {32, 16}, seed, true, 1);
  }

  /** The same network, whose output weights are multiplied: another model. */
  public static byte[] fp32(int width, long seed, double outputScale) {
    return network(width, new int[] {32, 16}, seed, false, outputScale);
  }

  /** The same with other widths of the two hidden layers. */
  public static byte[] network(int width, int[] hidden, long seed, boolean quantised) {
    return network(width, hidden, seed, quantised, 1);
  }

  private static byte[] network(
      int width, int[] hidden, long seed, boolean quantised, double outputScale) {
    SplittableRandom random = new SplittableRandom(seed);
    OnnxGraphs g = new OnnxGraphs();
    String x = g.impute(width, random);
    x = g.node("Sub", x, g.floats("mean", random(random, width, 1), width));
    x = g.node("Mul", x, g.floats("scale", random(random, width, 1), width));
    x = g.node("MatMul", x, g.floats("pca", random(random, width * 8, 0.4), width, 8));
    if (quantised) {
      x = g.quantise("x", x, INPUT_STEP, 0);
    }
    x = g.layer("h1", x, 8, hidden[0], random, quantised, INPUT_STEP);
    x = g.layer("h2", x, hidden[0], hidden[1], random, quantised, HIDDEN_STEP);
    float[] out = random(random, hidden[1], outputScale / Math.sqrt(hidden[1]) * 4);
    x =
        g.node(
            "Gemm", x, g.floats("wo", out, hidden[1], 1), g.floats("bo", new float[] {-0.5f}, 1));
    return g.output(g.node("Sigmoid", x), width);
  }

  /** A graph that answers a constant for each row, such as NaN or 2. */
  public static byte[] constant(int width, float answer) {
    OnnxGraphs g = new OnnxGraphs();
    String zeros =
        g.node(
            "Mul",
            g.impute(width, new SplittableRandom(1)),
            g.floats("zero", new float[width], width));
    String sum = g.node("MatMul", zeros, g.floats("ones", new float[width], width, 1));
    return g.output(g.node("Add", sum, g.floats("answer", new float[] {answer}, 1)), width);
  }

  /** The first feature, clipped to [0, 1], is the score: [rows] or [rows, 1]. */
  public static byte[] firstFeature(int width, boolean column) {
    OnnxGraphs g = new OnnxGraphs();
    float[] first = new float[width];
    first[0] = 1;
    String x =
        g.node(
            "MatMul", g.impute(width, new SplittableRandom(1)), g.floats("first", first, width, 1));
    x = g.node("Clip", x, g.floats("zero", new float[] {0}), g.floats("one", new float[] {1}));
    if (column) {
      return g.output(x, width);
    }
    g.graph.addInitializer(
        TensorProto.newBuilder()
            .setName("axes")
            .setDataType(TensorProto.DataType.INT64.getNumber())
            .addDims(1)
            .addInt64Data(1));
    return g.output(g.node("Squeeze", x, "axes"), width, TensorProto.DataType.FLOAT, -1);
  }

  /** Sums the smallest feature of the whole batch into each score: rows depend on each other. */
  public static byte[] dependsOnBatch(int width) {
    OnnxGraphs g = new OnnxGraphs();
    String x = g.impute(width, new SplittableRandom(1));
    String all = g.node("ReduceMean", x);
    String zeros = g.node("MatMul", x, g.floats("nothing", new float[width], width, 1));
    return g.output(g.node("Sigmoid", g.node("Add", zeros, all)), width);
  }

  /** A graph with another input or output than the contract's. */
  public static byte[] otherNames(int width, String input, String output) {
    OnnxGraphs g = new OnnxGraphs();
    g.inputName = input;
    g.outputName = output;
    String x = g.node("MatMul", input, g.floats("w", new float[width], width, 1));
    return g.output(g.node("Sigmoid", x), width);
  }

  /** A graph that wants doubles. */
  public static byte[] doubleInput(int width) {
    OnnxGraphs g = new OnnxGraphs();
    g.inputType = TensorProto.DataType.DOUBLE.getNumber();
    String x = g.cast(g.inputName);
    x = g.node("MatMul", x, g.floats("w", new float[width], width, 1));
    return g.output(g.node("Sigmoid", x), width);
  }

  /** A graph with as many outputs a row. */
  public static byte[] outputs(int width, int outputs) {
    OnnxGraphs g = new OnnxGraphs();
    String x =
        g.node("MatMul", g.inputName, g.floats("w", new float[width * outputs], width, outputs));
    return g.output(g.node("Sigmoid", x), width, TensorProto.DataType.FLOAT, -1, outputs);
  }

  /** A graph that needs an operator of a library. */
  public static byte[] customOperator(int width) {
    OnnxGraphs g = new OnnxGraphs();
    g.domain = "com.example";
    g.graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Secret")
            .setDomain(g.domain)
            .addInput(g.inputName)
            .addOutput(g.outputName));
    return g.model(width, TensorProto.DataType.FLOAT, -1, 1);
  }

  /** A graph of an operator that no operator set has. */
  public static byte[] unknownOperator(int width) {
    OnnxGraphs g = new OnnxGraphs();
    return g.output(g.node("NoSuchOperator", g.inputName), width);
  }

  /** A graph whose weights are in another file, as an initializer or in a node. */
  public static byte[] externalWeights(int width, boolean inNode) {
    OnnxGraphs g = new OnnxGraphs();
    TensorProto.Builder weights =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(FLOAT)
            .addDims(width)
            .addDims(1)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    if (inNode) {
      g.graph.addNode(
          NodeProto.newBuilder()
              .setOpType("Constant")
              .addOutput("w")
              .addAttribute(
                  AttributeProto.newBuilder()
                      .setName("value")
                      .setType(AttributeProto.AttributeType.TENSOR)
                      .setT(weights)));
    } else {
      g.graph.addInitializer(weights);
    }
    return g.output(g.node("Sigmoid", g.node("MatMul", g.inputName, "w")), width);
  }

  /** Graphs within graphs, so many deep. */
  public static byte[] nested(int depth) {
    GraphProto inner = GraphProto.newBuilder().setName("innermost").build();
    for (int i = 0; i < depth; i++) {
      inner =
          GraphProto.newBuilder()
              .addNode(
                  NodeProto.newBuilder()
                      .setOpType("If")
                      .addAttribute(AttributeProto.newBuilder().setG(inner)))
              .build();
    }
    return ModelProto.newBuilder().setIrVersion(8).setGraph(inner).build().toByteArray();
  }

  private String impute(int width, SplittableRandom random) {
    String medians = floats("median", random(random, width, 1), width);
    return node("Where", node("IsNaN", inputName), medians, inputName);
  }

  private String layer(
      String name,
      String x,
      int in,
      int out,
      SplittableRandom random,
      boolean quantised,
      float step) {
    float[] weights = random(random, in * out, 1 / Math.sqrt(in));
    float[] bias = random(random, out, 0.1);
    if (!quantised) {
      String w = floats(name + "_w", weights, in, out);
      return node("Relu", node("Gemm", x, w, floats(name + "_b", bias, out)));
    }
    float[] scales = new float[out];
    byte[] bytes = new byte[in * out];
    byte[] biases = new byte[out * 4];
    ByteBuffer buffer = ByteBuffer.wrap(biases).order(ByteOrder.LITTLE_ENDIAN);
    float[] biasScales = new float[out];
    for (int j = 0; j < out; j++) {
      float largest = 1e-6f;
      for (int i = 0; i < in; i++) {
        largest = Math.max(largest, Math.abs(weights[i * out + j]));
      }
      scales[j] = largest / 63;
      biasScales[j] = scales[j] * step;
      for (int i = 0; i < in; i++) {
        bytes[i * out + j] = (byte) Math.round(weights[i * out + j] / scales[j]);
      }
      buffer.putInt(Math.round(bias[j] / biasScales[j]));
    }
    raw(name + "_wq", TensorProto.DataType.INT8, bytes, in, out);
    raw(name + "_bq", TensorProto.DataType.INT32, biases, out);
    raw(name + "_wz", TensorProto.DataType.INT8, new byte[out], out);
    raw(name + "_bz", TensorProto.DataType.INT32, new byte[out * 4], out);
    String w = dequantise(name + "_wq", floats(name + "_ws", scales, out), name + "_wz", 1);
    String b = dequantise(name + "_bq", floats(name + "_bs", biasScales, out), name + "_bz", 0);
    return quantise(name + "_y", node("Relu", node("Gemm", x, w, b)), HIDDEN_STEP, -128);
  }

  private String quantise(String name, String x, float step, int zero) {
    floats(name + "_s", new float[] {step});
    raw(name + "_z", TensorProto.DataType.INT8, new byte[] {(byte) zero});
    String q = node("QuantizeLinear", x, name + "_s", name + "_z");
    return node("DequantizeLinear", q, name + "_s", name + "_z");
  }

  private String dequantise(String x, String scale, String zero, int axis) {
    String out = "t" + graph.getNodeCount();
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("DequantizeLinear")
            .addAllInput(List.of(x, scale, zero))
            .addOutput(out)
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("axis")
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(axis)));
    return out;
  }

  private String cast(String x) {
    String out = "t" + graph.getNodeCount();
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Cast")
            .addInput(x)
            .addOutput(out)
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("to")
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(FLOAT)));
    return out;
  }

  private String node(String type, String... inputs) {
    String out = "t" + graph.getNodeCount();
    graph.addNode(
        NodeProto.newBuilder().setOpType(type).addAllInput(List.of(inputs)).addOutput(out));
    return out;
  }

  private String floats(String name, float[] values, long... dims) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(FLOAT);
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    for (float value : values) {
      tensor.addFloatData(value);
    }
    graph.addInitializer(tensor);
    return name;
  }

  private void raw(String name, TensorProto.DataType type, byte[] bytes, long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes));
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    graph.addInitializer(tensor);
  }

  private byte[] output(String x, int width) {
    return output(x, width, TensorProto.DataType.FLOAT, -1, 1);
  }

  private byte[] output(String x, int width, TensorProto.DataType type, long... dims) {
    graph.addNode(NodeProto.newBuilder().setOpType("Identity").addInput(x).addOutput(outputName));
    return model(width, type, dims);
  }

  private byte[] model(int width, TensorProto.DataType type, long... dims) {
    graph.addInput(value(inputName, inputType, -1, width));
    graph.addOutput(value(outputName, type.getNumber(), dims));
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(13))
            .setGraph(graph);
    if (!domain.isEmpty()) {
      model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(1));
    }
    return model.build().toByteArray();
  }

  private static ValueInfoProto value(String name, int type, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      TensorShapeProto.Dimension.Builder d = shape.addDimBuilder();
      if (dim < 0) {
        d.setDimParam("rows");
      } else {
        d.setDimValue(dim);
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
        .build();
  }

  private static float[] random(SplittableRandom random, int count, double scale) {
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = (float) ((random.nextDouble() * 2 - 1) * scale * 1.7);
    }
    return out;
  }
}
