package io.vigia.jobs.kafka;

import io.vigia.engine.row.Keys;
import io.vigia.engine.row.Row;
import io.vigia.jobs.types.Incoming;
import io.vigia.jobs.types.Instruction;
import io.vigia.jobs.types.Scored;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.schemas.Alert;
import io.vigia.schemas.ControlCommand;
import io.vigia.schemas.DeadLetter;
import io.vigia.schemas.MetricSample;
import io.vigia.schemas.Score;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The sources and sinks of a job on Kafka. */
public final class KafkaEdges {
  /** Below the 15 minutes that brokers allow by default; Flink's own default is an hour. */
  static final int TRANSACTION_TIMEOUT_MILLIS = 840_000;

  private final String bootstrapServers;
  private final Properties properties;
  private final SpecFiles spec;

  /**
   * The edges of a detector's job.
   *
   * @param bootstrapServers addresses of brokers, {@code host:port,…}
   * @param properties further properties of consumers and producers, such as security
   * @param spec the detector
   */
  public KafkaEdges(String bootstrapServers, Properties properties, SpecFiles spec) {
    this.bootstrapServers = bootstrapServers;
    this.properties = properties;
    this.spec = spec;
  }

  /** Source of the detector's events. */
  public KafkaSource<Incoming> events(
      String topic, String group, OffsetsInitializer from, OffsetsInitializer upTo) {
    return source(topic, group, from, upTo, RecordDeserializer.events(spec));
  }

  /** Source of the truth. */
  public KafkaSource<Incoming> labels(
      String topic, String group, OffsetsInitializer from, OffsetsInitializer upTo) {
    return source(topic, group, from, upTo, RecordDeserializer.labels(spec));
  }

  private KafkaSource<Incoming> source(
      String topic,
      String group,
      OffsetsInitializer from,
      OffsetsInitializer upTo,
      RecordDeserializer reader) {
    KafkaSourceBuilder<Incoming> builder =
        KafkaSource.<Incoming>builder()
            .setBootstrapServers(bootstrapServers)
            .setProperties(properties)
            .setTopics(topic)
            .setGroupId(group)
            .setClientIdPrefix(group + "-" + topic)
            .setStartingOffsets(from)
            .setDeserializer(reader);
    return (upTo == null ? builder : builder.setBounded(upTo)).build();
  }

  /** The fast alerts topic: at least once. */
  public KafkaSink<Alert> alerts(String topic) {
    return sink(topic, Alert.class, alert -> alert, KafkaEdges::keyOf).build();
  }

  /**
   * The audit topic: exactly once, visible after the checkpoint.
   *
   * @param prefix of the transactional ids, unique among the jobs of the brokers
   */
  public KafkaSink<Alert> audit(String topic, String prefix) {
    return sink(topic, Alert.class, alert -> alert, KafkaEdges::keyOf)
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(prefix)
        .setProperty(
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Integer.toString(TRANSACTION_TIMEOUT_MILLIS))
        .build();
  }

  /** The topic of all scores: at least once. */
  public KafkaSink<Scored> scores(String topic) {
    String detector = spec.spec().name();
    return KafkaEdges.<Scored, Score>sink(
            this, topic, Score.class, scored -> score(detector, scored), Score::getEventId)
        .build();
  }

  /** Records that could not be used: at least once. */
  public KafkaSink<DeadLetter> deadLetters(String topic) {
    return sink(topic, DeadLetter.class, letter -> letter, letter -> null).build();
  }

  /** Source of the commands to running jobs. */
  public KafkaSource<Instruction> control(String topic, String group, OffsetsInitializer from) {
    return KafkaSource.<Instruction>builder()
        .setBootstrapServers(bootstrapServers)
        .setProperties(properties)
        .setTopics(topic)
        .setGroupId(group)
        .setClientIdPrefix(group + "-" + topic)
        .setStartingOffsets(from)
        .setDeserializer(new ControlDeserializer(spec.spec().name()))
        .build();
  }

  /** Commands that the job gives itself: at least once, and a repeated one is followed once. */
  public KafkaSink<ControlCommand> commands(String topic) {
    return sink(topic, ControlCommand.class, command -> command, ControlCommand::getDetector)
        .build();
  }

  /** What the operators measured: at least once. */
  public KafkaSink<MetricSample> metrics(String topic) {
    return sink(topic, MetricSample.class, sample -> sample, MetricSample::getDetector).build();
  }

  private <R extends SpecificRecord> KafkaSinkBuilder<R> sink(
      String topic,
      Class<R> type,
      RecordSerializer.Mapping<R, R> mapping,
      RecordSerializer.Mapping<R, String> key) {
    return sink(this, topic, type, mapping, key);
  }

  private static <T, R extends SpecificRecord> KafkaSinkBuilder<T> sink(
      KafkaEdges edges,
      String topic,
      Class<R> type,
      RecordSerializer.Mapping<T, R> mapping,
      RecordSerializer.Mapping<R, String> key) {
    return KafkaSink.<T>builder()
        .setBootstrapServers(edges.bootstrapServers)
        .setKafkaProducerConfig(edges.properties)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(new RecordSerializer<>(topic, type, mapping, key));
  }

  private static String keyOf(Alert alert) {
    return alert.getKeys().values().stream().findFirst().orElse(alert.getEventId());
  }

  private static Score score(String detector, Scored scored) {
    Row row = scored.row();
    boolean answered = !Double.isNaN(row.score);
    return Score.newBuilder()
        .setDetector(detector)
        .setEventId(Keys.text(row.id, row.idText))
        .setEventTime(Instant.EPOCH.plus(row.time, ChronoUnit.MICROS))
        .setScore(answered ? row.score : null)
        .setAlert(scored.alert())
        .setTier(row.tier)
        .setModelSha256(scored.model() == null ? null : scored.model().getSha256())
        .setLate(row.late)
        .build();
  }
}
