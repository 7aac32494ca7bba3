package io.vigia.app.command;

import io.vigia.engine.model.Sha256;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.jobs.command.Terminal;
import io.vigia.jobs.command.Texts;
import io.vigia.jobs.kafka.ControlClient;
import io.vigia.schemas.ControlAction;
import io.vigia.schemas.ControlCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import picocli.CommandLine.Option;

/** Which jobs a command is for, and how long it may take. */
public final class ControlTarget {
  @Option(
      names = "--bootstrap-servers",
      defaultValue = "localhost:9092",
      paramLabel = "HOST:PORT",
      description = "Kafka brokers; ${DEFAULT-VALUE} unless given.")
  private String bootstrapServers;

  @Option(
      names = "--topic",
      defaultValue = "vigia-control",
      paramLabel = "TOPIC",
      description = "The jobs' control topic; ${DEFAULT-VALUE} unless given.")
  private String topic;

  @Option(
      names = "--metrics-topic",
      defaultValue = "vigia-metrics",
      paramLabel = "TOPIC",
      description = "Where the jobs acknowledge; ${DEFAULT-VALUE} unless given.")
  private String metricsTopic;

  @Option(
      names = "--detector",
      paramLabel = "NAME",
      description = "Name of the detector; that of the folder where one is given.")
  private String detector;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why, for whoever reads the topic later.")
  private String reason;

  @Option(
      names = "--timeout",
      defaultValue = "30s",
      converter = Texts.Length.class,
      paramLabel = "TIME",
      description = "How long to wait for the job; ${DEFAULT-VALUE} unless given.")
  private Duration timeout;

  @Option(
      names = "--kafka",
      paramLabel = "KEY=VALUE",
      description = "A property of the Kafka clients; may be repeated.")
  private Map<String, String> kafka = new LinkedHashMap<>();

  /**
   * SHA-256 of the model file that is meant. A folder also says which detector it is for.
   *
   * @param given a folder of this machine, or the hash itself
   */
  String sha256(String given) {
    if (given.matches("[0-9a-f]{64}")) {
      return given;
    }
    if (!Files.isDirectory(Path.of(given))) {
      throw new IllegalArgumentException(
          "'"
              + given
              + "': neither a folder of this machine nor a hash; give the folder, or the 64"
              + " hexadecimal digits of the SHA-256 of its model file");
    }
    DetectorFiles files = DetectorFiles.read(Path.of(given));
    DetectorSpec spec = DetectorSpecReader.read(files);
    String file =
        spec.model()
            .map(model -> model.file())
            .orElseThrow(() -> new IllegalArgumentException(given + ": has no model, only rules"));
    byte[] bytes = files.files().get(file);
    if (bytes == null) {
      throw new IllegalArgumentException(
          given + "/" + file + ": not there; found " + files.files().keySet());
    }
    if (detector == null) {
      detector = spec.name();
    }
    return Sha256.of(bytes);
  }

  /** A command of a new id. */
  ControlCommand.Builder command(ControlAction action) {
    if (detector == null) {
      throw new IllegalArgumentException(
          "no detector is named; write --detector NAME, such as --detector card-fraud");
    }
    return ControlCommand.newBuilder()
        .setId(UUID.randomUUID().toString())
        .setDetector(detector)
        .setIssuedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
        .setIssuedBy(System.getProperty("user.name"))
        .setReason(reason)
        .setAction(action);
  }

  /**
   * Sends a command and prints what became of it.
   *
   * @return the exit status: 0 when all subtasks follow, else 1
   */
  int send(ControlCommand command, Terminal terminal) {
    Properties properties = new Properties();
    properties.putAll(kafka);
    ControlClient.Result result =
        new ControlClient(bootstrapServers, properties, topic, metricsTopic).send(command, timeout);
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("command", command.getId());
    results.put("action", command.getAction().name());
    results.put("answer", result.answer());
    results.put("reason", result.reason());
    results.put("active_model", result.model());
    results.put("subtasks", result.subtasks());
    results.put("applied", result.applied());
    results.put("failed", result.failed());
    terminal.results(results);
    return result.isDone() ? 0 : 1;
  }
}
