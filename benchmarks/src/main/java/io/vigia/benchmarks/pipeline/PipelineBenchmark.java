package io.vigia.benchmarks.pipeline;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.benchmarks.report.BenchmarkResult;
import io.vigia.benchmarks.report.Machine;
import io.vigia.benchmarks.report.PeakMemory;
import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.DetectionPipeline;
import io.vigia.jobs.PipelineOptions;
import io.vigia.jobs.kafka.KafkaEdges;
import io.vigia.jobs.types.Incoming;
import io.vigia.jobs.types.SpecFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Events a second of the whole job over a topic that is filled beforehand, broker in the same
 * process. Every contender reads the same topic in the same run, in turn, round by round; a first
 * round of each warms up and is not counted. The time is that of the job from its start to its end,
 * starting and stopping of its tasks included.
 */
public final class PipelineBenchmark {
  private static final String OURS = "vigia";
  private static final int PARALLELISM = 2;
  private static final Duration CHECKPOINTS = Duration.ofSeconds(10);
  private static final Duration BUFFER_TIMEOUT = Duration.ofMillis(5);

  private final DetectorFiles files;
  private final SpecFiles spec;
  private final int events;
  private final int rounds;
  private final Consumer<String> progress;

  /**
   * A benchmark.
   *
   * @param detector folder of a detector of card payments
   * @param events how many events the topic holds
   * @param rounds how many rounds count
   * @param progress receives lines about what is going on
   */
  public PipelineBenchmark(Path detector, int events, int rounds, Consumer<String> progress) {
    this.files = DetectorFiles.read(detector);
    this.spec = SpecFiles.of(files);
    this.events = events;
    this.rounds = rounds;
    this.progress = progress;
  }

  /** Figures of one run. */
  private record Run(double seconds, long peakHeapBytes) {}

  /** Runs all contenders. */
  public BenchmarkResult run() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
      progress.accept("filling the topic with " + events + " events");
      FilledTopics topics = FilledTopics.fill(kafka, spec.spec(), events);
      kafka.createTopic("alerts", 1);
      kafka.createTopic("dead-letters", 1);
      kafka.createTopic("metrics", 1);
      PipelineOptions live = PipelineOptions.live().withPrecision(Precision.INT8);
      PipelineOptions fp32PerRecord = live.withPrecision(Precision.FP32).withBatchSize(1);
      List<Contender> contenders =
          List.of(
              new Contender(OURS, pipeline(kafka, topics, live)),
              new Contender("fp32-per-record", pipeline(kafka, topics, fp32PerRecord)),
              new Contender("source-only", sourceOnly(kafka, topics)));
      Map<String, List<Run>> runs = new LinkedHashMap<>();
      for (int round = 0; round <= rounds; round++) {
        for (Contender contender : contenders) {
          Run run = measure(contender, round);
          progress.accept(
              String.format(
                  Locale.ROOT,
                  "%s, %s: %,.0f events/s",
                  round == 0 ? "warm-up" : "round " + round + " of " + rounds,
                  contender.name(),
                  events / run.seconds()));
          if (round > 0) {
            runs.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(run);
          }
        }
      }
      return result(runs);
    }
  }

  private static Run measure(Contender contender, int round) throws Exception {
    Configuration configuration = DetectionPipeline.configuration(BUFFER_TIMEOUT);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, configuration);
    environment.enableCheckpointing(CHECKPOINTS.toMillis());
    contender.job().addTo(environment, contender.name() + "-" + round);
    PeakMemory.reset();
    JobExecutionResult done = environment.execute(contender.name());
    return new Run(done.getNetRuntime() / 1000.0, PeakMemory.read().heapBytes());
  }

  private KafkaEdges edges(EmbeddedKafka kafka) {
    return new KafkaEdges(kafka.bootstrapServers(), new Properties(), spec);
  }

  private KafkaSource<Incoming> events(EmbeddedKafka kafka, FilledTopics topics, String run) {
    return edges(kafka)
        .events(topics.events(), run, OffsetsInitializer.earliest(), OffsetsInitializer.latest());
  }

  /** The whole job: two keyed stages, labels, model; alerts, dead letters and metrics to Kafka. */
  private Contender.Job pipeline(
      EmbeddedKafka kafka, FilledTopics topics, PipelineOptions options) {
    return (environment, run) -> {
      KafkaEdges edges = edges(kafka);
      DetectionPipeline.of(files)
          .options(options)
          .events(events(kafka, topics, run))
          .labels(
              edges.labels(
                  topics.labels(), run, OffsetsInitializer.earliest(), OffsetsInitializer.latest()))
          .alertsTo(edges.alerts("alerts"))
          .deadLettersTo(edges.deadLetters("dead-letters"))
          .metricsTo(edges.metrics("metrics"))
          .build()
          .build(environment);
    };
  }

  /** Reading and decoding alone: what no job can exceed. */
  private Contender.Job sourceOnly(EmbeddedKafka kafka, FilledTopics topics) {
    return (environment, run) ->
        environment
            .fromSource(events(kafka, topics, run), WatermarkStrategy.noWatermarks(), "events")
            .uid("events")
            .sinkTo(new DiscardingSink<>())
            .uid("discard");
  }

  private BenchmarkResult result(Map<String, List<Run>> runs) {
    double[] ours = perSecond(runs.get(OURS));
    List<Map<String, Object>> rows = new ArrayList<>();
    runs.forEach(
        (name, measured) -> {
          double[] rates = perSecond(measured);
          double[] ratios = new double[rates.length];
          for (int i = 0; i < ratios.length; i++) {
            ratios[i] = rates[i] / ours[i];
          }
          Map<String, Object> row = BenchmarkResult.row(name);
          row.put("events_per_second", median(rates));
          row.put("relative_to_vigia", median(ratios));
          row.put("slowest_events_per_second", Arrays.stream(rates).min().orElseThrow());
          row.put("fastest_events_per_second", Arrays.stream(rates).max().orElseThrow());
          row.put(
              "peak_heap_bytes",
              measured.stream().mapToLong(Run::peakHeapBytes).max().orElseThrow());
          // Of the whole process since its start: broker, topic buffers and all contenders so far.
          row.put("process_peak_resident_bytes", PeakMemory.read().residentBytes());
          row.put("rounds", measured.size());
          rows.add(row);
        });
    return new BenchmarkResult("pipeline", Machine.here(), rows);
  }

  private double[] perSecond(List<Run> runs) {
    return runs.stream().mapToDouble(run -> events / run.seconds()).toArray();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
