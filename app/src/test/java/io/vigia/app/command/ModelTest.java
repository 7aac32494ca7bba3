package io.vigia.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigia.app.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
