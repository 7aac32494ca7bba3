package io.vigia.benchmarks.contender.flink;

import io.vigia.benchmarks.contender.Contender;
import io.vigia.benchmarks.contender.Setting;
import io.vigia.benchmarks.harness.Extent;
import io.vigia.benchmarks.harness.FilledTopics;
import io.vigia.benchmarks.harness.FlinkCluster;
import io.vigia.jobs.kafka.KafkaEdges;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.schemas.Label;
import io.vigia.schemas.Transaction;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.TopicPartition;

/**
 * A Flink job as the guides of Flink and most public examples of fraud detection write it: generic
 * Avro records from {@code KafkaSource}, {@code keyBy} and process functions with {@code
 * ValueState} ({@code KeyedCoProcessFunction} where labels are joined), plain objects between them,
 * one call of the fp32 model a record in a {@code RichMapFunction}, Flink's settings as they come.
 *
 * <p>It shares with us the feature program and the form of its states, so that both compute the
 * same features and the difference lies in the job; and decisions, reasons and alerts ({@link
 * io.vigia.benchmarks.contender.Alarms}). It does less: no dead letters, no late events, no expiry
 * of states, no metrics topic, and its alerts do not carry the event's bytes.
 *
 * @param setting what all contenders share
 * @param reads how much of the topic
 */
public record PlainFlink(Setting setting, Extent reads) implements Contender {

  @Override
  public Run run(String run, String alerts) throws Exception {
    StreamExecutionEnvironment environment =
        setting.cluster().environment(new Configuration(), Setting.CHECKPOINTS);
    SpecFiles spec = setting.spec();
    FilledTopics topics = setting.topics();
    DataStream<GenericRecord> payments =
        environment.fromSource(
            source(topics.events(), run, Transaction.getClassSchema(), reads.eventEnds(topics)),
            WatermarkStrategy.<GenericRecord>forBoundedOutOfOrderness(Duration.ofSeconds(10))
                .withTimestampAssigner((payment, timestamp) -> (Long) payment.get("tx_time")),
            "payments");
    DataStream<GenericRecord> labels =
        environment.fromSource(
            source(topics.labels(), run, Label.getClassSchema(), reads.labelEnds(topics)),
            WatermarkStrategy.noWatermarks(),
            "labels");
    payments
        .keyBy(payment -> (Long) payment.get("customer_id"), Types.LONG)
        .process(new CustomerFeatures(spec))
        .keyBy(payment -> payment.keys[1], Types.LONG)
        .connect(labels.keyBy(PlainFlink::terminal, Types.LONG))
        .process(new TerminalFeatures(spec))
        .map(new ScorePayments(setting.files()))
        .flatMap(new Decide<>(setting.files(), topics.events(), Payment::row))
        .returns(io.vigia.jobs.types.Types.avro(io.vigia.schemas.Alert.class))
        .keyBy(new AlertedKey(spec), Types.LONG)
        .filter(new HoldBack(spec))
        .sinkTo(new KafkaEdges(setting.bootstrapServers(), new Properties(), spec).alerts(alerts));
    FlinkCluster.Finished finished = setting.cluster().run(environment);
    return new Run(finished.seconds(), Counts.tally(finished));
  }

  private KafkaSource<GenericRecord> source(
      String topic, String group, Schema schema, Map<TopicPartition, Long> ends) {
    return KafkaSource.<GenericRecord>builder()
        .setBootstrapServers(setting.bootstrapServers())
        .setTopics(topic)
        .setGroupId(group)
        .setClientIdPrefix(group + "-" + topic)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setBounded(OffsetsInitializer.offsets(ends))
        .setValueOnlyDeserializer(new GenericRecords(schema))
        .build();
  }

  private static Long terminal(GenericRecord label) {
    return Long.valueOf(((Map<?, ?>) label.get("keys")).get("terminal").toString());
  }
}
