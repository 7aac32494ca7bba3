package io.vigia.jobs.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.jobs.testing.Await;
import io.vigia.jobs.testing.EmbeddedKafka;
import io.vigia.jobs.testing.StandaloneCluster;
import io.vigia.jobs.testing.TestDetector;
import io.vigia.schemas.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shaded jar on a cluster of separate processes, as {@code flink run} would bring it there. */
class SubmitITCase {
  @TempDir Path folder;

  private static Optional<Path> jar() throws IOException {
    Path target = Path.of("target");
    if (!Files.isDirectory(target)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(target)) {
      return files.filter(file -> file.toString().endsWith("-all.jar")).findFirst();
    }
  }

  @Test
  @Timeout(240)
  void alertsComeFromAClusterOfSeparateProcesses() throws Exception {
    Optional<Path> jar = jar();
    assertThat(jar).as("the shaded jar; build it by mvn -pl jobs -am package").isPresent();
    Path detector = TestDetector.write(folder.resolve("test-card"));
    StandaloneCluster cluster;
    try (EmbeddedKafka kafka = new EmbeddedKafka()) {
      cluster = new StandaloneCluster(2);
      try (cluster) {
        kafka.create(2, "transactions", "card-labels");
        JobSubmitter submitter = new JobSubmitter(cluster.address());
        List<String> arguments =
            List.of(
                "--detector", detector.toString(),
                "--bootstrap-servers", kafka.bootstrapServers(),
                "--parallelism", "2",
                "--checkpoint-dir", folder.resolve("checkpoints").toUri().toString());
        JobID job = flinkRun(cluster, jar.get(), arguments);

        kafka.send("transactions", 0, List.of(TestDetector.bytes(1, 0, 7, 3, 500)));
        kafka.send("transactions", 1, List.of(TestDetector.bytes(2, 1, 8, 3, 20)));
        Alert alert;
        try {
          alert = kafka.read("vigia-alerts", Alert.class, 1).get(0);
        } catch (AssertionError e) {
          throw new AssertionError(cluster.logs(), e);
        }
        assertThat(alert.getEventId()).isEqualTo("1");
        assertThat(alert.getRules()).containsExactly("large");
        assertThat(submitter.status(job)).isEqualTo(JobStatus.RUNNING);

        submitter.cancel(job);
        Await.until(Duration.ofSeconds(30), () -> submitter.status(job) == JobStatus.CANCELED);

        assertThatThrownBy(
                () ->
                    submitter.submit(
                        jar.get(), "io.vigia.jobs.DetectionJob", List.of("--detektor", "x")))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("unknown option 'detektor'; options: ");
      }
    }
    assertThat(cluster.alive()).isFalse();
  }

  private static JobID flinkRun(StandaloneCluster cluster, Path jar, List<String> arguments)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "run",
                "--detached",
                "-c",
                "io.vigia.jobs.DetectionJob",
                jar.toAbsolutePath().toString()));
    command.addAll(arguments);
    String output = cluster.flink(command.toArray(new String[0]));
    Matcher id = Pattern.compile("JobID ([0-9a-f]{32})").matcher(output);
    assertThat(id.find()).as(output).isTrue();
    return JobID.fromHexString(id.group(1));
  }

  private static void cancel(JobSubmitter submitter, JobID job) throws Exception {
    submitter.cancel(job);
    Await.until(Duration.ofSeconds(30), () -> submitter.status(job) == JobStatus.CANCELED);
  }

  @Test
  void refusesAnAddressAndAJarThatAreNone() {
    assertThatThrownBy(() -> new JobSubmitter("localhost"))
        .hasMessage(
            "cluster 'localhost'; expected host:port of its REST endpoint, such as localhost:8081");
    assertThatThrownBy(
            () -> new JobSubmitter("127.0.0.1:1").submit(Path.of("no.jar"), "Main", List.of()))
        .hasMessage("no.jar: no such jar; build it by mvn -pl jobs -am package");
  }
}
