package io.vigia.engine.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vigia.engine.learned.LearnedTable;
import io.vigia.engine.onnx.OnnxGraphs;
import io.vigia.engine.onnx.OnnxScorer;
import io.vigia.engine.pca.Moments;
import io.vigia.engine.pca.Pca;
import io.vigia.engine.spec.AlertSpec;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.EventSpec;
import io.vigia.engine.spec.FeatureHash;
import io.vigia.engine.spec.FeatureSpec;
import io.vigia.engine.spec.ModelSpec;
import io.vigia.engine.spec.TrainingSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;

/** A small detector with real graphs, and its folder in memory. */
final class DetectorFixture {
  static final int WIDTH = 4;
  static final List<String> FEATURES = List.of("f0", "f1", "f2", "f3");
  static final byte[] FP32 = OnnxGraphs.fp32(WIDTH, 7);
  static final byte[] INT8 = OnnxGraphs.int8(WIDTH, 7);
  private static final int SAMPLE = 300;
  private static final int GOLDEN = 20;

  private DetectorFixture() {}

  static DetectorSpec spec(OptionalDouble threshold, boolean model) {
    SchemaBuilder.FieldAssembler<Schema> schema =
        SchemaBuilder.record("Event")
            .fields()
            .requiredLong("id")
            .name("at")
            .type(LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG)))
            .noDefault();
    List<FeatureSpec> features = new ArrayList<>();
    for (int i = 0; i < WIDTH; i++) {
      schema = schema.requiredDouble("v" + i);
      features.add(new FeatureSpec.Field("f" + i, "v" + i, 1));
    }
    return new DetectorSpec(
        "tiny",
        new EventSpec(
            schema.endRecord(),
            "events",
            "id",
            "at",
            Duration.ZERO,
            new EventSpec.Validity(0, 1, Duration.ZERO),
            List.of()),
        Optional.empty(),
        features,
        Set.of(),
        model
            ? Optional.of(
                new ModelSpec(
                    "model.onnx",
                    Optional.empty(),
                    new ModelSpec.NetworkSpec(
                        ModelSpec.NetworkSpec.Kind.CLASSIFIER, List.of(32, 16)),
                    TrainingSpec.DEFAULT))
            : Optional.empty(),
        new AlertSpec(Optional.empty(), threshold, Optional.empty()),
        List.of());
  }

  static DetectorSpec spec() {
    return spec(OptionalDouble.empty(), true);
  }

  static ModelCard card() {
    return new ModelCard(
        "tiny",
        "2018-08-07",
        "tiny",
        FEATURES,
        FeatureHash.of(spec()),
        new ModelCard.TrainingData(
            List.of(new ModelCard.DataFile("events.csv.gz", "a".repeat(64))),
            "2018-05-08T00:00:00Z",
            "2018-08-01T00:00:00Z",
            1000,
            12),
        42,
        new ModelCard.Network("classifier", List.of(32, 16), "platt"),
        new ModelCard.PcaCard(8, 0.9975, false),
        new ModelCard.Threshold(0.625, "budget 100/PT24H on the last week"),
        new ModelCard.Scores(0.125),
        new TreeMap<>(
            Map.of(
                "int8",
                new ModelCard.Evaluation(
                    "2018-08-01 to 2018-08-08",
                    100,
                    5,
                    new TreeMap<>(Map.of("average_precision", 0.7, "auc_roc", 0.875))))),
        new TreeMap<>(Map.of("int8", new ModelCard.Cost(2048, 900, 850))),
        new TreeMap<>(Map.of("onnxruntime", "1.28.0", "vigia", "0.1.0")),
        new TreeMap<>());
  }

  /** A reference whose golden scores are those of the graphs given. */
  static Reference reference(byte[] fp32, byte[] int8) {
    SplittableRandom random = new SplittableRandom(3);
    Moments moments = new Moments(WIDTH);
    float[] sample = new float[SAMPLE * WIDTH];
    double[] row = new double[WIDTH];
    for (int i = 0; i < SAMPLE; i++) {
      for (int j = 0; j < WIDTH; j++) {
        row[j] = random.nextDouble() * 4 - 2;
        sample[i * WIDTH + j] = (float) row[j];
      }
      moments.add(row);
    }
    sample[1] = Float.NaN;
    float[] golden = java.util.Arrays.copyOf(sample, GOLDEN * WIDTH);
    double[] scores = score(fp32, sample);
    float[] labels = new float[SAMPLE];
    for (int i = 0; i < SAMPLE; i++) {
      labels[i] = scores[i] + random.nextDouble() > 1.2 ? 1 : 0;
    }
    List<Reference.Feature> features = new ArrayList<>();
    for (int i = 0; i < WIDTH; i++) {
      features.add(
          new Reference.Feature(
              "f" + i,
              moments.mean()[i],
              moments.std()[i],
              0.125 * i,
              -2,
              2,
              i,
              new double[] {-2, 0, 2},
              new long[] {140, 160}));
    }
    return new Reference(
        features,
        Optional.of(Pca.ofComponents(moments, 3, true)),
        List.of(
            new LearnedTable(
                "usual_height", new TreeMap<>(Map.of("cam-2|7", 1.5, "cam-1|3", 0.25)))),
        new Reference.Sample(sample, labels),
        new Reference.Golden(golden, score(fp32, golden), score(int8, golden)));
  }

  static double[] score(byte[] model, float[] inputs) {
    double[] scores = new double[inputs.length / WIDTH];
    try (OnnxScorer scorer = OnnxScorer.open(model, "m", WIDTH, scores.length)) {
      double[] row = new double[WIDTH];
      for (int i = 0; i < scores.length; i++) {
        for (int j = 0; j < WIDTH; j++) {
          row[j] = inputs[i * WIDTH + j];
        }
        scorer.put(i, row, 0);
      }
      scorer.run(scores.length);
      for (int i = 0; i < scores.length; i++) {
        scores[i] = scorer.score(i);
      }
    }
    return scores;
  }

  /** The whole folder. */
  static Map<String, byte[]> files() {
    return files(card(), reference(FP32, INT8), FP32, INT8);
  }

  static Map<String, byte[]> files(ModelCard card, Reference reference, byte[] fp32, byte[] int8) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put(DetectorFiles.SPEC, "detector: tiny\n".getBytes(UTF_8));
    files.put("model.onnx", int8);
    files.put(DetectorFiles.FP32_MODEL, fp32);
    files.put(DetectorFiles.REFERENCE, reference.write());
    seal(files, card);
    return files;
  }

  /** Writes a card with the hashes of the files. */
  static void seal(Map<String, byte[]> files, ModelCard card) {
    files.remove(DetectorFiles.CARD);
    TreeMap<String, String> hashes = new TreeMap<>();
    files.forEach((name, bytes) -> hashes.put(name, Sha256.of(bytes)));
    files.put(DetectorFiles.CARD, card.withHashes(hashes).write());
  }

  static Detector open(Map<String, byte[]> files, Precision precision) {
    return open(files, spec(), precision);
  }

  static Detector open(Map<String, byte[]> files, DetectorSpec spec, Precision precision) {
    return Detector.open(
        new DetectorFiles("models/tiny", new TreeMap<>(files)),
        spec,
        precision,
        new Ticks(),
        AdmissionGate.DEFAULT_BATCH);
  }

  /** A clock on which every reading is a microsecond after the last. */
  static final class Ticks implements java.util.function.LongSupplier {
    private long nanos;

    @Override
    public long getAsLong() {
      return nanos += 1000;
    }
  }
}
