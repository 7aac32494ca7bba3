package io.vigia.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of mistake and the whole text by which it is refused. The cases stand in mistakes.txt:
 * name of the detector that is changed, the lines taken out (-) and put in (+), and the messages.
 */
class DetectorMistakesTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void refuses(String name, String yaml, String message) {
    assertThatThrownBy(() -> DetectorSpecReader.read(Detectors.files(yaml)))
        .isInstanceOf(SpecException.class)
        .hasMessage(message);
  }

  static Stream<Arguments> mistakes() throws IOException {
    try (InputStream in = DetectorMistakesTest.class.getResourceAsStream("mistakes.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("\n\n")).map(block -> mistake(block.strip()));
    }
  }

  private static Arguments mistake(String block) {
    List<String> head = new ArrayList<>();
    List<String> messages = new ArrayList<>();
    for (String line : block.split("\n")) {
      if (!line.startsWith("#")) {
        (line.startsWith("d/") || line.equals("X") ? messages : head).add(line);
      }
    }
    String base = head.get(0).equals("sensor") ? Detectors.SENSOR : Detectors.cardFraud();
    String yaml = base;
    for (int i = 1; i < head.size(); i++) {
      String line = head.get(i);
      if (line.startsWith("-")) {
        String taken = line.substring(1).replace("\\n", "\n");
        assertThat(yaml).as(block).contains(taken);
        boolean isReplaced = i + 1 < head.size() && head.get(i + 1).startsWith("+");
        yaml =
            isReplaced
                ? yaml.replace(taken, head.get(++i).substring(1).replace("\\n", "\n"))
                : yaml.replace(taken + "\n", "");
      } else {
        yaml += line.substring(1).replace("\\n", "\n") + "\n";
      }
    }
    return Arguments.of(
        messages.isEmpty() ? block : messages.get(0), yaml, String.join("\n", messages));
  }

  @Test
  void refusesBytesThatAreNoText() {
    assertThatThrownBy(
            () -> DetectorSpecReader.read(Detectors.files(new byte[] {'a', (byte) 0xff, 'b'})))
        .hasMessage("d/detector.yaml:1: the file is not UTF-8 text");
  }

  @Test
  void refusesWhatIsTooLarge() {
    assertThatThrownBy(
            () -> DetectorSpecReader.read(Detectors.files(new byte[YamlDocument.MAX_BYTES + 1])))
        .hasMessage("d/detector.yaml:1: 1048577 bytes; a detector has at most 1048576");
  }

  @Test
  void refusesAFeatureTooMany() {
    StringBuilder yaml = new StringBuilder(Detectors.SENSOR);
    yaml.append("  - {name: e, field: embedding, size: 4095}\n  - {name: f, field: value}\n");
    yaml.append("  - {name: g, field: value}\n");
    assertThatThrownBy(() -> DetectorSpecReader.read(Detectors.files(yaml.toString())))
        .hasMessage(
            "d/detector.yaml:11: feature 'f': with it the features make 4097 inputs; a model has at"
                + " most 4096");
  }

  @Test
  void listsAtMostFiftyMistakes() {
    String yaml = Detectors.SENSOR + "  - {name: x, expr: '1 +'}\n".repeat(60);
    assertThatThrownBy(() -> DetectorSpecReader.read(Detectors.files(yaml)))
        .hasMessageEndingWith("\nd/detector.yaml: and 69 more");
  }

  @Test
  void refusesDeepNestingWithoutDeepRecursion() {
    assertThatThrownBy(() -> DetectorSpecReader.read(Detectors.files("[".repeat(100_000))))
        .hasMessage("d/detector.yaml:1: nested more than 20 deep");
  }
}
