package io.vigia.app.demo;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.app.simulate.card.CardSimulator;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.engine.spec.EventSpec.KeySpec;
import io.vigia.jobs.DetectionJob;
import io.vigia.jobs.JobOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * The whole of vigia in one process: a broker, a cluster, simulated payments, and the same job that
 * runs in production between its topics. First the history, as fast as the job takes it; then live
 * payments at a rate.
 */
public final class Demo {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration DRAIN = Duration.ofSeconds(30);
  private static final long LOOK_MILLIS = 50;

  private final DemoOptions options;
  private final Consumer<String> lines;
  private final Consumer<String> notes;
  private final CountDownLatch stop = new CountDownLatch(1);

  /**
   * A demo before its start.
   *
   * @param lines gets a line for each alert
   * @param notes gets what a user wants to know meanwhile
   */
  public Demo(DemoOptions options, Consumer<String> lines, Consumer<String> notes) {
    this.options = options;
    this.lines = lines;
    this.notes = notes;
  }

  /** Ends the live part; {@link #run} then returns its summary. */
  public void stop() {
    stop.countDown();
  }

  /**
   * Runs the demo.
   *
   * @param page gets the address of the cluster's web page
   * @throws IllegalStateException when the job fails
   */
  public DemoSummary run(Consumer<String> page) throws Exception {
    DetectorFiles files = DetectorFiles.read(options.detector());
    DetectorSpec spec = DetectorSpecReader.read(files);
    String cardKey = cardKey(spec);
    DemoTopics topics = DemoTopics.of(spec);
    Path folder = Files.createTempDirectory("vigia-demo-");
    notes.accept("starting a Kafka broker and a Flink cluster in this process");
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        DemoCluster cluster = DemoCluster.start(options.parallelism(), options.port(), folder)) {
      topics.create(kafka, options.parallelism());
      announce(kafka, cluster, page);
      cluster.submit(job(kafka, topics, spec, folder.resolve("checkpoints")));
      SentTimes times = new SentTimes();
      PlantedFrauds frauds = new PlantedFrauds();
      CardSimulator simulator = new CardSimulator(options.cards(), options.seed());
      try (CardFeed feed =
              new CardFeed(
                  kafka.bootstrapServers(), simulator, spec, topics, options.parallelism());
          DemoWatch watch =
              new DemoWatch(kafka.bootstrapServers(), topics, cardKey, times, frauds, lines)) {
        history(feed, watch, cluster);
        settle(kafka, topics, watch, cluster);
        long before = feed.sent();
        watch.live(liveFrom());
        live(feed, times, frauds, watch, cluster);
        await(feed, watch, cluster, DRAIN, false);
        settle(kafka, topics, watch, cluster);
        return watch.summary(feed.sent() - before);
      }
    } finally {
      delete(folder);
    }
  }

  private static String cardKey(DetectorSpec spec) {
    return spec.event().keys().stream()
        .filter(key -> key.parts().equals(List.of("customer_id")))
        .map(KeySpec::name)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "detector "
                        + spec.name()
                        + " has no key of customer_id; the demo shows alerts by card"));
  }

  private void announce(EmbeddedKafka kafka, DemoCluster cluster, Consumer<String> page) {
    notes.accept("Kafka at " + kafka.bootstrapServers());
    notes.accept(
        "Flink at "
            + cluster.page()
            + (cluster.page().getPort() == options.port()
                ? ""
                : "; port " + options.port() + " is taken"));
    notes.accept("Prometheus metrics at " + cluster.metrics());
    page.accept(cluster.page().toString());
  }

  private JobGraph job(
      EmbeddedKafka kafka, DemoTopics topics, DetectorSpec spec, Path checkpoints) {
    Configuration config = new Configuration();
    config.set(JobOptions.DETECTOR, options.detector().toString());
    config.set(JobOptions.BOOTSTRAP_SERVERS, kafka.bootstrapServers());
    config.set(JobOptions.ALERTS_TOPIC, topics.alerts());
    config.set(JobOptions.DEAD_LETTERS_TOPIC, topics.deadLetters());
    config.set(JobOptions.METRICS_TOPIC, topics.metrics());
    config.set(JobOptions.CONTROL_TOPIC, topics.control());
    config.set(JobOptions.METRICS_INTERVAL, Duration.ofMillis(500));
    config.set(JobOptions.START, JobOptions.Start.EARLIEST);
    config.set(JobOptions.PARALLELISM, options.parallelism());
    config.set(JobOptions.CHECKPOINT_DIR, checkpoints.toUri().toString());
    StreamExecutionEnvironment environment = DetectionJob.environment(config);
    DetectionJob.pipeline(config).build(environment);
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName(DetectionJob.name(spec));
    return graph.getJobGraph();
  }

  private void history(CardFeed feed, DemoWatch watch, DemoCluster cluster) throws Exception {
    notes.accept("loading " + options.days() + " days of history");
    long began = System.nanoTime();
    feed.history(
        options.days(),
        day -> {
          if (day % 10 == 0 && day < options.days()) {
            notes.accept("  " + day + " days sent, " + watch.read() + " records read by the job");
          }
        });
    await(feed, watch, cluster, PATIENCE, true);
    notes.accept(
        String.format(
            java.util.Locale.ROOT,
            "history loaded: %,d payments, %,d labels, %.1f s",
            feed.sent(),
            feed.labels(),
            (System.nanoTime() - began) / 1e9));
  }

  /** Waits until the job has read all that was sent. */
  private void await(
      CardFeed feed, DemoWatch watch, DemoCluster cluster, Duration patience, boolean stoppable)
      throws Exception {
    long end = System.nanoTime() + patience.toNanos();
    while (watch.read() < feed.sent() + feed.labels()) {
      cluster.checkRunning();
      watch.check();
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "the job read "
                + watch.read()
                + " of "
                + (feed.sent() + feed.labels())
                + " records within "
                + patience.toSeconds()
                + " s");
      }
      if (stoppable && stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
      if (!stoppable) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    }
  }

  /** Waits until all that was read is decided on, and the alerts are taken from their topic. */
  private static void settle(
      EmbeddedKafka kafka, DemoTopics topics, DemoWatch watch, DemoCluster cluster)
      throws Exception {
    cluster.settle();
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
      for (String topic : List.of(topics.alerts(), topics.deadLetters())) {
        TopicPartition partition = new TopicPartition(topic, 0);
        long last =
            admin
                .listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset();
        long end = System.nanoTime() + DRAIN.toNanos();
        while (watch.position(topic) < last && System.nanoTime() < end) {
          watch.check();
          TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
      }
    }
  }

  private void live(
      CardFeed feed, SentTimes times, PlantedFrauds frauds, DemoWatch watch, DemoCluster cluster)
      throws Exception {
    notes.accept(
        options.rate()
            + " payments a second from now on, "
            + options
                .duration()
                .map(each -> "for " + each.toSeconds() + " s")
                .orElse("until Ctrl-C"));
    long began = System.nanoTime();
    long limit = options.duration().map(Duration::toNanos).orElse(Long.MAX_VALUE);
    feed.live(
        options.rate(),
        times,
        frauds,
        () -> {
          watch.check();
          return stop.getCount() > 0 && System.nanoTime() - began < limit;
        });
    cluster.checkRunning();
  }

  private long liveFrom() {
    return options
        .cards()
        .start()
        .plusDays(options.days())
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant()
        .toEpochMilli();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
