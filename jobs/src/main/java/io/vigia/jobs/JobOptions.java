package io.vigia.jobs;

import io.vigia.engine.model.Precision;
import io.vigia.jobs.operators.Ordering;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;

/** The options of a detection job, on the command line ({@code --name value}) or in a file. */
public final class JobOptions {
  /** Folder of the detector. */
  public static final ConfigOption<String> DETECTOR =
      ConfigOptions.key("detector")
          .stringType()
          .noDefaultValue()
          .withDescription("Folder of the detector.");

  /** Kafka brokers. */
  public static final ConfigOption<String> BOOTSTRAP_SERVERS =
      ConfigOptions.key("bootstrap-servers")
          .stringType()
          .defaultValue("localhost:9092")
          .withDescription("Kafka brokers, host:port separated by commas.");

  /** Topic of the events. */
  public static final ConfigOption<String> EVENTS_TOPIC =
      ConfigOptions.key("events-topic")
          .stringType()
          .noDefaultValue()
          .withDescription("Topic of the events; the detector's event.topic unless given.");

  /** Topic of the labels. */
  public static final ConfigOption<String> LABELS_TOPIC =
      ConfigOptions.key("labels-topic")
          .stringType()
          .noDefaultValue()
          .withDescription("Topic of the labels; the detector's labels.topic unless given.");

  /** Topic of the alerts. */
  public static final ConfigOption<String> ALERTS_TOPIC =
      ConfigOptions.key("alerts-topic")
          .stringType()
          .defaultValue("vigia-alerts")
          .withDescription("Topic of the alerts, at least once: drop repeats by id.");

