package io.vigia.jobs;

import io.vigia.engine.model.Detector;
import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.LabelSpec;
import io.vigia.jobs.kafka.KafkaEdges;
import io.vigia.jobs.kafka.Topics;
import io.vigia.jobs.scoring.ScoringOptions;
import io.vigia.jobs.types.SpecFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/**
 * Runs a detector on Kafka: {@code DetectionJob --detector DIR --bootstrap-servers host:port}. The
 * options are those of {@link JobOptions}; the topology is that of {@link DetectionPipeline}.
 */
public final class DetectionJob {
  private static final String NAME_PREFIX = "vigia ";

  private DetectionJob() {}

  /** Runs the job on the cluster it is submitted to, or in this process. */
  public static void main(String[] arguments) throws Exception {
    run(arguments, Map.of());
  }

  /** {@link #main} with presets. */
  static void run(String[] arguments, Map<String, String> presets) throws Exception {
    Configuration config = config(arguments, presets);
    checkDetector(config);
    StreamExecutionEnvironment environment = environment(config);
    DetectionPipeline pipeline = pipeline(config);
    checkTopics(config);
    pipeline.build(environment);
    environment.execute(name(detector(config).spec()));
  }

  /** What a detector's job is called. */
  public static String name(DetectorSpec spec) {
    return NAME_PREFIX + spec.name();
  }

  /** The detector of a job of that name; the name itself where the job is none of ours. */
  public static String detectorOf(String jobName) {
    return jobName.startsWith(NAME_PREFIX) ? jobName.substring(NAME_PREFIX.length()) : jobName;
  }

  /**
   * The options of a command line.
   *
   * @throws IllegalArgumentException on wrong use
   */
  static Configuration config(String[] arguments, Map<String, String> presets) {
    Configuration config = JobConfig.parse(arguments, presets);
    if (config.getOptional(JobOptions.DETECTOR).isEmpty()) {
      throw new IllegalArgumentException(
          "no detector given; write --detector DIR, such as --detector models/card-fraud");
    }
    return config;
  }

