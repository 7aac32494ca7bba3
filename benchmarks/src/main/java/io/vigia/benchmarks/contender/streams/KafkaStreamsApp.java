package io.vigia.benchmarks.contender.streams;

import io.vigia.benchmarks.contender.Contender;
import io.vigia.benchmarks.contender.Setting;
import io.vigia.benchmarks.harness.Extent;
import io.vigia.benchmarks.harness.FilledTopics;
import io.vigia.benchmarks.harness.Folders;
import io.vigia.engine.decide.Suppression;
import io.vigia.engine.model.Detector;
import io.vigia.engine.model.Precision;
import io.vigia.engine.row.Row;
import io.vigia.jobs.types.AvroSerializer;
import io.vigia.jobs.types.KeyStateSerializer;
import io.vigia.jobs.types.RowSerializer;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.schemas.Alert;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * A Kafka Streams application by its developer guide: processors ({@code KStream.process}) with
 * fault-tolerant key-value stores in memory and their caches, {@code repartition} where the key
 * changes, a thread a core, and the default guarantee, at least once.
 *
 * <p>The topic is partitioned by customer, so the first stage needs no repartitioning; ours
 * shuffles there as well. It shares with us the decoder, the feature program, the compact forms of
 * rows and states, decisions, reasons and alerts. Stores keep bytes: each event reads and writes
 * its key's state through the serializer, which is how Kafka Streams works. It calls the fp32 model
 * for each record, since processors get one at a time.
 *
 * <p>It reads its topics further than the prefix while its slowest partition catches up; it drops
 * those records unread. The clock stops when all events are scored and all candidates decided on.
 *
 * @param setting what all contenders share
 * @param reads how much of the topic
 */
public record KafkaStreamsApp(Setting setting, Extent reads) implements Contender {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Override
  public Run run(String run, String alerts) throws Exception {
    Detector detector = Detector.open(setting.files(), Precision.FP32);
    Progress progress = new Progress();
    Path folder = Files.createTempDirectory("vigia-streams-");
    CountDownLatch running = new CountDownLatch(1);
    try (KafkaStreams streams =
        new KafkaStreams(topology(detector, progress, alerts), properties(run, folder))) {
      streams.setUncaughtExceptionHandler(
          thrown -> {
            progress.failed(thrown);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
          });
      streams.setStateListener(
          (now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
              running.countDown();
            }
          });
      streams.start();
      await(running);
      long began = System.nanoTime();
      while (!progress.isDone(reads.events())) {
        if (System.nanoTime() - began > PATIENCE.toNanos()) {
          throw new IllegalStateException(
              "scored " + progress.tally() + " of " + reads.events() + " within " + PATIENCE);
        }
        TimeUnit.MILLISECONDS.sleep(1);
      }
      return new Run((System.nanoTime() - began) / 1e9, Optional.of(progress.tally()));
    } finally {
      Folders.delete(folder);
      deleteTopics(run);
    }
  }

  private static void await(CountDownLatch running) throws InterruptedException {
    if (!running.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("Kafka Streams did not start within " + PATIENCE);
    }
  }

  private Topology topology(Detector detector, Progress progress, String alerts) {
    SpecFiles spec = setting.spec();
    FilledTopics topics = setting.topics();
    Serde<Row> rows = new CompactSerde<>(new RowSerializer(spec));
    Serde<Alert> alertSerde = new CompactSerde<>(new AvroSerializer<>(Alert.class));
    Suppression suppression =
        Suppression.during(detector.spec().alerts().suppress().orElseThrow().during());
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(
        store(CustomerProcessor.STORE, new KeyStateSerializer(spec, CustomerProcessor.STAGE)));
    builder.addStateStore(
        store(TerminalProcessor.STORE, new KeyStateSerializer(spec, TerminalProcessor.STAGE)));
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(HoldBackProcessor.STORE), Serdes.Long(), Serdes.Long()));
    Consumed<byte[], byte[]> bytes = Consumed.with(Serdes.ByteArray(), Serdes.ByteArray());
    KStream<Long, Row> payments =
        builder.stream(topics.events(), bytes)
            .process(
                () -> new CustomerProcessor(detector.spec(), reads.eventEnds()),
                CustomerProcessor.STORE);
    KStream<Long, Row> labels =
        builder.stream(topics.labels(), bytes)
            .process(() -> new LabelProcessor(detector.spec(), reads.labelEnd()));
    payments
        .merge(labels)
        .repartition(
            Repartitioned.with(Serdes.Long(), rows)
                .withName("by-terminal")
                .withNumberOfPartitions(FilledTopics.PARTITIONS))
        .process(() -> new TerminalProcessor(setting, detector, progress), TerminalProcessor.STORE)
        .repartition(
            Repartitioned.with(Serdes.Long(), alertSerde)
                .withName("candidates")
                .withNumberOfPartitions(FilledTopics.PARTITIONS))
        .process(() -> new HoldBackProcessor(suppression, progress), HoldBackProcessor.STORE)
        .to(alerts, Produced.with(Serdes.Long(), alertSerde));
    return builder.build();
  }

  private static <T> StoreBuilder<?> store(String name, TypeSerializer<T> serializer) {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(name), Serdes.Long(), new CompactSerde<>(serializer))
        .withCachingEnabled();
  }

  private Properties properties(String run, Path folder) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, run);
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, setting.bootstrapServers());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Setting.PARALLELISM);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 256L << 20);
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    return properties;
  }

  /** Its repartition and changelog topics, which nobody reads again. */
  private void deleteTopics(String run) throws Exception {
    Properties properties = new Properties();
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, setting.bootstrapServers());
    try (Admin admin = Admin.create(properties)) {
      List<String> own =
          admin.listTopics().names().get().stream()
              .filter(topic -> topic.startsWith(run + "-"))
              .toList();
      admin.deleteTopics(own).all().get();
    }
  }
}
