package io.vigia.jobs.autoscale.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.DetectionPipeline;
import io.vigia.jobs.PipelineOptions;
import io.vigia.jobs.autoscale.ScalingOptions;
import io.vigia.jobs.autoscale.VertexDecision;
import io.vigia.jobs.kafka.KafkaEdges;
import io.vigia.jobs.operators.Ordering;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.jobs.scoring.ScoringOptions;
import io.vigia.jobs.testing.AmountModel;
import io.vigia.jobs.testing.Await;
import io.vigia.jobs.testing.ElasticCluster;
import io.vigia.jobs.testing.EmbeddedKafka;
import io.vigia.jobs.testing.LiveFeed;
import io.vigia.jobs.testing.SlowModel;
import io.vigia.jobs.testing.TestDetector;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.schemas.Alert;
import io.vigia.schemas.MetricSample;
import io.vigia.schemas.Score;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The autoscaler on a job that runs between Kafka topics on a cluster of two task managers. */
class AutoscaleITCase {
  private static final int PARTITIONS = 2;
  private static final int TAIL = 40;
  private static final String STAGE =
      "features-2-terminal -> score -> decide -> scores: Writer -> scores: Committer";
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

  private StreamExecutionEnvironment environment(boolean checkpoints) {
    Configuration configuration = DetectionPipeline.configuration(Duration.ofMillis(1));
    if (checkpoints) {
      configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMinutes(10));
    }
    configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toUri().toString());
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    environment.setParallelism(1);
    return environment;
  }

  /** From the events of a topic to topics of the run's own. */
  private static void build(
      StreamExecutionEnvironment environment,
      String events,
      String run,
      ModelSource model,
      boolean bounded) {
    DetectorFiles files = TestDetector.files();
    KafkaEdges edges =
        new KafkaEdges(kafka.bootstrapServers(), new Properties(), SpecFiles.of(files));
    DetectionPipeline.of(files)
        .options(
            PipelineOptions.live()
                .withOrdering(Ordering.EVENT_TIME)
                .withIdleness(Duration.ofMinutes(5))
                .withScoring(ScoringOptions.offline().withBatchSize(16).withWorkers(1)))
        .model(model)
        .events(
            edges.events(
                events,
                run,
                OffsetsInitializer.earliest(),
                bounded ? OffsetsInitializer.latest() : null))
        .eventsTopic(events)
        .alertsTo(edges.alerts(run + "-alerts"))
        .auditTo(edges.audit(run + "-audit", run))
        .scoresTo(edges.scores(run + "-scores"))
        .deadLettersTo(edges.deadLetters(run + "-dead"))
        .metricsTo(edges.metrics(run + "-metrics"))
        .build()
        .build(environment);
  }

  private static void topics(String run) throws Exception {
    for (String topic : List.of("alerts", "audit", "scores", "dead", "metrics")) {
      kafka.create(1, run + "-" + topic);
    }
  }

  private static AutoscaleLoop.Settings settings(boolean dryRun, boolean once) {
    return new AutoscaleLoop.Settings(
        new ScalingOptions(
            .7,
            .1,
            Duration.ofMinutes(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            4,
            1,
            PARTITIONS),
        Duration.ofMillis(250),
        Duration.ofSeconds(3),
        Duration.ofSeconds(60),
        false,
        dryRun,
        once);
  }

  private static int parallelism(List<ScalingEvent> events) {
    return events.isEmpty() ? 0 : stage(events.get(events.size() - 1)).from();
  }

  private static VertexDecision stage(ScalingEvent event) {
    return event.decision().vertices().stream()
        .filter(vertex -> vertex.vertex().counters().name().equals(STAGE))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Timeout(300)
  void aJobUnderLoadIsScaledOutAndBackAndNoEventIsLost() throws Exception {
    List<byte[]> payments = TestDetector.payments(400_000, 0, 9);
    kafka.create(PARTITIONS, "live-events");
    topics("live");
    List<ScalingEvent> events = new CopyOnWriteArrayList<>();
    int sent;
    try (ElasticCluster cluster = new ElasticCluster(2);
        LiveFeed feed =
            new LiveFeed(kafka.bootstrapServers(), "live-events", PARTITIONS, payments, 900)) {
      StreamExecutionEnvironment environment = environment(true);
      // A subtask scores 1,000 events a second at most.
      build(
          environment,
          "live-events",
          "live",
          new SlowModel(new AmountModel(5, 0.6), Duration.ofMillis(1)),
          false);
      JobID id = cluster.submit(environment);
      RunningJob job = RunningJob.find(new FlinkRest(cluster.address()), Optional.empty());
      assertThat(job.id()).isEqualTo(id.toHexString());
      AutoscaleLoop loop =
          new AutoscaleLoop(job, settings(false, false), Clock.systemUTC(), events::add);
      List<Throwable> failure = new CopyOnWriteArrayList<>();
      List<String> ends = new CopyOnWriteArrayList<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  loop.run().ifPresent(ends::add);
                } catch (Exception e) {
                  failure.add(e);
                }
              });
      thread.start();

      awaitParallelism(2, events, failure);
      feed.rate(100);
      awaitParallelism(1, events, failure);
      sent = feed.stop();
      // What comes after moves the watermark over all that was sent.
      for (int partition = 0; partition < PARTITIONS; partition++) {
        kafka.send("live-events", partition, payments.subList(sent, sent + TAIL));
      }
      int all = sent;
      List<Score> unused =
          kafka
              .read(
                  "live-scores",
                  Duration.ofSeconds(60),
                  records ->
                      records.stream()
                              .map(record -> EmbeddedKafka.decode(Score.class, record.value()))
                              .filter(score -> Integer.parseInt(score.getEventId()) < all)
                              .map(Score::getEventId)
                              .distinct()
                              .count()
                          == all)
              .stream()
              .map(record -> EmbeddedKafka.decode(Score.class, record.value()))
              .toList();
      assertThat(job.ended()).isEmpty();
      cluster.cancel(id);
      thread.join();
      assertThat(failure).isEmpty();
      assertThat(ends).containsExactly("CANCELED");
    }

    // On a machine that does other work, too, more vertices may need a second subtask.
    List<ScalingEvent> changes = events.stream().filter(event -> stage(event).changes()).toList();
    assertThat(changes).allMatch(event -> event.failure().isEmpty() && event.took().isPresent());
    assertThat(changes).extracting(event -> stage(event).to()).containsExactly(2, 1);
    assertThat(changes.get(0).decision().reason()).contains(STAGE + ": 1 to 2, ");

    // The same events through a job that is never rescaled.
    topics("calm");
    StreamExecutionEnvironment calm = environment(true);
    build(calm, "live-events", "calm", new AmountModel(5, 0.6), true);
    calm.execute();
    Map<String, Alert> expected = alerts("calm-alerts", sent);
    Map<String, Alert> found = alerts("live-alerts", sent);
    assertThat(expected).isNotEmpty();
    assertThat(found).isEqualTo(expected);
    assertThat(kafka.readAll("live-dead", io.vigia.schemas.DeadLetter.class)).isEmpty();
    // Read committed: what a checkpoint confirmed is there once.
    List<String> audited =
        kafka.readAll("live-audit", Alert.class).stream().map(Alert::getId).toList();
    assertThat(audited).doesNotHaveDuplicates().isNotEmpty();
  }

  /** Waits until the scoring vertex runs with a parallelism. */
  private static void awaitParallelism(
      int parallelism, List<ScalingEvent> events, List<Throwable> failure) throws Exception {
    try {
      Await.until(
          Duration.ofSeconds(90),
          () -> {
            assertThat(failure).isEmpty();
            return parallelism(events) == parallelism;
          });
    } catch (AssertionError e) {
      List<String> last =
          events.stream()
              .skip(Math.max(0, events.size() - 10))
              .map(event -> stage(event) + " " + event.failure())
              .toList();
      throw new AssertionError("the last decisions are " + last, e);
    }
  }

  /** Alerts of the first events by id; a repeat has the same content. */
  private static Map<String, Alert> alerts(String topic, int events) {
    Map<String, Alert> alerts = new HashMap<>();
    for (Alert alert : kafka.readAll(topic, Alert.class)) {
      if (Integer.parseInt(alert.getEventId()) < events) {
        alert.setDetectionTime(Instant.EPOCH);
        Alert before = alerts.put(alert.getId(), alert);
        assertThat(before == null || before.equals(alert)).as("%s and %s", before, alert).isTrue();
      }
    }
    return alerts;
  }

  @Test
  @Timeout(120)
  void aDryRunDecidesOnceAndChangesNothing() throws Exception {
    kafka.create(PARTITIONS, "dry-events");
    topics("dry");
    List<byte[]> payments = TestDetector.payments(60_000, 0, 9);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int own = partition;
      kafka.send(
          "dry-events",
          partition,
          IntStream.range(0, payments.size())
              .filter(i -> i % PARTITIONS == own)
              .mapToObj(payments::get)
              .toList());
    }
    try (ElasticCluster cluster = new ElasticCluster(2)) {
      StreamExecutionEnvironment environment = environment(true);
      build(
          environment,
          "dry-events",
          "dry",
          new SlowModel(new AmountModel(5, 0.6), Duration.ofMillis(1)),
          false);
      JobID id = cluster.submit(environment);
      RunningJob job =
          RunningJob.find(new FlinkRest(cluster.address()), Optional.of(id.toHexString()));
      // There is nothing to see of a stage that has not begun.
      assertThat(kafka.read("dry-scores", Duration.ofSeconds(60), scores -> !scores.isEmpty()))
          .isNotEmpty();
      List<ScalingEvent> events = new ArrayList<>();
      assertThat(new AutoscaleLoop(job, settings(true, true), Clock.systemUTC(), events::add).run())
          .isEmpty();

      assertThat(events).hasSize(1);
      ScalingEvent event = events.get(0);
      assertThat(event.took()).isEmpty();
      Set<String> names =
          event.decision().vertices().stream()
              .map(vertex -> vertex.vertex().counters().name())
              .collect(Collectors.toSet());
      assertThat(names)
          .contains("features-1-customer", STAGE)
          .anyMatch(name -> name.startsWith("Source: events -> decode"))
          .hasSameSizeAs(event.decision().vertices());
      VertexDecision source = event.decision().vertices().get(0);
      assertThat(source.vertex().counters().mostParallelism()).isEqualTo(PARTITIONS);
      assertThat(stage(event).vertex().utilization()).isPositive();
      assertThat(job.counters(false).orElseThrow().slots()).isEqualTo(2);
      assertThat(job.counters(true).orElseThrow().slots()).isEqualTo(Integer.MAX_VALUE);
      assertThat(job.counters(false).orElseThrow().vertices())
          .allMatch(vertex -> vertex.parallelism() == 1);

      List<MetricSample> samples = new ScalingSamples(Duration.ofSeconds(1)).of(event);
      assertThat(samples).hasSize(names.size() + 1);
      assertThat(samples.get(0).getTags()).containsKeys("job", "reason");
      assertThat(samples.get(0).getValues())
          .containsEntry("decisions_total", 1.0)
          .containsEntry("rescales_total", 0.0);
      assertThat(samples)
          .extracting(sample -> sample.getTags().get("vertex"))
          .filteredOn(vertex -> vertex != null)
          .containsAll(new HashSet<>(names));
      cluster.cancel(id);
      assertThat(job.ended()).contains("CANCELED");
    }
  }

  @Test
  @Timeout(120)
  void jobsThatCannotBeRescaledAreRefusedWithWhatToDo() throws Exception {
    kafka.create(PARTITIONS, "no-events");
    topics("no");
    try (ElasticCluster cluster = new ElasticCluster(1, JobManagerOptions.SchedulerType.Default)) {
      FlinkRest rest = new FlinkRest(cluster.address());
      assertThatThrownBy(() -> RunningJob.find(rest, Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "no running job at " + rest.address() + "; running: none; name one by --job ID");
      StreamExecutionEnvironment environment = environment(true);
      build(environment, "no-events", "no", new AmountModel(5, 0.6), false);
      JobID id = cluster.submit(environment);
      assertThatThrownBy(() -> RunningJob.find(rest, Optional.empty()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "job "
                  + id.toHexString()
                  + " is scheduled by Flink's scheduler 'Default', which cannot rescale it; set"
                  + " jobmanager.scheduler: adaptive in the cluster's configuration and start the"
                  + " job again");
      assertThatThrownBy(() -> RunningJob.find(rest, Optional.of("card")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "no running job at " + rest.address() + " is 'card'; running: " + id.toHexString());
      cluster.cancel(id);
    }
    try (ElasticCluster cluster = new ElasticCluster(1)) {
      FlinkRest rest = new FlinkRest(cluster.address());
      StreamExecutionEnvironment environment = environment(false);
      build(environment, "no-events", "no", new AmountModel(5, 0.6), false);
      JobID id = cluster.submit(environment);
      assertThatThrownBy(() -> RunningJob.find(rest, Optional.empty()))
          .hasMessageContaining(" takes no checkpoints, so rescaling would lose its state; set ");
      cluster.cancel(id);
    }
  }
}