  /** The environment that the options ask for. */
  public static StreamExecutionEnvironment environment(Configuration config) {
    Configuration flink = DetectionPipeline.configuration(config.get(JobOptions.BUFFER_TIMEOUT));
    flink.set(
        CheckpointingOptions.CHECKPOINTING_INTERVAL, config.get(JobOptions.CHECKPOINT_INTERVAL));
    flink.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    flink.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    config.get(JobOptions.STATE_BACKEND).applyTo(flink);
    config
        .getOptional(JobOptions.CHECKPOINT_DIR)
        .ifPresent(
            folder -> {
              flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
              flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder);
            });
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(flink);
    config.getOptional(JobOptions.PARALLELISM).ifPresent(environment::setParallelism);
    return environment;
  }

  /** The pipeline that the options ask for, between Kafka topics. */
  public static DetectionPipeline pipeline(Configuration config) {
    DetectorFiles files = files(config);
    SpecFiles specFiles = SpecFiles.of(files);
    DetectorSpec spec = specFiles.spec();
    String name = spec.name();
    String group = config.getOptional(JobOptions.GROUP).orElse("vigia-" + name);
    KafkaEdges kafka =
        new KafkaEdges(config.get(JobOptions.BOOTSTRAP_SERVERS), properties(config), specFiles);
    OffsetsInitializer start = start(config.get(JobOptions.START));

    DetectionPipeline.Builder pipeline =
        DetectionPipeline.of(files)
            .options(options(config))
            .events(kafka.events(eventsTopic(config, spec), group, start, null))
            .eventsTopic(eventsTopic(config, spec))
            .alertsTo(kafka.alerts(config.get(JobOptions.ALERTS_TOPIC)))
            .deadLettersTo(kafka.deadLetters(config.get(JobOptions.DEAD_LETTERS_TOPIC)))
            .metricsTo(kafka.metrics(config.get(JobOptions.METRICS_TOPIC)))
            .controlledBy(
                kafka.control(
                    config.get(JobOptions.CONTROL_TOPIC),
                    group,
                    // What was ordered before the job was first started was not for it.
                    OffsetsInitializer.committedOffsets(OffsetResetStrategy.LATEST)))
            .commandsTo(kafka.commands(config.get(JobOptions.CONTROL_TOPIC)));
    labelsTopic(config, spec)
        .ifPresent(topic -> pipeline.labels(kafka.labels(topic, group, start, null)));
    config
        .getOptional(JobOptions.AUDIT_TOPIC)
        .ifPresent(topic -> pipeline.auditTo(kafka.audit(topic, group + "-" + topic)));
    config
        .getOptional(JobOptions.SCORES_TOPIC)
        .ifPresent(topic -> pipeline.scoresTo(kafka.scores(topic)));
    return pipeline.build();
  }

  /** How the pipeline runs by the options. */
  static PipelineOptions options(Configuration config) {
    return new PipelineOptions(
        config.get(JobOptions.ORDERING),
        config.get(JobOptions.PRECISION),
        new ScoringOptions(
            config.get(JobOptions.BATCH_SIZE),
            config.get(JobOptions.LATENCY_TARGET),
            config.get(JobOptions.LATENCY_BUDGET),
            config.getOptional(JobOptions.SCORING_WORKERS).orElse(ScoringOptions.AUTO_WORKERS)),
        config.get(JobOptions.METRICS_INTERVAL),
        config.get(JobOptions.IDLENESS),
        config.get(JobOptions.MAX_DRIFT),
        0,
        0);
  }

  /**
   * Opens the detector's folder once here, so that a broken one is refused before it is submitted.
   *
   * @throws io.vigia.engine.spec.SpecException when its description is refused
   * @throws io.vigia.engine.model.DetectorException when anything else of it is
   */
  public static void checkDetector(Configuration config) {
    Precision precision = config.get(JobOptions.PRECISION);
    // Which graph auto takes is the affair of the machine that scores; fp32 must do in any case.
    Detector.open(files(config), precision == Precision.AUTO ? Precision.FP32 : precision);
  }

  /**
   * Looks for the brokers and topics.
   *
   * @throws IllegalStateException when they are not there
   */
  public static void checkTopics(Configuration config) {
    DetectorSpec spec = detector(config).spec();
    List<String> read = new ArrayList<>();
    read.add(eventsTopic(config, spec));
    labelsTopic(config, spec).ifPresent(read::add);
    List<String> written = new ArrayList<>();
    written.add(config.get(JobOptions.ALERTS_TOPIC));
    written.add(config.get(JobOptions.DEAD_LETTERS_TOPIC));
    written.add(config.get(JobOptions.METRICS_TOPIC));
    written.add(config.get(JobOptions.CONTROL_TOPIC));
    config.getOptional(JobOptions.AUDIT_TOPIC).ifPresent(written::add);
    config.getOptional(JobOptions.SCORES_TOPIC).ifPresent(written::add);
    Topics.prepare(config.get(JobOptions.BOOTSTRAP_SERVERS), properties(config), read, written);
  }

  private static DetectorFiles files(Configuration config) {
    return DetectorFiles.read(Path.of(config.get(JobOptions.DETECTOR)));
  }

  private static SpecFiles detector(Configuration config) {
    return SpecFiles.of(files(config));
  }

  private static String eventsTopic(Configuration config, DetectorSpec spec) {
    return config.getOptional(JobOptions.EVENTS_TOPIC).orElse(spec.event().topic());
  }

  private static Optional<String> labelsTopic(Configuration config, DetectorSpec spec) {
    return spec.labels()
        .map(LabelSpec::topic)
        .map(topic -> config.getOptional(JobOptions.LABELS_TOPIC).orElse(topic));
  }

  private static Properties properties(Configuration config) {
    Properties properties = new Properties();
    properties.putAll(config.get(JobOptions.KAFKA));
    return properties;
  }

  private static OffsetsInitializer start(JobOptions.Start start) {
    return switch (start) {
      case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
      case EARLIEST -> OffsetsInitializer.earliest();
      case LATEST -> OffsetsInitializer.latest();
    };
  }
}
