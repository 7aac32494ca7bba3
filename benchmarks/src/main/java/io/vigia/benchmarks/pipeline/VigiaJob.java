package io.vigia.benchmarks.pipeline;

import io.vigia.benchmarks.contender.Contender;
import io.vigia.benchmarks.contender.Setting;
import io.vigia.benchmarks.harness.Extent;
import io.vigia.benchmarks.harness.FilledTopics;
import io.vigia.jobs.DetectionPipeline;
import io.vigia.jobs.JobOptions;
import io.vigia.jobs.PipelineOptions;
import io.vigia.jobs.kafka.KafkaEdges;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The whole job as it runs in production, between Kafka topics: keyed stages, labels, model,
 * reasons and suppression; alerts, dead letters and metrics to Kafka; checkpoints.
 *
 * @param setting what all contenders share
 * @param reads how much of the topic
 * @param options how the pipeline runs
 * @param scores topic of every score, for a look at what was scored; empty while time is measured
 */
record VigiaJob(Setting setting, Extent reads, PipelineOptions options, Optional<String> scores)
    implements Contender {
  /** Topic of records that could not be used. */
  static final String DEAD_LETTERS = "vigia-dead-letters";

  /** Topic of what the operators measure. */
  static final String METRICS = "vigia-metrics";

  @Override
  public Run run(String run, String alerts) throws Exception {
    StreamExecutionEnvironment environment =
        setting
            .cluster()
            .environment(
                DetectionPipeline.configuration(JobOptions.BUFFER_TIMEOUT.defaultValue()),
                Setting.CHECKPOINTS);
    KafkaEdges kafka = new KafkaEdges(setting.bootstrapServers(), new Properties(), setting.spec());
    FilledTopics topics = setting.topics();
    DetectionPipeline.Builder pipeline =
        DetectionPipeline.of(setting.files())
            .options(options)
            .events(
                kafka.events(
                    topics.events(),
                    run,
                    OffsetsInitializer.earliest(),
                    OffsetsInitializer.offsets(reads.eventEnds(topics))))
            .labels(
                kafka.labels(
                    topics.labels(),
                    run,
                    OffsetsInitializer.earliest(),
                    OffsetsInitializer.offsets(reads.labelEnds(topics))))
            .alertsTo(kafka.alerts(alerts))
            .deadLettersTo(kafka.deadLetters(DEAD_LETTERS))
            .metricsTo(kafka.metrics(METRICS));
    scores.ifPresent(topic -> pipeline.scoresTo(kafka.scores(topic)));
    pipeline.build().build(environment);
    return new Run(setting.cluster().run(environment).seconds(), Optional.empty());
  }
}
