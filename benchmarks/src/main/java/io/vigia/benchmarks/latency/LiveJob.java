package io.vigia.benchmarks.latency;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.benchmarks.harness.FilledTopics;
import io.vigia.benchmarks.harness.FlinkCluster;
import io.vigia.benchmarks.harness.Folders;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.DetectionJob;
import io.vigia.jobs.JobOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A job between topics of its own, as {@code DetectionJob} runs it by its default options, until it
 * is closed.
 */
final class LiveJob implements AutoCloseable {
  /** Tasks of each operator. */
  static final int PARALLELISM = 2;

  private final FlinkCluster cluster;
  private final Path folder;
  private final String name;
  private final JobID job;

  private LiveJob(FlinkCluster cluster, Path folder, String name, JobID job) {
    this.cluster = cluster;
    this.folder = folder;
    this.name = name;
    this.job = job;
  }

  /** Creates the topics that all jobs share. */
  static void createSharedTopics(EmbeddedKafka kafka) {
    kafka.createTopic(JobOptions.CONTROL_TOPIC.defaultValue(), 1);
    kafka.createTopic(JobOptions.DEAD_LETTERS_TOPIC.defaultValue(), 1);
    kafka.createTopic(JobOptions.METRICS_TOPIC.defaultValue(), 1);
  }

  /**
   * Starts a job.
   *
   * @param name of the job, for its topics
   * @param options further options
   */
  static LiveJob start(
      EmbeddedKafka kafka,
      FlinkCluster cluster,
      DetectorFiles files,
      String name,
      Configuration options)
      throws Exception {
    Path folder = Files.createTempDirectory("vigia-live-");
    write(files, folder.resolve("detector"));
    kafka.createTopic("events-" + name, FilledTopics.PARTITIONS);
    kafka.createTopic("labels-" + name, 1);
    kafka.createTopic("alerts-" + name, 1);
    Configuration config = new Configuration(options);
    config.set(JobOptions.DETECTOR, folder.resolve("detector").toString());
    config.set(JobOptions.BOOTSTRAP_SERVERS, kafka.bootstrapServers());
    config.set(JobOptions.EVENTS_TOPIC, "events-" + name);
    config.set(JobOptions.LABELS_TOPIC, "labels-" + name);
    config.set(JobOptions.ALERTS_TOPIC, "alerts-" + name);
    config.set(JobOptions.GROUP, "live-" + name);
    config.set(JobOptions.PARALLELISM, PARALLELISM);
    config.set(JobOptions.CHECKPOINT_DIR, folder.resolve("checkpoints").toUri().toString());
    StreamExecutionEnvironment environment = DetectionJob.environment(config);
    DetectionJob.pipeline(config).build(environment);
    return new LiveJob(cluster, folder, name, cluster.submit(environment));
  }

  /** Writes a detector's folder. */
  static void write(DetectorFiles files, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, byte[]> file : files.files().entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
  }

  /** A folder that is removed with the job. */
  Path folder() {
    return folder;
  }

  /** Topic of the events. */
  String events() {
    return "events-" + name;
  }

  /** Topic of the labels. */
  String labels() {
    return "labels-" + name;
  }

  /** Topic of the alerts. */
  String alerts() {
    return "alerts-" + name;
  }

  @Override
  public void close() throws Exception {
    cluster.cancel(job);
    Folders.delete(folder);
  }
}
