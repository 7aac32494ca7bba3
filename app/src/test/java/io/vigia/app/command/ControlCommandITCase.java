package io.vigia.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.app.Run;
import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.jobs.DetectionJob;
import io.vigia.jobs.JobOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code vigia control} against a job of the shipped card detector. */
class ControlCommandITCase {
  private static final Path CARDS = Path.of("../models/card-fraud").toAbsolutePath().normalize();

  @TempDir Path folder;

  private static Run control(EmbeddedKafka kafka, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("control"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--bootstrap-servers", kafka.bootstrapServers(), "--json"));
    return Run.of(all.toArray());
  }

  private static JobClient start(EmbeddedKafka kafka) throws Exception {
    Configuration config = new Configuration();
    config.set(JobOptions.DETECTOR, CARDS.toString());
    config.set(JobOptions.BOOTSTRAP_SERVERS, kafka.bootstrapServers());
    config.set(JobOptions.PARALLELISM, 2);
    kafka.createTopic("transactions", 1);
    kafka.createTopic("card-labels", 1);
    DetectionJob.checkTopics(config);
    StreamExecutionEnvironment environment = DetectionJob.environment(config);
    DetectionJob.pipeline(config).build(environment);
    return environment.executeAsync();
  }

  private Path damaged() throws Exception {
    Path copy = Files.createDirectory(folder.resolve("damaged"));
    try (Stream<Path> files = Files.list(CARDS)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    byte[] graph = Files.readAllBytes(copy.resolve("model.onnx"));
    graph[graph.length / 2] ^= 1;
    Files.write(copy.resolve("model.onnx"), graph);
    return copy;
  }

  @Test
  @Timeout(240)
  void saysWhatBecameOfACommand() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
      JobClient job = start(kafka);
      // Commands from before the job looked at the topic are not for it.
      Run first;
      do {
        first = control(kafka, "threshold", 0.25, "--detector", "card-fraud", "--timeout", "5s");
      } while (first.status() != 0);
      assertThat(first.last())
          .contains(
              "\"action\":\"SET_THRESHOLD\",\"answer\":\"accepted\"",
              "\"reason\":\"scores from 0.25 on alert\"",
              "\"subtasks\":2,\"applied\":2,\"failed\":0");

      Run same = control(kafka, "load", CARDS);
      assertThat(same.status()).as(same.err()).isZero();
      assertThat(same.last()).contains("is at hand already");

      Run bad = control(kafka, "load", damaged());
      assertThat(bad.status()).isEqualTo(1);
      assertThat(bad.last()).contains("\"answer\":\"refused\"", "as model-card.json says");

      Run rule = control(kafka, "add-rule", "x", "amuont > 1.0", "--detector", "card-fraud");
      assertThat(rule.status()).isEqualTo(1);
      assertThat(rule.last()).contains("rule 'x': expression");

      Run nobody = control(kafka, "roll-back", "--detector", "nobody", "--timeout", "2s");
      assertThat(nobody.status()).isEqualTo(1);
      assertThat(nobody.err()).contains("no job of detector 'nobody' answered");

      job.cancel().get();
    }
  }

  @Test
  void wrongUseIsToldBeforeAnythingIsSent() {
    Run unnamed = Run.of("control", "threshold", 0.5);
    assertThat(unnamed.status()).isEqualTo(2);
    assertThat(unnamed.err()).contains("no detector is named; write --detector NAME");

    Run unhashed = Run.of("control", "load", "s3://models/7", "--detector", "card-fraud");
    assertThat(unhashed.status()).isEqualTo(2);
    assertThat(unhashed.err()).contains("no folder of this machine; give --sha256 HEX");

    Run unknown = Run.of("control", "activate", "abc", "--detector", "card-fraud");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err()).contains("'abc': neither a folder of this machine nor a hash");
  }
}
