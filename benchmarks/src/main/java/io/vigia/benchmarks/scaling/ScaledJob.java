package io.vigia.benchmarks.scaling;

import io.vigia.benchmarks.harness.Extent;
import io.vigia.benchmarks.harness.FilledTopics;
import io.vigia.benchmarks.harness.FlinkCluster;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.DetectionPipeline;
import io.vigia.jobs.JobOptions;
import io.vigia.jobs.PipelineOptions;
import io.vigia.jobs.kafka.KafkaEdges;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.jobs.types.SpecFiles;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The whole job over filled topics: alerts, dead letters and metrics to Kafka, checkpoints.
 *
 * @param files the detector
 * @param bootstrapServers of the broker
 * @param options how the pipeline runs
 * @param backend where the state of keys is kept
 * @param model what scores in place of the detector's own model
 */
record ScaledJob(
    DetectorFiles files,
    String bootstrapServers,
    PipelineOptions options,
    JobOptions.StateBackend backend,
    Optional<ModelSource> model) {
  /** Topic of the alerts of all runs. */
  static final String ALERTS = "vigia-alerts";

  /** Topic of records that could not be used. */
  static final String DEAD_LETTERS = "vigia-dead-letters";

  /** Topic of what the operators measure. */
  static final String METRICS = "vigia-metrics";

  /**
   * Reads the first payments of topics.
   *
   * @param run names the run, for its consumer group
   * @param checkpoints how often a checkpoint is taken
   */
  FlinkCluster.Finished run(
      FlinkCluster cluster, FilledTopics topics, Extent reads, String run, Duration checkpoints)
      throws Exception {
    Configuration settings =
        DetectionPipeline.configuration(JobOptions.BUFFER_TIMEOUT.defaultValue());
    backend.applyTo(settings);
    StreamExecutionEnvironment environment = cluster.environment(settings, checkpoints);
    KafkaEdges kafka = new KafkaEdges(bootstrapServers, new Properties(), SpecFiles.of(files));
    DetectionPipeline.Builder pipeline =
        DetectionPipeline.of(files)
            .options(options)
            .events(
                kafka.events(
                    topics.events(),
                    run,
                    OffsetsInitializer.earliest(),
                    OffsetsInitializer.offsets(reads.eventEnds(topics))))
            .alertsTo(kafka.alerts(ALERTS))
            .deadLettersTo(kafka.deadLetters(DEAD_LETTERS))
            .metricsTo(kafka.metrics(METRICS));
    model.ifPresent(pipeline::model);
    pipeline.build().build(environment);
    return cluster.run(environment);
  }
}
