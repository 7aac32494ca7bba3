package io.vigia.benchmarks.pipeline;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.app.simulate.card.CardParameters;
import io.vigia.benchmarks.contender.Contender;
import io.vigia.benchmarks.contender.Setting;
import io.vigia.benchmarks.contender.bareloop.BareLoop;
import io.vigia.benchmarks.contender.flink.AsyncFlink;
import io.vigia.benchmarks.contender.flink.PlainFlink;
import io.vigia.benchmarks.contender.streams.KafkaStreamsApp;
import io.vigia.benchmarks.harness.FilledTopics;
import io.vigia.benchmarks.harness.FlinkCluster;
import io.vigia.benchmarks.harness.Measured;
import io.vigia.benchmarks.harness.Rounds;
import io.vigia.benchmarks.report.BenchmarkResult;
import io.vigia.benchmarks.report.Machine;
import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.jobs.PipelineOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Events a second of the whole job over a topic that is filled beforehand, broker in the same
 * process, beside rivals that do the same work in other ways. Every contender reads the same topic
 * in the same run, in turn, round by round; the first rounds warm up and are not counted.
 *
 * <p>Contenders that would take too long read the first events of the topic only. The clock starts
 * when the first task or thread of a contender is ready to read, so that short and long runs can be
 * compared, and stops when the last alert is written and all tasks are done.
 */
public final class PipelineBenchmark {
  /** Our own name among the contenders. */
  static final String OURS = "vigia";

  /**
   * Of the rounds, so that a slow machine is done within a quarter of an hour, filling included.
   */
  private static final Duration BUDGET = Duration.ofMinutes(12);

  /** Compiled code of Flink's jobs still becomes faster in the third run. */
  private static final int WARM_UPS = 3;

  private final DetectorFiles files;
  private final int events;
  private final int prefix;
  private final int rounds;
  private final Map<String, Function<Setting, Contender>> makers;
  private final Consumer<String> progress;

  /**
   * A benchmark.
   *
   * @param detector folder of a detector of card payments
   * @param events how many events the topic holds
   * @param prefix how many of them slow contenders read
   * @param rounds how many rounds count
   * @param rivals who runs beside us; all of them where it is empty
   * @param progress receives lines about what is going on
   * @throws IllegalArgumentException when a rival is none of ours
   */
  public PipelineBenchmark(
      Path detector,
      int events,
      int prefix,
      int rounds,
      Set<String> rivals,
      Consumer<String> progress) {
    this.files = DetectorFiles.read(detector);
    this.events = events;
    this.prefix = prefix;
    this.rounds = rounds;
    this.makers = chosen(rivals);
    this.progress = progress;
  }

  /** Runs all contenders. */
  public BenchmarkResult run() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        FlinkCluster cluster = FlinkCluster.start(Setting.PARALLELISM)) {
      progress.accept("filling the topic with " + events + " events");
      FilledTopics topics =
          FilledTopics.fill(
              kafka, DetectorSpecReader.read(files), CardParameters.defaults(), events, prefix);
      kafka.createTopic(VigiaJob.DEAD_LETTERS, 1);
      kafka.createTopic(VigiaJob.METRICS, 1);
      Setting setting = new Setting(files, kafka.bootstrapServers(), topics, cluster);
      Map<String, Contender> contenders = new LinkedHashMap<>();
      makers.forEach((name, maker) -> contenders.put(name, maker.apply(setting)));
      for (String name : contenders.keySet()) {
        kafka.createTopic(alerts(name), 1);
      }
      Rounds<Measured> measured =
          Rounds.interleaved(
              contenders,
              WARM_UPS,
              rounds,
              BUDGET,
              (name, contender, round) -> measure(name, contender, round));
      return result(contenders.keySet(), measured);
    }
  }

  /** How each contender is made, ourselves first. */
  static Map<String, Function<Setting, Contender>> contenders() {
    PipelineOptions live = PipelineOptions.live().withPrecision(Precision.INT8);
    PipelineOptions fp32PerRecord = live.withPrecision(Precision.FP32).withBatchSize(1);
    Map<String, Function<Setting, Contender>> makers = new LinkedHashMap<>();
    makers.put(
        OURS, setting -> new VigiaJob(setting, setting.topics().whole(), live, Optional.empty()));
    makers.put("bare-loop", setting -> new BareLoop(setting, setting.topics().whole()));
    makers.put("plain-flink", setting -> new PlainFlink(setting, setting.topics().prefix()));
    makers.put("flink-async", setting -> new AsyncFlink(setting, setting.topics().prefix()));
    makers.put("kafka-streams", setting -> new KafkaStreamsApp(setting, setting.topics().prefix()));
    makers.put(
        "fp32-per-record",
        setting ->
            new VigiaJob(setting, setting.topics().prefix(), fp32PerRecord, Optional.empty()));
    makers.put("source-only", setting -> new SourceOnly(setting, setting.topics().whole()));
    return makers;
  }

  private static Map<String, Function<Setting, Contender>> chosen(Set<String> rivals) {
    Map<String, Function<Setting, Contender>> makers = contenders();
    if (!makers.keySet().containsAll(rivals)) {
      throw new IllegalArgumentException(
          "--rivals names " + rivals + "; expected some of " + makers.keySet());
    }
    if (!rivals.isEmpty()) {
      makers.keySet().removeIf(name -> !name.equals(OURS) && !rivals.contains(name));
    }
    return makers;
  }

  private static String alerts(String contender) {
    return "alerts-" + contender;
  }

  private Measured measure(String name, Contender contender, int round) throws Exception {
    return Measured.of(
        name,
        contender.reads().events(),
        round,
        rounds,
        progress,
        () -> contender.run(name + "-" + round, alerts(name)).seconds());
  }

  private static BenchmarkResult result(Set<String> contenders, Rounds<Measured> measured) {
    List<Map<String, Object>> rows = new ArrayList<>();
    ToDoubleFunction<Measured> rate = Measured::perSecond;
    for (String name : contenders) {
      Map<String, Object> row = BenchmarkResult.row(name);
      row.put("events_per_second", measured.median(name, rate));
      row.put("relative_to_vigia", measured.ratio(name, OURS, rate));
      Measured.report(row, name, measured);
      rows.add(row);
    }
    return new BenchmarkResult("pipeline", Machine.here(), rows);
  }
}
