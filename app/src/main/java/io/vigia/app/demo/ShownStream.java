package io.vigia.app.demo;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.jobs.DetectionJob;
import io.vigia.jobs.JobOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** A stream while it is shown: its topics, its job, its feed, and who reads what the job writes. */
final class ShownStream implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(30);
  private static final long LOOK_MILLIS = 50;

  private final DemoStream stream;
  private final DetectorSpec spec;
  private final DemoTopics topics;
  private final SentTimes times = new SentTimes();
  private final Planted books;
  private EventFeed feed;
  private DemoWatch watch;
  private long history;

  /** Reads the detector; a wrong one is refused before anything starts. */
  ShownStream(DemoStream stream) {
    this.stream = stream;
    spec = DetectorSpecReader.read(DetectorFiles.read(stream.detector()));
    topics = DemoTopics.of(spec, stream.alertsTopic());
    books = stream.books();
    String schema = stream.simulator().schema().getFullName();
    if (!spec.event().schema().getFullName().equals(schema)) {
      throw new IllegalArgumentException(
          "--detector "
              + stream.detector()
              + ": its events are of "
              + spec.event().schema().getFullName()
              + "; stream "
              + stream.name()
              + " has "
              + schema);
    }
  }

  DemoStream stream() {
    return stream;
  }

  /** Creates the topics; {@code there} are those that are there. */
  void createTopics(EmbeddedKafka kafka, int partitions, Set<String> there) {
    topics.create(kafka, partitions, there);
  }

  /** The job that watches it. */
  JobGraph job(EmbeddedKafka kafka, int parallelism, Path checkpoints) {
    Configuration config = new Configuration();
    config.set(JobOptions.DETECTOR, stream.detector().toString());
    config.set(JobOptions.BOOTSTRAP_SERVERS, kafka.bootstrapServers());
    config.set(JobOptions.ALERTS_TOPIC, topics.alerts());
    config.set(JobOptions.DEAD_LETTERS_TOPIC, topics.deadLetters());
    config.set(JobOptions.METRICS_TOPIC, topics.metrics());
    config.set(JobOptions.CONTROL_TOPIC, topics.control());
    config.set(JobOptions.METRICS_INTERVAL, Duration.ofMillis(500));
    config.set(JobOptions.START, JobOptions.Start.EARLIEST);
    config.set(JobOptions.PARALLELISM, parallelism);
    config.set(JobOptions.CHECKPOINT_DIR, checkpoints.resolve(stream.name()).toUri().toString());
    StreamExecutionEnvironment environment = DetectionJob.environment(config);
    DetectionJob.pipeline(config).build(environment);
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName(DetectionJob.name(spec));
    return graph.getJobGraph();
  }

  /** Begins to read what the job writes. */
  void open(EmbeddedKafka kafka, int partitions, Consumer<String> lines) {
    feed = new EventFeed(kafka.bootstrapServers(), stream, spec, topics, partitions);
    watch = new DemoWatch(kafka.bootstrapServers(), topics, stream, spec, times, books, lines);
  }

  /** Sends the history; answers how many records it was. */
  long loadHistory() {
    feed.history();
    history = feed.sent();
    return feed.records();
  }

  /** From now on what comes is counted. */
  void goLive() {
    watch.live(stream.liveFrom().toEpochMilli());
  }

  /** Sends live events until told to stop. */
  void live(int rate, BooleanSupplier running) {
    feed.live(
        rate,
        times,
        books,
        () -> {
          watch.check();
          return running.getAsBoolean();
        });
  }

  /**
   * Waits until the job has read all that was sent.
   *
   * @param stopped asked meanwhile: waits so many milliseconds, and true ends the waiting
   */
  void awaitRead(DemoCluster cluster, Duration patience, Stop stopped) throws Exception {
    long end = System.nanoTime() + patience.toNanos();
    while (watch.read() < feed.records()) {
      cluster.checkRunning();
      watch.check();
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "the job of "
                + spec.name()
                + " read "
                + watch.read()
                + " of "
                + feed.records()
                + " records within "
                + patience.toSeconds()
                + " s");
      }
      if (stopped.within(LOOK_MILLIS)) {
        return;
      }
    }
  }

  /** Whether the demo is to end. */
  interface Stop {
    /** Waits for it so long at most. */
    boolean within(long millis) throws InterruptedException;
  }

  /** Waits until the alerts are taken from their topic. */
  void awaitAlerts(EmbeddedKafka kafka) throws Exception {
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

  /** What came to pass since {@link #goLive}. */
  StreamSummary summary() {
    return watch.summary(feed.sent() - history);
  }

  @Override
  public void close() throws InterruptedException {
    if (feed != null) {
      feed.close();
    }
    if (watch != null) {
      watch.close();
    }
  }
}
