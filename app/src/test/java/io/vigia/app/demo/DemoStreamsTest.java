package io.vigia.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.app.simulate.card.CardParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoStreamsTest {
  private static final Path RULES =
      Path.of("src/test/resources/io/vigia/app/demo/card-rules").toAbsolutePath();

  @TempDir Path home;

  private final List<String> notes = new ArrayList<>();

  @BeforeEach
  void aHomeWithCardsAndUntrainedCameras() throws IOException {
    String rules = Files.readString(RULES.resolve("detector.yaml"));
    write("models/card-fraud", rules);
    write(
        "models/camera-tracks",
        """
        detector: camera-tracks
        event: {schema: TrackedObject, topic: t, id: event_id, time: frame_time, keys: {c: camera_id}}
        features:
          - {name: seen, key: c, aggregate: count, window: 1m}
          - {name: right, field: x2}
        model: {pca: none, network: {kind: autoencoder, hidden: [1]}}
        """);
  }

  private void write(String folder, String yaml) throws IOException {
    Path detector = Files.createDirectories(home.resolve(folder));
    Files.writeString(detector.resolve("detector.yaml"), yaml);
  }

  private List<String> choose(List<Path> detectors, String... names) {
    return new DemoStreams(home, detectors, CardParameters.defaults(), 3, 7)
            .choose(names.length == 0 ? Optional.empty() : Optional.of(List.of(names)), notes::add)
            .stream()
            .map(stream -> stream.name() + " " + stream.detector())
            .toList();
  }

  @Test
  void byDefaultWhatIsNotTrainedIsLeftOutWithANote() {
    assertThat(choose(List.of())).containsExactly("card " + home.resolve("models/card-fraud"));
    assertThat(notes)
        .containsExactly(
            "stream camera is not available: "
                + home.resolve("models/camera-tracks")
                + " is not trained yet (vigia train); left out");
  }

  @Test
  void whatIsAskedForMustBeThere() {
    assertThatThrownBy(() -> choose(List.of(), "card", "camera"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stream camera is not available: ")
        .hasMessageEndingWith("is not trained yet (vigia train)");
    assertThatThrownBy(() -> choose(List.of(), "machine"))
        .hasMessageEndingWith("is no folder of a detector");
    assertThatThrownBy(() -> choose(List.of(), "cctv"))
        .hasMessage("--streams: 'cctv' is unknown; expected some of card, camera, sensor, machine");
  }

  @Test
  void aDetectorTakesThePlaceOfTheShippedOneOfItsEvents() {
    assertThat(choose(List.of(RULES), "card", "card")).containsExactly("card " + RULES);
    assertThatThrownBy(() -> choose(List.of(RULES.resolveSibling("camera-rules")), "card"))
        .hasMessageEndingWith("watches stream camera, which is not shown; add it to --streams");
  }
}
