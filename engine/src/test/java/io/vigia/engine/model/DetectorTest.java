package io.vigia.engine.model;

import static io.vigia.engine.model.DetectorFixture.FP32;
import static io.vigia.engine.model.DetectorFixture.INT8;
import static io.vigia.engine.model.DetectorFixture.WIDTH;
import static io.vigia.engine.model.DetectorFixture.card;
import static io.vigia.engine.model.DetectorFixture.files;
import static io.vigia.engine.model.DetectorFixture.open;
import static io.vigia.engine.model.DetectorFixture.reference;
import static io.vigia.engine.model.DetectorFixture.spec;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.engine.onnx.OnnxGraphs;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.engine.spec.FeatureHash;
import io.vigia.schemas.ModelRef;
import io.vigia.schemas.Tier;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class DetectorTest {

  @Test
  void opens_either_graph() {
    Detector int8 = open(files(), Precision.INT8);
    assertThat(int8.tier()).isEqualTo(Tier.INT8);
    assertThat(int8.threshold()).isEqualTo(0.625);
    assertThat(int8.modelRef()).isEqualTo(new ModelRef("tiny", "2018-08-07", Sha256.of(INT8)));
    assertThat(int8.admission()).isEmpty();
    assertThat(int8.hasModel()).isTrue();
    assertThat(int8.layout().featureCount()).isEqualTo(WIDTH);
    assertThat(int8.card()).map(card -> card.withHashes(Map.of())).contains(card());
    assertThat(int8.reference().orElseThrow().usual()).containsExactly(0, 0.125, 0.25, 0.375);
    Detector fp32 = open(files(), Precision.FP32);
    assertThat(fp32.tier()).isEqualTo(Tier.FP32);
    assertThat(fp32.modelRef().getSha256().toString()).isEqualTo(Sha256.of(FP32));
    try (Scorer a = int8.newScorer(2);
        Scorer b = fp32.newScorer(2)) {
      double[] row = {0.5, -1, 1, 0};
      a.put(0, row, 0);
      b.put(0, row, 0);
      a.run(1);
      b.run(1);
      assertThat(a.score(0)).isNotEqualTo(b.score(0));
    }
  }

  @Test
  void opens_what_its_description_says() {
    Map<String, byte[]> files = files();
    files.put("event.avsc", spec().event().schema().toString().getBytes(UTF_8));
    files.put(
        "detector.yaml",
        """
        detector: tiny
        event:
          schema: event.avsc
          topic: events
          id: id
          time: at
          keys: {id: id}
        features:
          - {name: f0, field: v0}
          - {name: f1, field: v1}
          - {name: f2, field: v2}
          - {name: f3, field: v3}
        model:
          file: model.onnx
          network: {kind: autoencoder, hidden: [32, 16]}
        alerts:
          threshold: 0.75
        """
            .getBytes(UTF_8));
    DetectorSpec read =
        DetectorSpecReader.read(new DetectorFiles("models/tiny", new TreeMap<>(files)));
    DetectorFixture.seal(files, new CardEdit(card()).featuresHash(FeatureHash.of(read)));
    DetectorFiles folder = new DetectorFiles("models/tiny", new TreeMap<>(files));
    Detector detector = Detector.open(folder, Precision.INT8);
    assertThat(detector.spec()).isEqualTo(read);
    assertThat(detector.threshold()).isEqualTo(0.75);
    assertThatThrownBy(() -> Detector.open(folder, Precision.AUTO))
        .hasMessage("precision auto measures time: pass a clock");
  }

  @Test
  void auto_measures_and_says_what_it_measured() {
    Detector detector = open(files(), Precision.AUTO);
    Admission admission = detector.admission().orElseThrow();
    assertThat(admission.measure()).isEqualTo("average_precision");
    assertThat(admission.timings()).extracting(Admission.Timing::batch).containsExactly(1, 64, 256);
    assertThat(detector.tier()).isEqualTo(admission.int8() ? Tier.INT8 : Tier.FP32);
  }

  @Test
  void the_detectors_own_threshold_comes_first() {
    assertThat(open(files(), spec(OptionalDouble.of(0.25), true), Precision.INT8).threshold())
        .isEqualTo(0.25);
  }

  @Test
  void without_a_model_only_rules_decide_and_nothing_else_is_needed() {
    DetectorSpec rules = spec(OptionalDouble.empty(), false);
    Map<String, byte[]> files = Map.of(DetectorFiles.SPEC, new byte[0]);
    Detector detector = open(files, rules, Precision.INT8);
    assertThat(detector.tier()).isEqualTo(Tier.RULES);
    assertThat(detector.threshold()).isNaN();
    assertThat(detector.modelRef()).isNull();
    assertThat(detector.hasModel()).isFalse();
    assertThat(detector.card()).isEmpty();
    assertThat(detector.reference()).isEmpty();
    assertThatThrownBy(() -> detector.newScorer(1))
        .hasMessage("detector tiny has no model, only rules");
  }

  @Test
  void a_changed_file_is_refused_before_any_model_is_loaded() {
    for (String file :
        new String[] {"model.onnx", "model-fp32.onnx", "reference.avro", "detector.yaml"}) {
      Map<String, byte[]> files = files();
      String before = Sha256.of(files.get(file));
      files.put(file, "not even a model".getBytes(UTF_8));
      refused(files, Precision.INT8)
          .hasMessage(
              "models/tiny/"
                  + file
                  + ": SHA-256 is "
                  + Sha256.of(files.get(file))
                  + ", expected "
                  + before
                  + ", as model-card.json says: the file was changed after training; restore it or"
                  + " train again");
    }
  }

  @Test
  void a_missing_file_is_named() {
    Map<String, byte[]> files = files();
    files.remove("model-fp32.onnx");
    refused(files, Precision.INT8)
        .hasMessage(
            "models/tiny/model-fp32.onnx: not there; the folder has [detector.yaml,"
                + " model-card.json, model.onnx, reference.avro]; make the whole of it with 'vigia"
                + " train'");
    files.remove(DetectorFiles.CARD);
    refused(files, Precision.INT8).hasMessageStartingWith("models/tiny/model-card.json: not there");
  }

  @Test
  void a_file_without_a_hash_is_refused() {
    Map<String, byte[]> files = files();
    files.put("my-event.avsc", new byte[0]);
    refused(files, Precision.INT8)
        .hasMessage(
            "models/tiny/model-card.json: no hash of my-event.avsc under 'hashes', expected one of"
                + " every file of the detector; write the folder with 'vigia train'");
    Map<String, byte[]> none = files();
    none.put(DetectorFiles.CARD, card().write());
    refused(none, Precision.INT8).hasMessageContaining("no hash of detector.yaml");
  }

  @Test
  void a_card_of_another_detector_or_of_other_features_is_refused() {
    Map<String, byte[]> files = files();
    DetectorFixture.seal(files, new CardEdit(card()).detector("huge"));
    refused(files, Precision.INT8)
        .hasMessage(
            "models/tiny/model-card.json: is of detector 'huge', expected 'tiny', as detector.yaml"
                + " says");
    DetectorFixture.seal(files, new CardEdit(card()).features("f0", "f2", "f1", "f3"));
    refused(files, Precision.INT8)
        .hasMessage(
            "models/tiny/model-card.json: the model was trained on 4 features, detector.yaml makes"
                + " 4; the first difference is number 2: found 'f2', expected 'f1'; train the model"
                + " for these features");
    DetectorFixture.seal(files, new CardEdit(card()).features("f0", "f1", "f2"));
    refused(files, Precision.INT8)
        .hasMessageContaining("the first difference is number 4: found none, expected 'f3'");
  }

  @Test
  void features_of_the_same_names_computed_otherwise_are_refused() {
    Map<String, byte[]> files = files();
    DetectorFixture.seal(files, new CardEdit(card()).featuresHash("0".repeat(64)));
    refused(files, Precision.INT8)
        .hasMessage(
            "models/tiny/model-card.json: features_hash is "
                + "0".repeat(64)
                + ", expected "
                + FeatureHash.of(spec())
                + " of the features in detector.yaml: they have the same names but are computed"
                + " otherwise than in training; train again");
  }

  @Test
  void a_model_of_another_width_is_refused() {
    byte[] wide = OnnxGraphs.int8(WIDTH + 1, 7);
    refused(files(card(), reference(FP32, INT8), FP32, wide), Precision.INT8)
        .hasMessage(
            "models/tiny/model.onnx: input 'features' has shape [-1, 5], expected [-1, 4]: any"
                + " number of rows of 4 features; train the model for this detector");
  }

  @Test
  void a_model_that_is_no_onnx_is_refused() {
    byte[] text = "I am a model".getBytes(UTF_8);
    refused(files(card(), reference(FP32, INT8), FP32, text), Precision.INT8)
        .hasMessageStartingWith("models/tiny/model.onnx: 12 bytes that are no ONNX model");
  }

  @Test
  void golden_vectors_that_do_not_come_out_are_refused() {
    byte[] other = OnnxGraphs.fp32(WIDTH, 7, 1.01);
    refused(files(card(), reference(FP32, INT8), other, INT8), Precision.FP32)
        .hasMessageMatching(
            "models/tiny/model-fp32.onnx: golden vector 0 scores 0\\.\\d+, expected 0\\.\\d+ within"
                + " 1.0E-5: this machine computes the model otherwise than where it was made, or the"
                + " files are not of one training; train it here, or use another precision");
    byte[] another = OnnxGraphs.int8(WIDTH, 8);
    refused(files(card(), reference(FP32, INT8), FP32, another), Precision.INT8)
        .hasMessageContaining("models/tiny/model.onnx: golden vector ");
    // auto does without such an int8 graph, and says so.
    Detector auto = open(files(card(), reference(FP32, INT8), FP32, another), Precision.AUTO);
    assertThat(auto.tier()).isEqualTo(Tier.FP32);
    assertThat(auto.admission().orElseThrow().reason())
        .startsWith("fp32: models/tiny/model.onnx: golden vector 0 scores ");
    // Only the graph that answers is asked.
    assertThat(open(files(card(), reference(FP32, INT8), FP32, another), Precision.FP32).tier())
        .isEqualTo(Tier.FP32);
  }

  @Test
  void a_golden_vector_may_be_off_by_one_step_of_eight_bits() {
    Reference whole = reference(FP32, INT8);
    double step = 1 / 255.0;
    for (int sign : new int[] {-1, 1}) {
      Reference near = shifted(whole, 0, sign * 0.999 * step);
      assertThat(open(files(card(), near, FP32, INT8), Precision.INT8).tier()).isEqualTo(Tier.INT8);
      Reference far = shifted(whole, 0, sign * 1.001 * step);
      refused(files(card(), far, FP32, INT8), Precision.INT8)
          .hasMessageContaining("model.onnx: golden vector 19 scores ");
      Reference floating = shifted(whole, sign * 1.1e-5, 0);
      refused(files(card(), floating, FP32, INT8), Precision.FP32)
          .hasMessageContaining("model-fp32.onnx: golden vector 19 scores ");
    }
  }

  /** The same, the last golden scores moved. */
  private static Reference shifted(Reference of, double fp32, double int8) {
    double[] floating = of.golden().fp32().clone();
    double[] quantised = of.golden().int8().clone();
    int last = floating.length - 1;
    floating[last] += fp32;
    quantised[last] += int8;
    return new Reference(
        of.features(),
        of.pca(),
        of.tables(),
        of.sample(),
        new Reference.Golden(of.golden().inputs(), floating, quantised));
  }

  @Test
  void a_reference_without_golden_vectors_is_refused() {
    Reference whole = reference(FP32, INT8);
    Reference none =
        new Reference(
            whole.features(),
            whole.pca(),
            whole.tables(),
            whole.sample(),
            new Reference.Golden(new float[0], new double[0], new double[0]));
    refused(files(card(), none, FP32, INT8), Precision.INT8)
        .hasMessage(
            "models/tiny/model.onnx: the reference data has no golden vectors to hold the model"
                + " against; write it with 'vigia train'");
  }

  @Test
  void a_model_whose_rows_depend_on_each_other_is_refused() {
    byte[] dynamic = OnnxGraphs.dependsOnBatch(WIDTH);
    refused(files(card(), reference(FP32, dynamic), FP32, dynamic), Precision.INT8)
        .hasMessageMatching(
            "models/tiny/model.onnx: golden vector \\d+ scores 0\\.\\d+ in a batch and 0\\.\\d+"
                + " alone, expected the same but for rounding: rows must not depend on each other; quantise"
                + " statically, not dynamically");
  }

  @Test
  void a_model_that_answers_no_score_is_refused() {
    byte[] nan = OnnxGraphs.constant(WIDTH, Float.NaN);
    refused(files(card(), reference(FP32, INT8), FP32, nan), Precision.INT8)
        .hasMessageStartingWith(
            "models/tiny/model.onnx: fails on the golden vectors: the model's score of row 0 of 20"
                + " is NaN");
  }

  @Test
  void a_threshold_is_needed_and_has_to_be_a_score() {
    Map<String, byte[]> files = files();
    DetectorFixture.seal(files, new CardEdit(card()).threshold(null));
    refused(files, Precision.INT8)
        .hasMessage(
            "models/tiny/model-card.json: no threshold, and detector.yaml gives none under"
                + " 'alerts'; give one there, or a budget, and train");
    DetectorFixture.seal(
        files, new CardEdit(card()).threshold(new ModelCard.Threshold(62.5, "by hand")));
    refused(files, Precision.INT8)
        .hasMessage(
            "models/tiny/model-card.json: threshold.value is 62.5, expected a number from 0 to 1");
  }

  @Test
  void auto_without_a_clock_is_refused() {
    assertThatThrownBy(
            () ->
                Detector.open(
                    new DetectorFiles("models/tiny", new TreeMap<>(files())),
                    spec(),
                    Precision.AUTO,
                    null,
                    AdmissionGate.DEFAULT_BATCH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("precision auto measures time: pass a clock");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(
      Map<String, byte[]> files, Precision precision) {
    return assertThatThrownBy(() -> open(files, precision)).isInstanceOf(DetectorException.class);
  }

  /** A card with one thing changed. */
  private record CardEdit(ModelCard of) {
    ModelCard detector(String name) {
      return with(name, of.features(), of.featuresHash(), of.threshold());
    }

    ModelCard features(String... names) {
      return with(of.detector(), List.of(names), of.featuresHash(), of.threshold());
    }

    ModelCard featuresHash(String hash) {
      return with(of.detector(), of.features(), hash, of.threshold());
    }

    ModelCard threshold(ModelCard.Threshold threshold) {
      return with(of.detector(), of.features(), of.featuresHash(), threshold);
    }

    private ModelCard with(
        String detector, List<String> features, String hash, ModelCard.Threshold threshold) {
      return new ModelCard(
          of.name(),
          of.version(),
          detector,
          features,
          hash,
          of.trainingData(),
          of.seed(),
          of.network(),
          of.pca(),
          threshold,
          of.scores(),
          of.metrics(),
          of.costs(),
          of.tools(),
          of.hashes());
    }
  }
}
