package io.vigia.engine.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.engine.spec.DetectorFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorWriterTest {
  private static final Reference REFERENCE =
      DetectorFixture.reference(DetectorFixture.FP32, DetectorFixture.INT8);

  @TempDir private Path temp;

  private static Map<String, byte[]> others() {
    return new TreeMap<>(
        Map.of(
            "detector.yaml",
            "detector: tiny\n".getBytes(UTF_8),
            "model.onnx",
            DetectorFixture.INT8,
            "model-fp32.onnx",
            DetectorFixture.FP32));
  }

  @Test
  void writes_a_folder_that_opens() throws IOException {
    Path folder = temp.resolve("models/tiny");
    ModelCard card = DetectorWriter.write(folder, DetectorFixture.card(), REFERENCE, others());
    assertThat(card.hashes())
        .containsOnlyKeys("detector.yaml", "model.onnx", "model-fp32.onnx", "reference.avro")
        .containsEntry("model.onnx", Sha256.of(DetectorFixture.INT8));
    DetectorFiles files = DetectorFiles.read(folder);
    Detector detector = DetectorFixture.open(files.files(), DetectorFixture.spec(), Precision.INT8);
    assertThat(detector.card()).contains(card);
    assertThat(names(folder.getParent())).containsExactly("tiny");
  }

  @Test
  void the_same_detector_gives_the_same_bytes() {
    DetectorWriter.write(temp.resolve("a"), DetectorFixture.card(), REFERENCE, others());
    DetectorWriter.write(temp.resolve("b"), DetectorFixture.card(), REFERENCE, others());
    assertThat(DetectorFiles.read(temp.resolve("a")).files())
        .containsExactlyEntriesOf(DetectorFiles.read(temp.resolve("b")).files());
  }

  @Test
  void replaces_a_detector_as_a_whole() throws IOException {
    Path folder = temp.resolve("tiny");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("detector.yaml"), "old");
    Files.writeString(folder.resolve("left-over.avsc"), "old");
    DetectorWriter.write(folder, DetectorFixture.card(), REFERENCE, others());
    assertThat(names(folder))
        .containsExactly(
            "detector.yaml", "model-card.json", "model-fp32.onnx", "model.onnx", "reference.avro");
    assertThat(names(temp)).containsExactly("tiny");
  }

  @Test
  void leaves_what_is_no_detector_alone() throws IOException {
    Path folder = temp.resolve("thesis");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("chapter-1.txt"), "years of work");
    assertThatThrownBy(
            () -> DetectorWriter.write(folder, DetectorFixture.card(), REFERENCE, others()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            folder
                + ": found something that is no detector folder, expected a new place or a folder"
                + " with a detector.yaml");
    assertThat(names(folder)).containsExactly("chapter-1.txt");
    Map<String, byte[]> incomplete = others();
    incomplete.remove("detector.yaml");
    assertThatThrownBy(
            () ->
                DetectorWriter.write(
                    temp.resolve("new"), DetectorFixture.card(), REFERENCE, incomplete))
        .hasMessageEndingWith("no detector.yaml among [model-fp32.onnx, model.onnx]");
    assertThat(names(temp)).containsExactly("thesis");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
