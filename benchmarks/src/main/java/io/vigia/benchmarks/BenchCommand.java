package io.vigia.benchmarks;

import io.vigia.benchmarks.architectures.ArchitectureBenchmark;
import io.vigia.benchmarks.latency.LatencyBenchmark;
import io.vigia.benchmarks.latency.SwapBenchmark;
import io.vigia.benchmarks.nab.NabBenchmark;
import io.vigia.benchmarks.pipeline.PipelineBenchmark;
import io.vigia.benchmarks.report.BenchmarkResult;
import io.vigia.benchmarks.report.ResultFiles;
import io.vigia.benchmarks.scaling.ScalingBenchmark;
import io.vigia.benchmarks.scorer.ScorerBenchmark;
import io.vigia.benchmarks.sensors.OccupancyBenchmark;
import io.vigia.benchmarks.sensors.SkabBenchmark;
import io.vigia.benchmarks.streams.StreamsBenchmark;
import io.vigia.benchmarks.tracks.TracksBenchmark;
import io.vigia.benchmarks.tracks.TracksOptions;
import io.vigia.benchmarks.training.DistributedTrainingBenchmark;
import io.vigia.benchmarks.training.OptimizerBenchmark;
import io.vigia.jobs.command.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigia bench}: a benchmark, its rivals in the same run. */
@Command(
    name = "vigia bench",
    description = "Runs a benchmark, rivals beside us in the same run.",
    mixinStandardHelpOptions = true,
    version = "vigia 0.1.0-SNAPSHOT",
    sortOptions = false)
public final class BenchCommand implements Callable<Integer> {
  private static final int PIPELINE_ROUNDS = 5;
  private static final int PIPELINE_EVENTS = 4_000_000;
  private static final int STREAM_ROUNDS = 3;
  private static final int STREAM_EVENTS = 2_000_000;
  private static final int SCALING_EVENTS = 1_000_000;
  private static final int ARCHITECTURE_ROUNDS = 25;
  private static final double SWAP_RATE = 10_000;

  /** Figures that plots show, by benchmark. */
  private static final Map<String, List<String>> PLOTTED =
      Map.of(
          "pipeline", List.of("events_per_second"),
          "latency", List.of("p50_ms", "p99_ms", "p999_ms"),
          "swap", List.of("value"),
          "scorer", List.of("value"));

  @Parameters(
      paramLabel = "NAME",
      description = {
        "pipeline: events a second of the whole job and of its rivals",
        "latency: milliseconds from an event to its alert, at fixed rates",
        "swap: the longest time without a score while the model changes under load",
        "scorer: nanoseconds and allocated bytes of each step of a record",
        "scaling: parallelism, keys, state, size of model and batch, rescaling under load",
        "architectures: light convolutional networks beside full convolutions",
        "distributed-training: time, bytes and quality of training on 1, 2 and 4 workers",
        "streams: events a second of the whole job of cameras, sensors and machines",
        "optimizers: time and quality of training by optimiser, schedule and loss",
        "nab: the Numenta Anomaly Benchmark, of the files in --data",
        "skab: F1 on the Skoltech Anomaly Benchmark, the folder of --data",
        "occupancy: accuracy on the occupancy data, the folder of --data",
        "tracks: anomalies among tracked people told apart, by --train and --test"
      })
  private String name;

  @Option(
      names = "--detector",
      description =
          "The detector that is run (default: models/card-fraud, of nab models/sensors, of tracks"
              + " models/camera-tracks).")
  private Optional<Path> given;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the public data that nab, skab or occupancy measures on.")
  private Optional<Path> data;

  @Mixin private TracksOptions tracks;

  @Option(
      names = "--events",
      description =
          "Events on the topic (default: 4000000 of pipeline, 2000000 of streams, 1000000 of"
              + " scaling).")
  private Optional<Integer> events;

  @Option(
      names = "--prefix",
      defaultValue = "400000",
      description =
          "How many of these events slow contenders of pipeline read (default: ${DEFAULT-VALUE}).")
  private int prefix;

  @Option(
      names = "--rivals",
      split = ",",
      description = "Who runs beside us in pipeline, by name (default: all).")
  private Set<String> rivals = Set.of();

