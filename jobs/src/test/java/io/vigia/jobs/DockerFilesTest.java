package io.vigia.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Holds the files of {@code docker/} together, as far as that goes without Docker. */
class DockerFilesTest {
  private static final Path DOCKER = Path.of("../docker");

  private static Map<?, ?> yaml(Path file) throws IOException {
    Object tree =
        new Load(LoadSettings.builder().setLabel(file.toString()).build())
            .loadFromString(Files.readString(file));
    assertThat(tree).as(file.toString()).isInstanceOf(Map.class);
    return (Map<?, ?>) tree;
  }

  private static Map<?, ?> map(Object value) {
    return (Map<?, ?>) value;
  }

  private static List<String> texts(Object value) {
    List<String> texts = new ArrayList<>();
    if (value != null) {
      ((List<?>) value).forEach(each -> texts.add(each.toString()));
    }
    return texts;
  }

  @Test
  void everyYamlFileIsRead() throws IOException {
    try (Stream<Path> files = Files.walk(DOCKER)) {
      for (Path file : files.filter(each -> each.toString().matches(".*\\.ya?ml")).toList()) {
        assertThat(yaml(file)).as(file.toString()).isNotEmpty();
      }
    }
  }

  @Test
  void composePublishesOnLoopbackAloneAndMountsWhatIsThere() throws IOException {
    Map<?, ?> services = map(yaml(DOCKER.resolve("compose.yaml")).get("services"));
    assertThat(services.keySet())
        .extracting(Object::toString)
        .containsExactlyInAnyOrder("kafka", "jobmanager", "taskmanager", "prometheus", "grafana");
    services.forEach(
        (name, service) -> {
          assertThat(map(service).containsKey("image") || map(service).containsKey("build"))
              .as("%s has an image", name)
              .isTrue();
          assertThat(texts(map(service).get("ports")))
              .as("ports of %s", name)
              .allMatch(port -> port.startsWith("127.0.0.1:"));
          assertThat(services.keySet())
              .extracting(Object::toString)
              .containsAll(texts(map(service).get("depends_on")));
          for (String volume : texts(map(service).get("volumes"))) {
            if (volume.startsWith("./")) {
              assertThat(DOCKER.resolve(volume.substring(0, volume.indexOf(':'))))
                  .as("mount of %s", name)
                  .exists();
            }
          }
        });
  }

  @Test
  void theImageCopiesWhatIsThere() throws IOException {
    List<String> copied =
        Files.readAllLines(DOCKER.resolve("Dockerfile")).stream()
            .filter(line -> line.startsWith("COPY "))
            .map(line -> line.split(" ")[1])
            .filter(source -> !source.contains("/target/"))
            .toList();
    assertThat(copied).isNotEmpty().allMatch(source -> Files.exists(Path.of("..", source)));
  }
}
