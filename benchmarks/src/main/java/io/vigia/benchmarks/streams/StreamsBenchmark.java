package io.vigia.benchmarks.streams;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.app.demo.DemoStreams;
import io.vigia.benchmarks.contender.Setting;
import io.vigia.benchmarks.harness.FlinkCluster;
import io.vigia.benchmarks.harness.Measured;
import io.vigia.benchmarks.harness.Rounds;
import io.vigia.benchmarks.report.BenchmarkResult;
import io.vigia.benchmarks.report.Machine;
import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.DetectionPipeline;
import io.vigia.jobs.JobOptions;
import io.vigia.jobs.PipelineOptions;
import io.vigia.jobs.kafka.KafkaEdges;
import io.vigia.jobs.types.SpecFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Events a second of the whole job of each surveillance stream, over a topic that is filled
 * beforehand, broker in the same process, as {@code bench pipeline} has it for card payments: in
 * turn, round by round, the first rounds to warm up; from the moment the first task is ready to
 * read until all are done.
 */
public final class StreamsBenchmark {
  /** Its name for the command. */
  public static final String NAME = "streams";

  private static final Duration BUDGET = Duration.ofMinutes(10);
  private static final int WARM_UPS = 2;
  private static final String DEAD_LETTERS = "vigia-dead-letters";
  private static final String METRICS = "vigia-metrics";

  private final Map<WatchedStream, Path> detectors;
  private final int events;
  private final int rounds;
  private final Consumer<String> progress;

  /**
   * A benchmark.
   *
   * @param names the streams; those whose detector is trained where it is empty
   * @param home the root of the project, with the shipped detectors
   * @param events how many events each topic holds
   * @param rounds how many rounds count
   * @param progress receives lines about what is going on
   * @throws IllegalArgumentException for an unknown stream, and for one without a trained detector
   */
  public StreamsBenchmark(
      Set<String> names, Path home, int events, int rounds, Consumer<String> progress) {
    this.events = events;
    this.rounds = rounds;
    this.progress = progress;
    detectors = detectors(names, home, progress);
  }

  private static Map<WatchedStream, Path> detectors(
      Set<String> names, Path home, Consumer<String> progress) {
    Set<String> unknown = new LinkedHashSet<>(names);
    Map<WatchedStream, Path> detectors = new LinkedHashMap<>();
    for (WatchedStream stream : WatchedStream.values()) {
      unknown.remove(stream.text());
      if (!names.isEmpty() && !names.contains(stream.text())) {
        continue;
      }
      Path folder = home.resolve(stream.folder());
      Optional<String> lacking = DemoStreams.lacking(folder);
      if (lacking.isEmpty()) {
        detectors.put(stream, folder);
      } else if (names.isEmpty()) {
        progress.accept(stream.text() + " is left out: " + lacking.get());
      } else {
        throw new IllegalArgumentException(
            "--streams names " + stream.text() + ", but " + lacking.get());
      }
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "--streams names "
              + String.join(", ", unknown)
              + "; expected some of "
              + Arrays.stream(WatchedStream.values())
                  .map(WatchedStream::text)
                  .collect(Collectors.joining(", "))
              + " (card: bench pipeline)");
    }
    if (detectors.isEmpty()) {
      throw new IllegalArgumentException("no stream has a trained detector in " + home);
    }
    return detectors;
  }

  /** Runs all streams. */
  public BenchmarkResult run() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        FlinkCluster cluster = FlinkCluster.start(Setting.PARALLELISM)) {
      kafka.createTopic(DEAD_LETTERS, 1);
      kafka.createTopic(METRICS, 1);
      Map<String, StreamJob> jobs = new LinkedHashMap<>();
      for (Map.Entry<WatchedStream, Path> each : detectors.entrySet()) {
        String name = each.getKey().text();
        progress.accept("filling a topic with " + events + " events of " + name);
        DetectorFiles files = DetectorFiles.read(each.getValue());
        StreamTopic topic =
            StreamTopic.fill(
                kafka,
                SpecFiles.of(files).spec().event().topic(),
                each.getKey().simulator(),
                events);
        kafka.createTopic(alerts(name), 1);
        jobs.put(name, new StreamJob(files, kafka.bootstrapServers(), topic, cluster));
      }
      Rounds<Measured> measured = Rounds.interleaved(jobs, WARM_UPS, rounds, BUDGET, this::measure);
      return result(jobs.keySet(), measured);
    }
  }

  private static String alerts(String stream) {
    return "alerts-" + stream;
  }

  private Measured measure(String name, StreamJob job, int round) throws Exception {
    return Measured.of(
        name,
        job.topic().events(),
        round,
        rounds,
        progress,
        () -> job.run(name + "-" + round, alerts(name)));
  }

  /** The job of a stream as it runs in production, between Kafka topics. */
  private record StreamJob(
      DetectorFiles files, String bootstrapServers, StreamTopic topic, FlinkCluster cluster) {

    /** Runs it to the end of the topic; answers how many seconds that took. */
    double run(String run, String alerts) throws Exception {
      StreamExecutionEnvironment environment =
          cluster.environment(
              DetectionPipeline.configuration(JobOptions.BUFFER_TIMEOUT.defaultValue()),
              Setting.CHECKPOINTS);
      KafkaEdges kafka = new KafkaEdges(bootstrapServers, new Properties(), SpecFiles.of(files));
      DetectionPipeline.of(files)
          .options(PipelineOptions.live().withPrecision(Precision.INT8))
          .events(
              kafka.events(
                  topic.name(),
                  run,
                  OffsetsInitializer.earliest(),
                  OffsetsInitializer.offsets(topic.ends())))
          .alertsTo(kafka.alerts(alerts))
          .deadLettersTo(kafka.deadLetters(DEAD_LETTERS))
          .metricsTo(kafka.metrics(METRICS))
          .build()
          .build(environment);
      return cluster.run(environment).seconds();
    }
  }

  private static BenchmarkResult result(Set<String> streams, Rounds<Measured> measured) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String name : streams) {
      Map<String, Object> row = BenchmarkResult.row(name);
      row.put("events_per_second", measured.median(name, Measured::perSecond));
      Measured.report(row, name, measured);
      rows.add(row);
    }
    return new BenchmarkResult(NAME, Machine.here(), rows);
  }
}
