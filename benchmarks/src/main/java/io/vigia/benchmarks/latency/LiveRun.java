package io.vigia.benchmarks.latency;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.benchmarks.harness.FilledTopics;
import io.vigia.benchmarks.harness.FlinkCluster;
import io.vigia.benchmarks.harness.Folders;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.jobs.DetectionJob;
import io.vigia.jobs.JobOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A live job between topics of its own, as {@code DetectionJob} runs it by its default options, a
 * feed and a watch on its alerts.
 */
final class LiveRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final FlinkCluster cluster;
  private final Path folder;
  private final JobID job;
  private final PacedFeed feed;
  private final AlertWatch watch;

  /**
   * Starts a job.
   *
   * @param name of the run, for its topics
   * @param share of the payments that alert
   */
  LiveRun(EmbeddedKafka kafka, FlinkCluster cluster, DetectorFiles files, String name, double share)
      throws Exception {
    this.cluster = cluster;
    this.folder = Files.createTempDirectory("vigia-latency-");
    AlertingDetector detector = AlertingDetector.of(files, share);
    detector.write(folder.resolve("detector"));
    String events = "events-" + name;
    String labels = "labels-" + name;
    String alerts = "alerts-" + name;
    kafka.createTopic(events, FilledTopics.PARTITIONS);
    kafka.createTopic(labels, 1);
    kafka.createTopic(alerts, 1);
    Configuration config = new Configuration();
    config.set(JobOptions.DETECTOR, folder.resolve("detector").toString());
    config.set(JobOptions.BOOTSTRAP_SERVERS, kafka.bootstrapServers());
    config.set(JobOptions.EVENTS_TOPIC, events);
    config.set(JobOptions.LABELS_TOPIC, labels);
    config.set(JobOptions.ALERTS_TOPIC, alerts);
    config.set(JobOptions.GROUP, "latency-" + name);
    config.set(JobOptions.PARALLELISM, LatencyBenchmark.PARALLELISM);
    config.set(JobOptions.CHECKPOINT_DIR, folder.resolve("checkpoints").toUri().toString());
    StreamExecutionEnvironment environment = DetectionJob.environment(config);
    DetectionJob.pipeline(config).build(environment);
    this.job = cluster.submit(environment);
    IntendedTimes times = new IntendedTimes();
    this.watch = new AlertWatch(kafka.bootstrapServers(), alerts, times);
    this.feed =
        new PacedFeed(
            kafka.bootstrapServers(),
            events,
            labels,
            DetectorSpecReader.read(detector.files()).labels().orElseThrow().delay(),
            times,
            detector.amount());
  }

  /** Sends at a rate without looking. */
  void warmUp(double rate, double seconds) {
    feed.send(rate, seconds);
  }

  /**
   * Sends at a rate, and waits until every payment that the rule hit has alerted.
   *
   * @return latencies in microseconds
   */
  Histogram measure(double rate, double seconds) throws InterruptedException {
    watch.record(System.nanoTime());
    feed.send(rate, seconds);
    catchUp();
    return watch.recorded();
  }

  /** Waits until every payment that the rule hit has alerted. */
  void catchUp() throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (watch.byRule() < feed.above()) {
      watch.check();
      if (System.nanoTime() > until) {
        throw new IllegalStateException(
            watch.byRule() + " of " + feed.above() + " alerts came within " + PATIENCE);
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /**
   * Sends at a rate, and looks at what came of the second half by the end.
   *
   * @return latencies in microseconds of the alerts that came in time; few where the job lags
   */
  Histogram probe(double rate, double seconds) {
    feed.send(rate, seconds / 2);
    watch.record(System.nanoTime());
    feed.send(rate, seconds / 2);
    watch.check();
    return watch.recorded();
  }

  @Override
  public void close() throws Exception {
    feed.close();
    watch.close();
    cluster.cancel(job);
    Folders.delete(folder);
  }
}
