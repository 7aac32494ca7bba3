package io.vigia.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The example that the guide shows is a detector. */
class DetectorGuideTest {

  @Test
  void readsTheExampleOfTheGuide() throws Exception {
    String guide = Files.readString(Path.of("../docs/guide/detector-format.md"));
    String example = guide.substring(guide.indexOf("```yaml\n") + 8);
    example = example.substring(0, example.indexOf("```"));

    DetectorSpec spec = DetectorSpecReader.read(Detectors.files(example));
    assertThat(spec.features()).hasSize(5);
    assertThat(spec.rules()).hasSize(1);
  }
}
