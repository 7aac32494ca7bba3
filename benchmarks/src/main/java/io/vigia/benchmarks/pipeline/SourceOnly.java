package io.vigia.benchmarks.pipeline;

import io.vigia.benchmarks.contender.Contender;
import io.vigia.benchmarks.contender.Setting;
import io.vigia.benchmarks.harness.Extent;
import io.vigia.benchmarks.harness.FilledTopics;
import io.vigia.jobs.DetectionPipeline;
import io.vigia.jobs.JobOptions;
import io.vigia.jobs.kafka.KafkaEdges;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Reading and decoding alone: what no Flink job can exceed. It writes no alerts. */
record SourceOnly(Setting setting, Extent reads) implements Contender {

  @Override
  public Run run(String run, String alerts) throws Exception {
    StreamExecutionEnvironment environment =
        setting
            .cluster()
            .environment(
                DetectionPipeline.configuration(JobOptions.BUFFER_TIMEOUT.defaultValue()),
                Setting.CHECKPOINTS);
    FilledTopics topics = setting.topics();
    environment
        .fromSource(
            new KafkaEdges(setting.bootstrapServers(), new Properties(), setting.spec())
                .events(
                    topics.events(),
                    run,
                    OffsetsInitializer.earliest(),
                    OffsetsInitializer.offsets(reads.eventEnds(topics))),
            WatermarkStrategy.noWatermarks(),
            "events")
        .uid("events")
        .sinkTo(new DiscardingSink<>())
        .uid("discard");
    return new Run(setting.cluster().run(environment).seconds(), Optional.empty());
  }
}
