package io.vigia.benchmarks.scaling;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.benchmarks.harness.FilledTopics;
import io.vigia.benchmarks.harness.FlinkCluster;
import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.DetectionPipeline;
import io.vigia.jobs.JobOptions;
import io.vigia.jobs.PipelineOptions;
import io.vigia.jobs.autoscale.JobCounters;
import io.vigia.jobs.autoscale.VertexCounters;
import io.vigia.jobs.autoscale.cluster.FlinkRest;
import io.vigia.jobs.autoscale.cluster.RunningJob;
import io.vigia.jobs.kafka.KafkaEdges;
import io.vigia.jobs.operators.Ordering;
import io.vigia.jobs.scoring.ScoringOptions;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.schemas.Alert;
import io.vigia.schemas.Tier;
import io.vigia.schemas.codec.CodecException;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A job in event-time order under a steady load that is rescaled from one subtask to two and back:
 * the time without output, and what became of every event.
 */
final class RescaleRun {
  private static final String RUN = "rescale";
  private static final int KEYS = 10_000;
  private static final int TAIL = 4_000;
  private static final Duration STEADY = Duration.ofSeconds(8);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final EmbeddedKafka kafka;
  private final DetectorFiles files;
  private final int rate;
  private final KeyedPayments payments;
  private final Figures figures;

  /**
   * The part of a benchmark.
   *
   * @param rate events a second
   */
  RescaleRun(EmbeddedKafka kafka, DetectorFiles files, int rate, Figures figures) {
    this.kafka = kafka;
    this.files = files;
    this.rate = rate;
    this.payments = new KeyedPayments(KEYS, rate * 100);
    this.figures = figures;
  }

  private static String topic(String what) {
    return RUN + "-" + what;
  }

  /** Measures. */
  void run() throws Exception {
    kafka.createTopic(topic("events"), FilledTopics.PARTITIONS);
    for (String what : new String[] {"alerts", "scores", "dead", "metrics"}) {
      kafka.createTopic(topic(what), 1);
    }
    try (FlinkCluster cluster = FlinkCluster.elastic(2);
        Feed feed = new Feed();
        ScoreWatch watch = new ScoreWatch(kafka.bootstrapServers(), topic("scores"))) {
      JobID id = submit(cluster);
      RunningJob job =
          RunningJob.find(new FlinkRest(cluster.rest()), Optional.of(id.toHexString()));
      await("the job's first scores", () -> watch.scoredBelow(rate) == rate);
      watch.longestGap();
      TimeUnit.MILLISECONDS.sleep(STEADY.toMillis());
      figures.add("rescale: longest gap before", watch.longestGap(), "ms");
      rescale(job, watch, 2);
      rescale(job, watch, 1);
      int sent = feed.stop();
      int counted = sent - TAIL;
      await("the last scores", () -> watch.scoredBelow(counted) == counted);
      figures.add("rescale: events", counted, "events");
      figures.add("rescale: events lost", counted - watch.scoredBelow(counted), "events");
      figures.add("rescale: scores repeated", watch.repeated(), "events");
      cluster.cancel(id);
    }
    contradictions();
  }

  private JobID submit(FlinkCluster cluster) throws Exception {
    Configuration settings =
        DetectionPipeline.configuration(JobOptions.BUFFER_TIMEOUT.defaultValue());
    StreamExecutionEnvironment environment =
        cluster.environment(settings, JobOptions.CHECKPOINT_INTERVAL.defaultValue());
    environment.setParallelism(1);
    KafkaEdges edges =
        new KafkaEdges(kafka.bootstrapServers(), new Properties(), SpecFiles.of(files));
    DetectionPipeline.of(files)
        .options(
            PipelineOptions.live()
                .withOrdering(Ordering.EVENT_TIME)
                .withPrecision(Precision.INT8)
                // The model answers for every event, so that repeats can be compared.
                .withScoring(ScoringOptions.offline()))
        .events(edges.events(topic("events"), RUN, OffsetsInitializer.earliest(), null))
        .alertsTo(edges.alerts(topic("alerts")))
        .scoresTo(edges.scores(topic("scores")))
        .deadLettersTo(edges.deadLetters(topic("dead")))
        .metricsTo(edges.metrics(topic("metrics")))
        .build()
        .build(environment);
    return cluster.submit(environment);
  }

  private void rescale(RunningJob job, ScoreWatch watch, int parallelism) throws Exception {
    await("the job's counters", () -> job.counters(true).isPresent());
    JobCounters counters = job.counters(true).orElseThrow();
    Map<String, Integer> asked = new LinkedHashMap<>();
    for (VertexCounters vertex : counters.vertices()) {
      asked.put(vertex.id(), Math.min(parallelism, vertex.mostParallelism()));
    }
    watch.longestGap();
    long began = System.nanoTime();
    job.rescale(asked, PATIENCE);
    long took = System.nanoTime() - began;
    TimeUnit.MILLISECONDS.sleep(STEADY.toMillis());
    String name = "rescale to " + parallelism;
    figures.add(name + ": longest gap", watch.longestGap(), "ms");
    figures.add(name + ": asked for until running", took / 1e6, "ms");
  }

  /** A condition of the run. */
  private interface Condition {
    boolean holds();
  }

  private static void await(String what, Condition condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            what + " did not come within " + PATIENCE.toSeconds() + " s");
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** Alerts of one id, detection time and tier apart, must be the same. */
  private void contradictions() throws CodecException {
    SingleObjectCodec<Alert> codec = new SingleObjectCodec<>(Alert.class);
    Map<String, Alert> alerts = new HashMap<>();
    Set<String> contradicted = new HashSet<>();
    long read = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic("alerts"), 0);
      consumer.assign(Set.of(partition));
      long end = consumer.endOffsets(Set.of(partition)).get(partition);
      consumer.seekToBeginning(Set.of(partition));
      while (consumer.position(partition) < end) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          Alert alert = codec.decode(record.value());
          alert.setDetectionTime(Instant.EPOCH);
          alert.setTier(Tier.RULES);
          Alert before = alerts.put(alert.getId(), alert);
          read++;
          if (before != null && !before.equals(alert)) {
            contradicted.add(alert.getId());
          }
        }
      }
    }
    figures.add("rescale: alerts", alerts.size(), "alerts");
    figures.add("rescale: alerts repeated", read - alerts.size(), "alerts");
    figures.add("rescale: alert ids with different content", contradicted.size(), "alerts");
  }

  /** Sends payments at the rate until it is stopped. */
  private final class Feed implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer = FilledTopics.producer(kafka);
    private final Thread thread = new Thread(this::send, "rescale-feed");
    private volatile boolean stopped;
    private int sent;

    Feed() {
      thread.setDaemon(true);
      thread.start();
    }

    private void send() {
      long began = System.nanoTime();
      while (!stopped && sent < payments.count()) {
        int due = (int) Math.min(payments.count(), (System.nanoTime() - began) * 1e-9 * rate);
        for (; sent < due; sent++) {
          producer.send(
              new ProducerRecord<>(
                  topic("events"), payments.partition(sent), null, null, payments.bytes(sent)));
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
      producer.flush();
    }

    /** Stops, and says how many payments were sent. */
    int stop() throws InterruptedException {
      stopped = true;
      thread.join();
      return sent;
    }

    @Override
    public void close() throws InterruptedException {
      int unused = stop();
      producer.close();
    }
  }
}
