package io.vigia.benchmarks.scorer;

import io.vigia.benchmarks.report.BenchmarkResult;
import io.vigia.benchmarks.report.Machine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Nanoseconds and allocated bytes of each step on the way of a record, by JMH and its profiler of
 * garbage collection, each benchmark in a process of its own.
 */
public final class ScorerBenchmark {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private final Path detector;
  private final int forks;
  private final int iterations;
  private final TimeValue iteration;
  private final Consumer<String> progress;

  /**
   * A benchmark.
   *
   * @param detector folder of a detector of card payments
   * @param progress receives lines about what is going on
   */
  public ScorerBenchmark(Path detector, Consumer<String> progress) {
    this(detector, 1, 5, TimeValue.seconds(1), progress);
  }

  /**
   * A benchmark of other length.
   *
   * @param forks processes a benchmark; 0: this one
   * @param iterations how many count, and how many warm up before them
   * @param iteration how long each takes
   */
  ScorerBenchmark(
      Path detector, int forks, int iterations, TimeValue iteration, Consumer<String> progress) {
    this.detector = detector;
    this.forks = forks;
    this.iterations = iterations;
    this.iteration = iteration;
    this.progress = progress;
  }

  /** Measures all steps. */
  public BenchmarkResult run() throws RunnerException {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Class<?> steps :
        List.of(
            RecordBenchmarks.class,
            StageBenchmarks.class,
            ModelBenchmarks.class,
            WholeBenchmarks.class)) {
      progress.accept("measuring " + steps.getSimpleName());
      for (RunResult result : run(steps)) {
        rows.add(row(result));
      }
    }
    return new BenchmarkResult("scorer", Machine.here(), rows);
  }

  private Iterable<RunResult> run(Class<?> steps) throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(steps.getName().replace(".", "\\.") + "\\..*")
                .param("detector", detector.toString())
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(forks)
                .warmupIterations(iterations)
                .warmupTime(iteration)
                .measurementIterations(iterations)
                .measurementTime(iteration)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build())
        .run();
  }

  private static Map<String, Object> row(RunResult run) {
    BenchmarkParams params = run.getParams();
    int records = params.getParam("batch") == null ? 1 : Integer.parseInt(params.getParam("batch"));
    Result<?> time = run.getPrimaryResult();
    Map<String, Object> row = BenchmarkResult.row(name(params));
    row.put("value", time.getScore() / records);
    row.put("unit", "ns/record");
    row.put("error", time.getScoreError() / records);
    row.put(
        "allocated_bytes_per_record",
        run.getSecondaryResults().get(ALLOCATED).getScore() / records);
    return row;
  }

  /** {@code model int8, batch 64}. */
  private static String name(BenchmarkParams params) {
    String full = params.getBenchmark();
    String name = full.substring(full.lastIndexOf('.') + 1);
    if (params.getParam("batch") != null) {
      return name
          + " "
          + params.getParam("precision").toLowerCase(Locale.ROOT)
          + ", batch "
          + params.getParam("batch");
    }
    return params.getParam("index") == null
        ? name
        : name + " " + (Integer.parseInt(params.getParam("index")) + 1);
  }
}