  /** Topic of the alerts, exactly once. */
  public static final ConfigOption<String> AUDIT_TOPIC =
      ConfigOptions.key("audit-topic")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Topic of the alerts, exactly once, visible after the next checkpoint; off unless"
                  + " named.");

  /** Topic of all scores. */
  public static final ConfigOption<String> SCORES_TOPIC =
      ConfigOptions.key("scores-topic")
          .stringType()
          .noDefaultValue()
          .withDescription("Topic of the score of every event; off unless named.");

  /** Topic of commands to running jobs. */
  public static final ConfigOption<String> CONTROL_TOPIC =
      ConfigOptions.key("control-topic")
          .stringType()
          .defaultValue("vigia-control")
          .withDescription(
              "Topic of the commands that change models, thresholds and rules while the job runs;"
                  + " one serves all jobs.");

  /** Topic of records that could not be used. */
  public static final ConfigOption<String> DEAD_LETTERS_TOPIC =
      ConfigOptions.key("dead-letters-topic")
          .stringType()
          .defaultValue("vigia-dead-letters")
          .withDescription("Topic of the records that could not be used.");

  /** Topic of measurements. */
  public static final ConfigOption<String> METRICS_TOPIC =
      ConfigOptions.key("metrics-topic")
          .stringType()
          .defaultValue("vigia-metrics")
          .withDescription("Topic of what the operators measure.");

  /** How often measurements are reported. */
  public static final ConfigOption<Duration> METRICS_INTERVAL =
      ConfigOptions.key("metrics-interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription("How often the operators report on the metrics topic.");

  /** Kafka consumer group. */
  public static final ConfigOption<String> GROUP =
      ConfigOptions.key("group-id")
          .stringType()
          .noDefaultValue()
          .withDescription("Kafka consumer group; vigia-DETECTOR unless given.");

  /** Where reading starts. */
  public static final ConfigOption<Start> START =
      ConfigOptions.key("start")
          .enumType(Start.class)
          .defaultValue(Start.COMMITTED)
          .withDescription(
              "Where a job without state starts to read: at the group's committed offsets (the"
                  + " earliest where there are none), at the earliest or at the latest.");

  /** Order of the keyed stages. */
  public static final ConfigOption<Ordering> ORDERING =
      ConfigOptions.key("ordering")
          .enumType(Ordering.class)
          .defaultValue(Ordering.ARRIVAL)
          .withDescription(
              "ARRIVAL takes records as they come; EVENT_TIME waits for the watermark and gives the"
                  + " same scores at any parallelism.");

  /** Which graph scores. */
  public static final ConfigOption<Precision> PRECISION =
      ConfigOptions.key("precision")
          .enumType(Precision.class)
          .defaultValue(Precision.AUTO)
          .withDescription(
              "Which of the detector's graphs scores: INT8, FP32, or AUTO: INT8 where the admission"
                  + " gate admits it on the machine.");

  /** Largest batch of the model. */
  public static final ConfigOption<Integer> BATCH_SIZE =
      ConfigOptions.key("batch-size")
          .intType()
          .defaultValue(256)
          .withDescription("Largest batch of the model, 1 to 4096.");

  /** Time that the model may take for a batch. */
  public static final ConfigOption<Duration> LATENCY_TARGET =
      ConfigOptions.key("latency-target")
          .durationType()
          .defaultValue(Duration.ofMillis(20))
          .withDescription(
              "How long the model may take for a batch: batches grow as far as keeps to it.");

  /** Time that an event may wait for its score. */
  public static final ConfigOption<Duration> LATENCY_BUDGET =
      ConfigOptions.key("latency-budget")
          .durationType()
          .defaultValue(Duration.ofMillis(100))
          .withDescription(
              "How long an event may wait for its score before the next rung of the ladder answers:"
                  + " the model, then principal components, then rules alone. 0 waits for the"
                  + " model, however long.");

  /** Threads that score. */
  public static final ConfigOption<Integer> SCORING_WORKERS =
      ConfigOptions.key("scoring-workers")
          .intType()
          .noDefaultValue()
          .withDescription(
              "Threads of each scoring task for a heavy model, 0 for none; as many as the machine"
                  + " has processors for each task unless given.");

  /** Parallelism of the job. */
  public static final ConfigOption<Integer> PARALLELISM =
      ConfigOptions.key("parallelism")
          .intType()
          .noDefaultValue()
          .withDescription("Parallelism of the job; that of the cluster unless given.");

  /** Checkpoint interval. */
  public static final ConfigOption<Duration> CHECKPOINT_INTERVAL =
      ConfigOptions.key("checkpoint-interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription("How often a checkpoint is taken.");

  /** Where checkpoints are kept. */
  public static final ConfigOption<String> CHECKPOINT_DIR =
      ConfigOptions.key("checkpoint-dir")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Where checkpoints are kept, as a URI; that of the cluster unless given.");

  /** Where keyed state is kept. */
  public static final ConfigOption<StateBackend> STATE_BACKEND =
      ConfigOptions.key("state-backend")
          .enumType(StateBackend.class)
          .defaultValue(StateBackend.HEAP)
          .withDescription(
              "Where the state of keys is kept: HEAP as objects, the fastest; ROCKSDB on the task"
                  + " managers' disks, for more keys than memory holds, with incremental"
                  + " checkpoints.");

  /** How long output buffers wait. */
  public static final ConfigOption<Duration> BUFFER_TIMEOUT =
      ConfigOptions.key("buffer-timeout")
          .durationType()
          .defaultValue(Duration.ofMillis(2))
          .withDescription("How long a record waits for others between two tasks at most.");

  /** Silence that no longer holds the watermark. */
  public static final ConfigOption<Duration> IDLENESS =
      ConfigOptions.key("idleness")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription("After this silence a partition no longer holds the watermark.");

  /** How far sources may run apart. */
  public static final ConfigOption<Duration> MAX_DRIFT =
      ConfigOptions.key("max-drift")
          .durationType()
          .defaultValue(Duration.ofDays(7))
          .withDescription("How far a partition may run ahead of the others, in event time.");

  /** Further properties of Kafka clients. */
  public static final ConfigOption<Map<String, String>> KAFKA =
      ConfigOptions.key("kafka")
          .mapType()
          .defaultValue(Map.of())
          .withDescription(
              "Further properties of the Kafka clients, such as kafka.security.protocol.");

  /** Where a job without state starts to read. */
  public enum Start {
    /** At the group's committed offsets. */
    COMMITTED,
    /** At the first record kept. */
    EARLIEST,
    /** At the next record written. */
    LATEST
  }

  /** Where keyed state is kept. */
  public enum StateBackend {
    /** As objects on the heap of the task managers. */
    HEAP("hashmap", false),
    /** In RocksDB on the disks of the task managers; a checkpoint carries what changed. */
    ROCKSDB("rocksdb", true);

    private final String flinkName;
    private final boolean incremental;

    StateBackend(String flinkName, boolean incremental) {
      this.flinkName = flinkName;
      this.incremental = incremental;
    }

    /** Sets it in a configuration of Flink. */
    public void applyTo(Configuration flink) {
      flink.set(StateBackendOptions.STATE_BACKEND, flinkName);
      flink.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, incremental);
    }
  }

  private JobOptions() {}

  /** All options in the order of the documentation. */
  public static List<ConfigOption<?>> all() {
    return List.of(
        DETECTOR,
        BOOTSTRAP_SERVERS,
        EVENTS_TOPIC,
        LABELS_TOPIC,
        ALERTS_TOPIC,
        AUDIT_TOPIC,
        SCORES_TOPIC,
        CONTROL_TOPIC,
        DEAD_LETTERS_TOPIC,
        METRICS_TOPIC,
        METRICS_INTERVAL,
        GROUP,
        START,
        ORDERING,
        PRECISION,
        BATCH_SIZE,
        LATENCY_TARGET,
        LATENCY_BUDGET,
        SCORING_WORKERS,
        PARALLELISM,
        CHECKPOINT_INTERVAL,
        CHECKPOINT_DIR,
        STATE_BACKEND,
        BUFFER_TIMEOUT,
        IDLENESS,
        MAX_DRIFT,
        KAFKA);
  }
}
