package io.vigia.benchmarks.contender.flink;

import io.vigia.benchmarks.contender.Contender;
import io.vigia.benchmarks.contender.Setting;
import io.vigia.benchmarks.harness.Extent;
import io.vigia.benchmarks.harness.FilledTopics;
import io.vigia.benchmarks.harness.FlinkCluster;
import io.vigia.engine.row.Row;
import io.vigia.jobs.DetectionPipeline;
import io.vigia.jobs.JobOptions;
import io.vigia.jobs.PipelineOptions;
import io.vigia.jobs.kafka.KafkaEdges;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.jobs.types.Types;
import io.vigia.schemas.Alert;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Our own source and feature stages, and Flink's asynchronous I/O in place of our scoring: {@code
 * AsyncDataStream.unorderedWait}, the faster of its two modes, with a pool of threads for a client
 * that is synchronous, as Flink's documentation of <i>Asynchronous I/O for External Data Access</i>
 * says; a model call for each record. So it differs from us in the scoring alone.
 *
 * @param setting what all contenders share
 * @param reads how much of the topic
 */
public record AsyncFlink(Setting setting, Extent reads) implements Contender {
  /** How many calls may wait at once, in each task. */
  private static final int CAPACITY = 1_000;

  private static final int TIMEOUT_SECONDS = 60;

  @Override
  public Run run(String run, String alerts) throws Exception {
    StreamExecutionEnvironment environment =
        setting
            .cluster()
            .environment(
                DetectionPipeline.configuration(JobOptions.BUFFER_TIMEOUT.defaultValue()),
                Setting.CHECKPOINTS);
    SpecFiles spec = setting.spec();
    FilledTopics topics = setting.topics();
    KafkaEdges kafka = new KafkaEdges(setting.bootstrapServers(), new Properties(), spec);
    DataStream<Row> featured =
        DetectionPipeline.of(setting.files())
            .options(PipelineOptions.live())
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
            .build()
            .buildFeatures(environment);
    DataStream<Row> scored =
        AsyncDataStream.unorderedWait(
                featured,
                new AsyncScore(setting.files()),
                TIMEOUT_SECONDS,
                TimeUnit.SECONDS,
                CAPACITY)
            .returns(Types.row(spec))
            .uid("async-score");
    scored
        .flatMap(new Decide<Row>(setting.files(), topics.events(), row -> row))
        .returns(Types.avro(Alert.class))
        .uid("decide")
        .keyBy(new AlertedKey(spec), org.apache.flink.api.common.typeinfo.Types.LONG)
        .filter(new HoldBack(spec))
        .uid("suppress")
        .sinkTo(kafka.alerts(alerts))
        .uid("alerts");
    FlinkCluster.Finished finished = setting.cluster().run(environment);
    return new Run(finished.seconds(), Counts.tally(finished));
  }
}