  @Option(
      names = "--streams",
      split = ",",
      description = "What streams measures: camera, sensor, machine (default: all there are).")
  private Set<String> streams = Set.of();

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description =
          "How long each rate of latency is measured, after half as long to warm up; and each part"
              + " of swap (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--keys",
      split = ",",
      defaultValue = "10000,100000,1000000",
      description = "Numbers of keys that scaling measures (default: ${DEFAULT-VALUE}).")
  private List<Integer> keys;

  @Option(
      names = "--rows",
      defaultValue = "4000",
      description = "Rows that architectures learn from (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--days",
      defaultValue = "40",
      description =
          "Days of payments, about 9,600 each, that the training benchmarks learn from (default:"
              + " ${DEFAULT-VALUE}).")
  private int days;

  @Option(
      names = "--rounds",
      description =
          "Counted rounds, each of every contender once (default: 5 of pipeline, 1 of scaling, 25 of"
              + " architectures).")
  private Optional<Integer> rounds;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Write NAME.json, NAME.md and, of some benchmarks, a plot NAME.svg there; of nab also the scores, in its own layout.")
  private Optional<Path> out;

  @Option(names = "--json", description = "Print one JSON object on one line, the last of stdout.")
  private boolean json;

  private BenchCommand() {}

  /** Runs the command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    Failures failures = new Failures();
    System.exit(
        new CommandLine(new BenchCommand())
            .setExecutionExceptionHandler(failures)
            .setParameterExceptionHandler(failures)
            .execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    BenchmarkResult result =
        switch (name) {
          case "pipeline" -> pipeline();
          case "latency" -> latency();
          case "swap" -> swap();
          case "scorer" -> new ScorerBenchmark(detector(), System.err::println).run();
          case ScalingBenchmark.NAME -> scaling();
          case "architectures" -> architectures();
          case DistributedTrainingBenchmark.NAME -> distributedTraining();
          case StreamsBenchmark.NAME -> streams();
          case OptimizerBenchmark.NAME -> optimizers();
          case NabBenchmark.NAME -> nab();
          case TracksBenchmark.NAME ->
              tracks
                  .benchmark(given.orElse(Path.of("models/camera-tracks")), System.err::println)
                  .run();
          case SkabBenchmark.NAME -> new SkabBenchmark(data(), System.err::println).run();
          case OccupancyBenchmark.NAME -> new OccupancyBenchmark(data(), System.err::println).run();
          default ->
              throw new IllegalArgumentException(
                  "no benchmark '"
                      + name
                      + "'; there are: pipeline, latency, swap, scorer, scaling, architectures,"
                      + " distributed-training, optimizers, streams, nab, skab, occupancy, tracks");
        };
    if (out.isPresent()) {
      ResultFiles.write(result, out.get(), PLOTTED.getOrDefault(name, List.of()));
    }
    System.out.println(json ? result.toJson() : result.toMarkdown());
    return CommandLine.ExitCode.OK;
  }

  private Path detector() {
    return given.orElse(Path.of("models/card-fraud"));
  }

  private BenchmarkResult nab() throws IOException {
    Path folder =
        data.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "nab needs --data DIR, with DIR/data/FOLDER/*.csv and"
                        + " DIR/labels/combined_windows.json"));
    return new NabBenchmark(
            folder, given.orElse(Path.of("models/sensors")), out, System.err::println)
        .run();
  }

  private Path data() {
    Path folder =
        data.orElseThrow(
            () ->
                new IllegalArgumentException(
                    name + " measures on public data; say where its folder is: --data DIR"));
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(folder + ": no such folder; expected that of the data");
    }
    return folder;
  }

  private BenchmarkResult optimizers() throws IOException {
    checkDays();
    return new OptimizerBenchmark(detector(), days, System.err::println).run();
  }

  private void checkDays() {
    if (days < 10) {
      throw new IllegalArgumentException("--days is " + days + "; expected 10 at least");
    }
  }

  private BenchmarkResult distributedTraining() throws IOException {
    checkDays();
    return new DistributedTrainingBenchmark(detector(), days, System.err::println).run();
  }

  private BenchmarkResult pipeline() throws Exception {
    int counted = rounds.orElse(PIPELINE_ROUNDS);
    int sent = events.orElse(PIPELINE_EVENTS);
    if (prefix < 1_000 || sent < prefix || counted < 1) {
      throw new IllegalArgumentException(
          "--events is "
              + sent
              + ", --prefix "
              + prefix
              + " and --rounds "
              + counted
              + "; expected at least 1000 events in the prefix, no fewer on the topic, and 1 round");
    }
    return new PipelineBenchmark(detector(), sent, prefix, counted, rivals, System.err::println)
        .run();
  }

  private BenchmarkResult streams() throws Exception {
    int counted = rounds.orElse(STREAM_ROUNDS);
    int sent = events.orElse(STREAM_EVENTS);
    if (sent < 1_000 || counted < 1) {
      throw new IllegalArgumentException(
          "--events is " + sent + " and --rounds " + counted + "; expected 1000 and 1 at least");
    }
    Path home = Path.of(System.getProperty("vigia.home", ""));
    return new StreamsBenchmark(streams, home, sent, counted, System.err::println).run();
  }

  private BenchmarkResult swap() throws Exception {
    checkSeconds();
    return new SwapBenchmark(detector(), SWAP_RATE, seconds, System.err::println).run();
  }

  private void checkSeconds() {
    if (!(seconds >= 1)) {
      throw new IllegalArgumentException("--seconds is " + seconds + "; expected 1 at least");
    }
  }

  private BenchmarkResult latency() throws Exception {
    checkSeconds();
    return new LatencyBenchmark(detector(), seconds, System.err::println).run();
  }

  private BenchmarkResult scaling() throws Exception {
    int counted = rounds.orElse(1);
    int sent = events.orElse(SCALING_EVENTS);
    if (keys.isEmpty() || keys.stream().anyMatch(each -> each < 1_000)) {
      throw new IllegalArgumentException(
          "--keys is " + keys + "; expected numbers of 1000 at least, such as 10000,1000000");
    }
    if (sent < 10_000 || counted < 1) {
      throw new IllegalArgumentException(
          "--events is " + sent + " and --rounds " + counted + "; expected 10000 and 1 at least");
    }
    return new ScalingBenchmark(detector(), keys, sent, counted, System.err::println).run();
  }

  private BenchmarkResult architectures() {
    int counted = rounds.orElse(ARCHITECTURE_ROUNDS);
    if (rows < 1_000 || counted < 1) {
      throw new IllegalArgumentException(
          "--rows is " + rows + " and --rounds " + counted + "; expected 1000 and 1 at least");
    }
    return new ArchitectureBenchmark(rows, counted, System.err::println).run();
  }
}
