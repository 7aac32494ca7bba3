package io.vigia.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.app.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrong use; that a job arrives at a cluster is held by the tests of the submitter. */
class SubmitTest {
  @TempDir Path folder;

  private static void refuses(String message, Object... arguments) {
    Run run = Run.of(arguments);
    assertThat(run.err().strip()).isEqualTo("vigia: " + message);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void wrongUseIsToldInOneLine() {
    refuses(
        "job 'froud': unknown; expected one of detection, fraud, machines, sensors, surveillance",
        "submit",
        "froud",
        "--detector",
        "models/card-fraud");
    refuses(
        "cluster 'nowhere'; expected host:port of its REST endpoint, such as localhost:8081",
        "submit",
        "fraud",
        "--cluster",
        "nowhere");
    Path jar = folder.resolve("none.jar");
    refuses(
        jar + ": no such jar; build it by mvn -pl jobs -am package",
        "submit",
        "FraudDetectionJob",
        "--jar",
        jar,
        "--config",
        "job.yaml");
  }
}
