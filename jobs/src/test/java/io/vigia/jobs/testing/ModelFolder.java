package io.vigia.jobs.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.vigia.engine.model.DetectorWriter;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.model.Reference;
import io.vigia.engine.onnx.OnnxScorer;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.FeatureHash;
import io.vigia.jobs.types.SpecFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A folder of the {@link TestDetector} with two graphs whose score is σ(weight × amount): of the
 * fp32 one the weight is 1, so that large amounts, which the labels call fraud, rank first.
 */
public final class ModelFolder {
  /** Its description. */
  public static final String YAML =
      TestDetector.YAML.replace("alerts:\n", "model:\n  file: model.onnx\nalerts:\n");

  private static final int WIDTH = 5;
  private static final int SAMPLE = 200;
  private static final int GOLDEN = 8;

  private ModelFolder() {}

  /**
   * Writes the folder and reads it back.
   *
   * @param version of the model; folders of different versions are different detectors
   * @param int8Weight weight of the graph that stands for int8: near 1 it ranks as fp32 does, below
   *     0 the other way round
   */
  public static DetectorFiles write(Path folder, String version, float int8Weight) {
    return write(folder, version, int8Weight, YAML);
  }

  /** The same with another description, of the same features. */
  public static DetectorFiles write(Path folder, String version, float int8Weight, String yaml) {
    DetectorSpec spec =
        SpecFiles.of(
                new DetectorFiles(
                    "test", new TreeMap<>(Map.of("detector.yaml", yaml.getBytes(UTF_8)))))
            .spec();
    byte[] fp32 = graph(1);
    byte[] int8 = graph(int8Weight);
    DetectorWriter.write(
        folder,
        card(spec, version),
        reference(fp32, int8),
        Map.of(
            DetectorFiles.SPEC,
            yaml.getBytes(UTF_8),
            "model.onnx",
            int8,
            DetectorFiles.FP32_MODEL,
            fp32));
    return DetectorFiles.read(folder);
  }

  private static List<String> features(DetectorSpec spec) {
    return spec.features().stream().map(feature -> feature.name()).toList();
  }

  private static ModelCard card(DetectorSpec spec, String version) {
    return new ModelCard(
        "test-card",
        version,
        "test-card",
        features(spec),
        FeatureHash.of(spec),
        new ModelCard.TrainingData(
            List.of(), "2018-05-01T00:00:00Z", "2018-06-01T00:00:00Z", SAMPLE, SAMPLE / 10),
        1,
        new ModelCard.Network("classifier", List.of(1), "none"),
        null,
        new ModelCard.Threshold(0.9, "by hand"),
        new ModelCard.Scores(0.7, new ModelCard.Tail(0.8, 5, 30)),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>());
  }

  private static Reference reference(byte[] fp32, byte[] int8) {
    SplittableRandom random = new SplittableRandom(1);
    float[] inputs = new float[SAMPLE * WIDTH];
    float[] labels = new float[SAMPLE];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) random.nextDouble(-3, 3);
    }
    for (int row = 0; row < SAMPLE; row++) {
      labels[row] = inputs[row * WIDTH] > 2.4 ? 1 : 0;
    }
    float[] golden = java.util.Arrays.copyOf(inputs, GOLDEN * WIDTH);
    List<Reference.Feature> features = new ArrayList<>();
    for (String name : features(SpecFiles.of(TestDetector.files()).spec())) {
      features.add(
          new Reference.Feature(
              name, 0, 1, 0, -3, 3, 0, new double[] {-3, 3}, new long[] {SAMPLE}));
    }
    return new Reference(
        features,
        Optional.empty(),
        List.of(),
        new Reference.Sample(inputs, labels),
        new Reference.Golden(golden, scores(fp32, golden), scores(int8, golden)));
  }

  private static double[] scores(byte[] graph, float[] inputs) {
    int rows = inputs.length / WIDTH;
    double[] values = IntStream.range(0, inputs.length).mapToDouble(i -> inputs[i]).toArray();
    try (OnnxScorer scorer = OnnxScorer.open(graph, "test", WIDTH, rows)) {
      for (int row = 0; row < rows; row++) {
        scorer.put(row, values, row * WIDTH);
      }
      scorer.run(rows);
      return IntStream.range(0, rows).mapToDouble(scorer::score).toArray();
    }
  }

  private static byte[] graph(float weight) {
    TensorProto.Builder weights = floats("weights", WIDTH, 1).addFloatData(weight);
    for (int i = 1; i < WIDTH; i++) {
      weights.addFloatData(0);
    }
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("test")
            .addInitializer(floats("zero").addFloatData(0))
            .addInitializer(weights)
            .addNode(node("IsNaN", "missing", OnnxScorer.INPUT))
            .addNode(node("Where", "inputs", "missing", "zero", OnnxScorer.INPUT))
            .addNode(node("MatMul", "logit", "inputs", "weights"))
            .addNode(node("Sigmoid", OnnxScorer.OUTPUT, "logit"))
            .addInput(value(OnnxScorer.INPUT, WIDTH))
            .addOutput(value(OnnxScorer.OUTPUT, 1))
            .build();
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private static TensorProto.Builder floats(String name, long... dimensions) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
    for (long dimension : dimensions) {
      tensor.addDims(dimension);
    }
    return tensor;
  }

  private static NodeProto node(String type, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(type)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  private static ValueInfoProto value(String name, int width) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(
                            TensorShapeProto.newBuilder()
                                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("rows"))
                                .addDim(
                                    TensorShapeProto.Dimension.newBuilder().setDimValue(width)))))
        .build();
  }
}
