package io.vigia.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.kafka.KafkaEdges;
import io.vigia.jobs.operators.Ordering;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.jobs.scoring.ScoringOptions;
import io.vigia.jobs.testing.AmountModel;
import io.vigia.jobs.testing.Await;
import io.vigia.jobs.testing.EmbeddedKafka;
import io.vigia.jobs.testing.FailingOnce;
import io.vigia.jobs.testing.HeavyModel;
import io.vigia.jobs.testing.TestDetector;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.schemas.Alert;
import io.vigia.schemas.DeadLetter;
import io.vigia.schemas.DeadLetterReason;
import io.vigia.schemas.Label;
import io.vigia.schemas.MetricSample;
import io.vigia.schemas.Score;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline between Kafka topics. Each test has topics of its own. */
class PipelineITCase {
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

  private StreamExecutionEnvironment environment(int parallelism, Configuration more) {
    Configuration configuration = DetectionPipeline.configuration(Duration.ofMillis(1));
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
    configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toUri().toString());
    configuration.addAll(more);
    return StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
  }

  /** The pipeline from and to the topics of a test. */
  private static DetectionPipeline pipeline(
      String test,
      DetectorFiles files,
      PipelineOptions options,
      ModelSource model,
      boolean bounded) {
    KafkaEdges edges =
        new KafkaEdges(kafka.bootstrapServers(), new Properties(), SpecFiles.of(files));
    OffsetsInitializer end = bounded ? OffsetsInitializer.latest() : null;
    return DetectionPipeline.of(files)
        .options(options)
        .model(model)
        .events(edges.events(test + "-events", test, OffsetsInitializer.earliest(), end))
        .labels(edges.labels(test + "-labels", test, OffsetsInitializer.earliest(), end))
        .alertsTo(edges.alerts(test + "-alerts"))
        .auditTo(edges.audit(test + "-audit", test))
        .scoresTo(edges.scores(test + "-scores"))
        .deadLettersTo(edges.deadLetters(test + "-dead"))
        .metricsTo(edges.metrics(test + "-metrics"))
        .build();
  }

  private static void topics(String test) throws Exception {
    for (String topic :
        List.of("events", "labels", "alerts", "audit", "scores", "dead", "metrics")) {
      kafka.create(2, test + "-" + topic);
    }
  }

  private static List<byte[]> every(List<byte[]> payments, int remainder) {
    List<byte[]> picked = new ArrayList<>();
    for (int i = 0; i < payments.size(); i++) {
      if (i % 2 == remainder) {
        picked.add(payments.get(i));
      }
    }
    return picked;
  }

  @Test
  @Timeout(120)
  void whatCannotBeReadIsADeadLetterAndTheWatermarkStays() throws Exception {
    topics("bad");
    byte[] good = TestDetector.bytes(1, 0, 7, 3, 500);
    byte[] random = new byte[40];
    new Random(1).nextBytes(random);
    Map<Long, DeadLetterReason> expected = new HashMap<>();
    List<byte[]> values = new ArrayList<>();
    values.add(good);
    values.add(TestDetector.bytes(2, 1, 8, 3, 10));
    add(values, expected, Arrays.copyOf(good, good.length - 3), DeadLetterReason.UNREADABLE);
    add(values, expected, random, null);
    add(
        values,
        expected,
        EmbeddedKafka.encodeAny(
            new Label("1", Instant.EPOCH, Instant.EPOCH, Map.of("customer", "1"), 1.0)),
        null);
    add(values, expected, new byte[0], null);
    add(
        values,
        expected,
        TestDetector.bytes(3, 2, 7, 3, Double.NaN),
        DeadLetterReason.INVALID_VALUE);
    add(
        values,
        expected,
        TestDetector.bytes(4, 2, 7, 3, Double.POSITIVE_INFINITY),
        DeadLetterReason.INVALID_VALUE);
    long years = 365L * 24 * 3600;
    add(
        values,
        expected,
        TestDetector.bytes(5, -30 * years, 7, 3, 500),
        DeadLetterReason.TIME_OUT_OF_RANGE);
    add(
        values,
        expected,
        TestDetector.bytes(6, 20 * years, 7, 3, 500),
        DeadLetterReason.TIME_OUT_OF_RANGE);
    values.add(TestDetector.bytes(7, 3, 9, 3, 600));
    kafka.send("bad-events", 0, values);

    StreamExecutionEnvironment environment = environment(1, new Configuration());
    pipeline("bad", TestDetector.files(), PipelineOptions.live(), null, true).build(environment);
    environment.execute();

    List<DeadLetter> letters = kafka.read("bad-dead", DeadLetter.class, expected.size());
    assertThat(letters).hasSize(expected.size());
    for (DeadLetter letter : letters) {
      assertThat(letter.getTopic()).isEqualTo("bad-events");
      assertThat(letter.getMessage()).isNotBlank();
      assertThat(letter.getPayload())
          .isEqualTo(ByteBuffer.wrap(values.get((int) letter.getOffset())));
      DeadLetterReason reason = expected.get(letter.getOffset());
      if (reason != null) {
        assertThat(letter.getReason()).as(letter.getMessage()).isEqualTo(reason);
      }
    }
    List<Score> scores = kafka.read("bad-scores", Score.class, 3);
    assertThat(scores).extracting(Score::getEventId).containsExactlyInAnyOrder("1", "2", "7");
    assertThat(scores).extracting(Score::getLate).containsOnly(false);
    assertThat(kafka.read("bad-alerts", Alert.class, 2))
        .extracting(Alert::getEventId)
        .containsExactlyInAnyOrder("1", "7");
    List<MetricSample> samples = kafka.read("bad-metrics", MetricSample.class, 4);
    assertThat(samples)
        .extracting(MetricSample::getOperator)
        .contains("decode", "score", "suppress");
  }

  private static void add(
      List<byte[]> values,
      Map<Long, DeadLetterReason> expected,
      byte[] value,
      DeadLetterReason why) {
    expected.put((long) values.size(), why);
    values.add(value);
  }

  @Test
  @Timeout(180)
  void aRestartLosesNothingAndRepeatsTheSameContent() throws Exception {
    List<byte[]> payments = TestDetector.payments(6000, 0, 5);
    Map<String, Alert> undisturbed =
        run("calm", payments, new AmountModel(5, 0.6), JobOptions.StateBackend.HEAP);
    assertThat(undisturbed).isNotEmpty();
    for (JobOptions.StateBackend backend : JobOptions.StateBackend.values()) {
      String test = "restart-" + backend;
      Path failed = folder.resolve("failed-" + backend);
      Map<String, Alert> restarted =
          run(test, payments, new FailingOnce(new AmountModel(5, 0.6), 2500, failed), backend);

      assertThat(failed).exists();
      assertThat(restarted.keySet()).isEqualTo(undisturbed.keySet());
      restarted.forEach((id, alert) -> assertThat(alert).isEqualTo(undisturbed.get(id)));
      // The audit topic is read committed: each alert once.
      List<Alert> audit = kafka.readAll(test + "-audit", Alert.class);
      assertThat(audit).hasSize(undisturbed.size());
      assertThat(audit.stream().map(Alert::getId).collect(Collectors.toSet()))
          .isEqualTo(undisturbed.keySet());
    }
  }

  @Test
  @Timeout(180)
  void everyEventIsAnsweredOnceThroughTheFailureOfAWorker() throws Exception {
    topics("workers");
    List<byte[]> payments = TestDetector.payments(2000, 0, 9);
    kafka.send("workers-events", 0, every(payments, 0));
    kafka.send("workers-events", 1, every(payments, 1));
    StreamExecutionEnvironment environment = environment(2, restarting());
    pipeline(
            "workers",
            // Every event alerts, whatever answers it, so that the audit topic has them all.
            TestDetector.files(
                TestDetector.YAML
                    .replace("alerts:\n  suppress: {key: customer, for: 1h}\n", "")
                    .replace("amount > 220.0", "amount >= 0.0")),
            PipelineOptions.live()
                .withScoring(
                    new ScoringOptions(16, Duration.ofMillis(1), Duration.ofMillis(100), 2)),
            new HeavyModel(
                new FailingOnce(new AmountModel(5, 0.6), 300, folder.resolve("worker-failed"))),
            true)
        .build(environment);
    environment.execute();

    assertThat(folder.resolve("worker-failed")).exists();
    // The audit topic is read committed.
    List<String> answered =
        kafka.readAll("workers-audit", Alert.class).stream().map(Alert::getEventId).toList();
    assertThat(answered).doesNotHaveDuplicates();
    assertThat(new HashSet<>(answered)).isEqualTo(new HashSet<>(range(0, 2000)));
    assertThat(kafka.readAll("workers-metrics", MetricSample.class))
        .filteredOn(sample -> sample.getOperator().equals("score"))
        .isNotEmpty()
        .allSatisfy(sample -> assertThat(sample.getValues()).containsEntry("scoring_inline", 0.0));
  }

  private static Configuration restarting() {
    Configuration more = new Configuration();
    more.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    more.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 2);
    more.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    return more;
  }

  /** Runs to the end of the topic; repeats must have the same content. */
  private Map<String, Alert> run(
      String test, List<byte[]> payments, ModelSource model, JobOptions.StateBackend backend)
      throws Exception {
    topics(test);
    kafka.send(test + "-events", 0, every(payments, 0));
    kafka.send(test + "-events", 1, every(payments, 1));
    Configuration more = restarting();
    backend.applyTo(more);
    StreamExecutionEnvironment environment = environment(2, more);
    pipeline(
            test,
            TestDetector.files(),
            PipelineOptions.live().withOrdering(Ordering.EVENT_TIME).withBatchSize(16),
            model,
            true)
        .build(environment);
    environment.execute();
    Map<String, Alert> alerts = new HashMap<>();
    for (Alert alert : kafka.readAll(test + "-alerts", Alert.class)) {
      alert.setDetectionTime(Instant.EPOCH);
      alert.setDetector("test-card");
      alert.getSource().setTopic("events");
      Alert before = alerts.put(alert.getId(), alert);
      assertThat(before == null || before.equals(alert)).isTrue();
    }
    return alerts;
  }

  @Test
  @Timeout(180)
  void theFeaturesAreKeptWhenAJobIsRescaledFromASavepoint() throws Exception {
    topics("rescale");
    DetectorFiles files =
        TestDetector.files(
            TestDetector.YAML.replace(
                "when: \"amount > 220.0\"", "when: \"customer_count_1d >= 3.0\""));
    kafka.send("rescale-events", 0, batch(0));
    StreamExecutionEnvironment first = environment(1, new Configuration());
    pipeline("rescale", files, PipelineOptions.live(), null, false).build(first);
    JobClient job = first.executeAsync();
    kafka.read("rescale-scores", Score.class, 20);
    String savepoint =
        job.stopWithSavepoint(
                false, folder.resolve("savepoints").toString(), SavepointFormatType.CANONICAL)
            .get(60, TimeUnit.SECONDS);
    job.getJobExecutionResult().get(60, TimeUnit.SECONDS);

    kafka.send("rescale-events", 1, batch(1));
    Configuration more = new Configuration();
    more.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    StreamExecutionEnvironment second = environment(2, more);
    pipeline("rescale", files, PipelineOptions.live(), null, false).build(second);
    JobClient rescaled = second.executeAsync();
    List<Alert> alerts = kafka.read("rescale-alerts", Alert.class, 10);
    rescaled.cancel().get(60, TimeUnit.SECONDS);
    Await.until(Duration.ofSeconds(60), () -> rescaled.getJobExecutionResult().isDone());

    Set<String> ids = alerts.stream().map(Alert::getEventId).collect(Collectors.toSet());
    assertThat(ids).isEqualTo(new HashSet<>(range(1000, 1010)));
  }

  /** Two events of each of ten customers at first, then one more. */
  private static List<byte[]> batch(int number) {
    List<byte[]> events = new ArrayList<>();
    for (int customer = 0; customer < 10; customer++) {
      if (number == 0) {
        events.add(TestDetector.bytes(customer, customer, customer, 1, 10));
        events.add(TestDetector.bytes(100 + customer, 10 + customer, customer, 2, 10));
      } else {
        events.add(TestDetector.bytes(1000 + customer, 40 + customer, customer, 3, 10));
      }
    }
    return events;
  }

  private static List<String> range(int from, int to) {
    List<String> ids = new ArrayList<>();
    for (int id = from; id < to; id++) {
      ids.add(Integer.toString(id));
    }
    return ids;
  }
}
