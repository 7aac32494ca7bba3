package io.vigia.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.control.Acknowledgement;
import io.vigia.jobs.kafka.KafkaEdges;
import io.vigia.jobs.scoring.ScoringOptions;
import io.vigia.jobs.testing.Await;
import io.vigia.jobs.testing.Commands;
import io.vigia.jobs.testing.EmbeddedKafka;
import io.vigia.jobs.testing.ModelFolder;
import io.vigia.jobs.testing.TestDetector;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.schemas.Alert;
import io.vigia.schemas.ControlAction;
import io.vigia.schemas.ControlCommand;
import io.vigia.schemas.MetricSample;
import io.vigia.schemas.Score;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models change in a job that runs, between Kafka topics. */
class ControlITCase {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static EmbeddedKafka kafka;

  @TempDir Path folder;

  @BeforeAll
  static void startBroker() throws Exception {
    kafka = new EmbeddedKafka();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    kafka.close();
  }

  private JobClient start(String test, DetectorFiles files, int parallelism, String savepoint)
      throws Exception {
    Configuration configuration = DetectionPipeline.configuration(Duration.ofMillis(1));
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
    configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toUri().toString());
    if (savepoint != null) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    KafkaEdges edges =
        new KafkaEdges(kafka.bootstrapServers(), new Properties(), SpecFiles.of(files));
    DetectionPipeline.of(files)
        .options(
            PipelineOptions.live()
                .withPrecision(Precision.INT8)
                // A pause of the machine must not have the rung below answer.
                .withScoring(ScoringOptions.live().withLatencyBudget(Duration.ZERO)))
        .events(edges.events(test + "-events", test, OffsetsInitializer.earliest(), null))
        .labels(edges.labels(test + "-labels", test, OffsetsInitializer.earliest(), null))
        .alertsTo(edges.alerts(test + "-alerts"))
        .scoresTo(edges.scores(test + "-scores"))
        .deadLettersTo(edges.deadLetters(test + "-dead"))
        .metricsTo(edges.metrics(test + "-metrics"))
        .controlledBy(edges.control(test + "-control", test, OffsetsInitializer.earliest()))
        .commandsTo(edges.commands(test + "-control"))
        .build()
        .build(environment);
    return environment.executeAsync();
  }

  private static void topics(String test) throws Exception {
    for (String topic : List.of("events", "labels", "alerts", "scores", "dead", "metrics")) {
      kafka.create(2, test + "-" + topic);
    }
    kafka.create(1, test + "-control");
  }

  private static void send(String test, ControlCommand command) {
    kafka.send(test + "-control", 0, List.of(EmbeddedKafka.encodeAny(command)));
  }

  /** Waits for acknowledgements of a command, from as many subtasks. */
  private static List<MetricSample> acknowledged(String test, String id, String value, int count)
      throws Exception {
    List<MetricSample> found = new ArrayList<>();
    Await.until(
        PATIENCE,
        () -> {
          found.clear();
          for (MetricSample sample : kafka.readAll(test + "-metrics", MetricSample.class)) {
            if (id.equals(sample.getTags().get(Acknowledgement.COMMAND_ID))
                && sample.getValues().containsKey(value)) {
              found.add(sample);
            }
          }
          return found.size() >= count;
        });
    assertThat(found).hasSize(count);
    return found;
  }

  /** Sends payments at a steady rate until it is closed. */
  private static final class Load implements AutoCloseable {
    private static final long PAUSE_NANOS = 2_000_000;
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final AtomicLong sent = new AtomicLong();
    private final Thread thread;

    Load(String topic) {
      thread =
          new Thread(
              () -> {
                while (running.get()) {
                  long id = sent.get();
                  kafka.send(
                      topic,
                      (int) (id % 2),
                      List.of(TestDetector.bytes(id, id / 10, id % 40, id % 25, id % 7)));
                  sent.incrementAndGet();
                  LockSupport.parkNanos(PAUSE_NANOS);
                }
              });
      thread.start();
    }

    @Override
    public void close() throws InterruptedException {
      running.set(false);
      thread.join();
    }
  }

  /**
   * The longest time without a score, in milliseconds.
   *
   * @param times when scores were written
   */
  private static long gap(List<Long> times, long from, long to) {
    long largest = 0;
    long before = -1;
    for (long time : times) {
      if (time >= from && time < to) {
        largest = before < 0 ? 0 : Math.max(largest, time - before);
        before = time;
      }
    }
    return largest;
  }

  @Test
  @Timeout(240)
  void modelsChangeUnderLoadAndEveryEventIsScoredOnceByOneThatIsNamed() throws Exception {
    topics("swap");
    DetectorFiles own = ModelFolder.write(folder.resolve("own"), "own", 1.01f);
    DetectorFiles next = ModelFolder.write(folder.resolve("next"), "next", 0.99f);
    DetectorFiles bad = ModelFolder.write(folder.resolve("bad"), "bad", 0.98f);
    byte[] graph = bad.files().get("model.onnx").clone();
    graph[graph.length / 2] ^= 1;
    Files.write(folder.resolve("bad/model.onnx"), graph);

    JobClient job = start("swap", own, 2, null);
    Await.until(PATIENCE, () -> job.getJobStatus().get() == JobStatus.RUNNING);
    String savepoint;
    long sent;
    List<MetricSample> applied;
    try (Load load = new Load("swap-events")) {
      kafka.read("swap-scores", Score.class, 200);

      send("swap", Commands.load("bad", bad));
      MetricSample refusal = acknowledged("swap", "bad", Acknowledgement.REFUSED, 1).get(0);
      assertThat(refusal.getTags().get(Acknowledgement.REASON))
          .contains("bad/model.onnx: SHA-256 is ");

      send("swap", Commands.load("load", next));
      acknowledged("swap", "load", Acknowledgement.APPLIED, 2);
      send("swap", Commands.of("go", ControlAction.ACTIVATE, next));
      send("swap", Commands.of("go", ControlAction.ACTIVATE, next));
      applied = acknowledged("swap", "go", Acknowledgement.APPLIED, 2);
      assertThat(applied).extracting(MetricSample::getSubtask).containsExactlyInAnyOrder(0, 1);
      acknowledged("swap", "go", Acknowledgement.REPEATED, 1);

      send("swap", Commands.rule("rule", "any", "amount >= 0.0"));
      acknowledged("swap", "rule", Acknowledgement.APPLIED, 2);
      long seen = load.sent.get();
      Await.until(
          PATIENCE,
          () ->
              kafka.readAll("swap-scores", Score.class).stream()
                  .anyMatch(score -> score.getScore() < 0.6 && score.getAlert()));
      Await.until(PATIENCE, () -> load.sent.get() > seen + 200);
      savepoint =
          job.stopWithSavepoint(
                  false, folder.resolve("savepoints").toString(), SavepointFormatType.CANONICAL)
              .get(60, TimeUnit.SECONDS);
      sent = load.sent.get();
    }

    JobClient again = start("swap", own, 1, savepoint);
    kafka.send("swap-events", 0, List.of(TestDetector.bytes(1_000_000, sent / 10, 1, 1, 3)));
    Map<String, Score> scores = new HashMap<>();
    Await.until(
        PATIENCE,
        () -> {
          scores.clear();
          for (Score score : kafka.readAll("swap-scores", Score.class)) {
            assertThat(scores.put(score.getEventId(), score)).as("scored twice").isNull();
          }
          return scores.containsKey("1000000") && scores.size() > sent;
        });
    again.cancel().get(60, TimeUnit.SECONDS);
    Await.until(PATIENCE, () -> again.getJobExecutionResult().isDone());

    List<Long> times =
        kafka.read("swap-scores", PATIENCE, records -> records.size() > sent).stream()
            .map(ConsumerRecord::timestamp)
            .sorted()
            .toList();
    long swap = applied.get(0).getTime().toEpochMilli();
    System.out.printf(
        "longest time without a score: %d ms in the second of the swap, %d ms in the one before%n",
        gap(times, swap - 500, swap + 500), gap(times, swap - 1_500, swap - 500));

    String before = Commands.sha256(own);
    String after = Commands.sha256(next);
    assertThat(scores.values())
        .extracting(Score::getModelSha256)
        .containsOnly(before, after)
        .contains(before, after);
    assertThat(scores.get("0").getModelSha256()).isEqualTo(before);
    assertThat(scores.get("1000000").getModelSha256()).isEqualTo(after);
    for (long id = 0; id < sent; id++) {
      assertThat(scores).containsKey(Long.toString(id));
    }
  }

  /** Each terminal's events count half, from the usual score 0.7 on. */
  @Test
  @Timeout(240)
  void smoothingGoesOnThroughAnOrderARestartAndMoreSubtasks() throws Exception {
    topics("smooth");
    DetectorFiles files =
        ModelFolder.write(
            folder.resolve("smooth"),
            "1",
            0.01f,
            ModelFolder.YAML.replace(
                "  file: model.onnx\n",
                "  file: model.onnx\n  smooth: [{key: terminal, events: 3}]\n"));
    int terminals = 12;
    kafka.send("smooth-events", 0, payments(0, terminals));
    kafka.send("smooth-events", 0, payments(100, terminals));
    JobClient job = start("smooth", files, 1, null);
    kafka.read("smooth-scores", Score.class, 2 * terminals);
    send("smooth", Commands.threshold("high", 0.95));
    acknowledged("smooth", "high", Acknowledgement.APPLIED, 1);
    String savepoint =
        job.stopWithSavepoint(
                false, folder.resolve("savepoints").toString(), SavepointFormatType.CANONICAL)
            .get(60, TimeUnit.SECONDS);

    kafka.send("smooth-events", 1, payments(200, terminals));
    JobClient more = start("smooth", files, 2, savepoint);
    List<Score> scores = kafka.read("smooth-scores", Score.class, 3 * terminals);
    List<Alert> alerts = kafka.read("smooth-alerts", Alert.class, 1);
    more.cancel().get(60, TimeUnit.SECONDS);
    Await.until(PATIENCE, () -> more.getJobExecutionResult().isDone());

    double usual = Math.log(0.7 / 0.3);
    for (Score score : scores) {
      long id = Long.parseLong(score.getEventId());
      double raw = 2 + 0.1 * (id % 100);
      double weight = 1 - Math.pow(0.5, 1 + id / 100);
      double expected = 1 / (1 + Math.exp(-(usual + weight * (raw - usual))));
      assertThat(score.getScore()).as("event " + id).isCloseTo(expected, within(1e-5));
    }
    Alert alert = alerts.get(0);
    double raw = 2 + 0.1 * (Long.parseLong(alert.getEventId()) % 100);
    assertThat(alert.getRawScore()).isCloseTo(1 / (1 + Math.exp(-raw)), within(1e-5));
    assertThat(alert.getScore()).isLessThan(alert.getRawScore());
  }

  /** One of each terminal, of different amounts: the model's log-odds are a hundredth of them. */
  private static List<byte[]> payments(long firstId, int terminals) {
    List<byte[]> payments = new ArrayList<>();
    for (int terminal = 0; terminal < terminals; terminal++) {
      payments.add(
          TestDetector.bytes(firstId + terminal, firstId, terminal, terminal, 200 + 10 * terminal));
    }
    return payments;
  }

  @Test
  @Timeout(240)
  void aChallengerThatLosesByTheLabelsIsSentAwayByTheJobItself() throws Exception {
    topics("shadow");
    DetectorFiles own = ModelFolder.write(folder.resolve("own"), "own", 1.01f);
    DetectorFiles blind = ModelFolder.write(folder.resolve("blind"), "blind", -1);
    JobClient job = start("shadow", own, 2, null);
    Await.until(PATIENCE, () -> job.getJobStatus().get() == JobStatus.RUNNING);
    send("shadow", Commands.load("load", blind));
    send("shadow", Commands.of("go", ControlAction.SHADOW, blind));
    acknowledged("shadow", "go", Acknowledgement.APPLIED, 2);

    // Every tenth payment is large, a fraud, and seen by the active model alone.
    List<byte[]> payments = new ArrayList<>();
    List<byte[]> labels = new ArrayList<>();
    for (int id = 0; id < 400; id++) {
      boolean isFraud = id % 10 == 0;
      payments.add(TestDetector.bytes(id, id, id % 40, id % 25, isFraud ? 6 : 1));
      if (isFraud) {
        labels.add(TestDetector.label(id, id, 400 + id, id % 40, id % 25, 1));
      }
    }
    kafka.send("shadow-events", 0, payments);
    kafka.read("shadow-scores", Score.class, payments.size());
    kafka.send("shadow-labels", 0, labels);

    String ended = "vigia-roll-back-2-" + Commands.sha256(blind);
    acknowledged("shadow", ended, Acknowledgement.ACCEPTED, 1);
    acknowledged("shadow", ended, Acknowledgement.APPLIED, 2);
    job.cancel().get(60, TimeUnit.SECONDS);
    Await.until(PATIENCE, () -> job.getJobExecutionResult().isDone());

    ControlCommand command =
        kafka.readAll("shadow-control", ControlCommand.class).stream()
            .filter(each -> each.getId().equals(ended))
            .findFirst()
            .orElseThrow();
    assertThat(command.getIssuedBy()).isEqualTo("vigia");
    assertThat(command.getReason()).contains("the challenger was right on 0 and the active model");
    MetricSample total =
        kafka.readAll("shadow-metrics", MetricSample.class).stream()
            .filter(sample -> sample.getOperator().equals("judge"))
            .max(Comparator.comparingDouble(sample -> sample.getValues().get("compared_total")))
            .orElseThrow();
    assertThat(total.getValues())
        .containsEntry("compared_total", 400.0)
        .containsEntry("alerts_active_only_total", 40.0)
        .containsEntry("agreement", 0.9)
        .containsEntry("difference_mean", total.getValues().get("difference_total") / 400);
    assertThat(kafka.readAll("shadow-scores", Score.class))
        .extracting(Score::getModelSha256)
        .containsOnly(Commands.sha256(own));
  }
}
