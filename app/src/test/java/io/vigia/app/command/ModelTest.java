package io.vigia.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigia.app.Run;
import io.vigia.engine.model.DetectorWriter;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.model.Reference;
import io.vigia.engine.spec.DetectorFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code model show} and {@code model gate} on the shipped detector of card fraud. */
class ModelTest {
  private static final Path SHIPPED = Path.of("../models/card-fraud");

  @TempDir Path folder;

  private static JsonNode json(Run run) throws IOException {
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(1);
    return new ObjectMapper().readTree(run.last());
  }

  @Test
  void theCardIsShownAsItStandsInTheFolder() throws IOException {
    JsonNode card = json(Run.of("model", "show", SHIPPED, "--json"));
    assertThat(card)
        .isEqualTo(new ObjectMapper().readTree(SHIPPED.resolve("model-card.json").toFile()));
  }

  @Test
  void aPersonSeesWhatItIsAndHowGood() {
    Run run = Run.of("model", "show", SHIPPED);
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("detector         card-fraud", "pca ", "average_precision=", "multiply-adds")
        .contains("model.onnx       sha256 ")
        .containsPattern("relies on +\\w+ 0\\.\\d{3}(, \\w+ -?0\\.\\d{3}){9}\n")
        .contains("(drop of average precision on the 1024 events of reference.avro");
  }

  @Test
  void whatWasLearnedOfGroupsIsShown() {
    Run run = Run.of("model", "show", SHIPPED.resolveSibling("camera-tracks"));
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("learned          known: count of height by camera, 4 groups\n")
        .containsPattern("usual_speed: mean of speed by camera .*, of all events 0\\.\\d+\n");
  }

  @Test
  void howScoresAreSmoothedAndWhatThresholdsAdaptToIsShown() {
    assertThat(shown(new ModelCard.Scores(0.125, new ModelCard.Tail(0.25, 19.96, 40))))
        .contains("usual score      0.125")
        .contains("smoothed by      terminal over 6 events, share 0.5")
        .contains(
            "adapts to        customer, half-life PT72H; peaks from 0.25 on, which gave 20.0 times"
                + " the budget of 40 keys");
    assertThat(shown(new ModelCard.Scores(0.125)))
        .contains(
            "adapts to        customer, half-life PT72H: not at all, training found no tail; the"
                + " threshold holds for all");
  }

  /** What is shown of the shipped detector, had it been trained so. */
  private String shown(ModelCard.Scores scores) {
    DetectorFiles files = DetectorFiles.read(SHIPPED);
    TreeMap<String, byte[]> changed = new TreeMap<>(files.asMap());
    String yaml = new String(changed.get(DetectorFiles.SPEC), StandardCharsets.UTF_8);
    changed.put(
        DetectorFiles.SPEC,
        yaml.replace(
                "  file: model.onnx\n",
                "  file: model.onnx\n  smooth: [{key: terminal, events: 6, share: 0.5}]\n")
            .replace(
                "  budget: 100/day\n",
                "  budget: 100/day\n  adapt: {key: customer, half_life: 3d}\n")
            .getBytes(StandardCharsets.UTF_8));
    ModelCard card = ModelCard.read(changed.remove(DetectorFiles.CARD), "card");
    Reference reference = Reference.read(changed.remove(DetectorFiles.REFERENCE), "reference");
    Path out = folder.resolve(scores.tail() == null ? "plain" : "tail");
    DetectorWriter.write(
        out,
        new ModelCard(
            card.name(),
            card.version(),
            card.detector(),
            card.features(),
            card.featuresHash(),
            card.trainingData(),
            card.seed(),
            card.network(),
            card.pca(),
            card.threshold(),
            scores,
            card.metrics(),
            card.costs(),
            card.tools(),
            card.hashes()),
        reference,
        changed);
    Run run = Run.of("model", "show", out);
    assertThat(run.status()).as(run.err()).isZero();
    return run.out();
  }

  @Test
  void theGateSaysWhatItMeasuredAndDecided() throws IOException {
    JsonNode gate = json(Run.of("model", "gate", SHIPPED, "--json"));
    assertThat(gate.fieldNames())
        .toIterable()
        .containsExactly(
            "precision", "reason", "measure", "fp32_quality", "int8_quality", "timings");
    String precision = gate.get("precision").asText();
    assertThat(precision).isIn("int8", "fp32");
    assertThat(gate.get("reason").asText()).startsWith(precision + ": ");
    assertThat(gate.get("timings")).hasSize(3);
  }

  @Test
  void aDamagedModelIsRefusedInOneLine() throws IOException {
    Path copy = Files.createDirectory(folder.resolve("card-fraud"));
    try (Stream<Path> files = Files.list(SHIPPED)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, copy.resolve(file.getFileName().toString()));
      }
    }
    byte[] model = Files.readAllBytes(copy.resolve("model.onnx"));
    model[model.length / 2] ^= 1;
    Files.write(copy.resolve("model.onnx"), model);
    Run run = Run.of("model", "show", copy);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.err()).contains("model.onnx").containsIgnoringCase("sha");
  }
}
