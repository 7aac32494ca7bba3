package io.vigia.benchmarks.latency;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.benchmarks.harness.FlinkCluster;
import io.vigia.benchmarks.report.BenchmarkResult;
import io.vigia.benchmarks.report.Machine;
import io.vigia.engine.spec.DetectorFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * How long it takes from the moment at which an event was meant to be sent until a consumer has its
 * alert from the fast alerts topic: an open loop at fixed rates, and at half of the highest rate
 * that holds with a live producer in the same process, which is found in the same run. The job runs
 * by its default options, checkpoints included.
 *
 * <p>A rule alerts on a share of the events, so that about {@value #ALERTS_A_SECOND} alerts a
 * second show the tail; they are not held back.
 */
public final class LatencyBenchmark {
  private static final double ALERTS_A_SECOND = 1_000;
  private static final double STEP = 1.25;

  /** A rate holds when the alerts of its last seconds are not older than this, by the median. */
  private static final double HOLDS_MICROS = 250_000;

  private final DetectorFiles files;
  private final Plan plan;
  private final Consumer<String> progress;

  /**
   * What is measured.
   *
   * @param rates events a second, by the name of their row
   * @param seconds how long each rate is measured
   * @param warmUpSeconds how long it is sent at before that
   * @param lowest rate at which the search for the maximum begins, and that warms up
   * @param highest rate at which the search ends
   * @param probeSeconds how long each rate is tried
   */
  record Plan(
      Map<String, Double> rates,
      double seconds,
      double warmUpSeconds,
      double lowest,
      double highest,
      double probeSeconds) {}

  /**
   * A benchmark at 1,000, 10,000 and 50,000 events a second and half of the maximum.
   *
   * @param detector folder of a detector of card payments
   * @param seconds how long each rate is measured
   * @param progress receives lines about what is going on
   */
  public LatencyBenchmark(Path detector, double seconds, Consumer<String> progress) {
    this(detector, new Plan(defaultRates(), seconds, seconds / 2, 20_000, 2_000_000, 4), progress);
  }

  LatencyBenchmark(Path detector, Plan plan, Consumer<String> progress) {
    this.files = DetectorFiles.read(detector);
    this.plan = plan;
    this.progress = progress;
  }

  private static Map<String, Double> defaultRates() {
    Map<String, Double> rates = new LinkedHashMap<>();
    rates.put("1k", 1_000.0);
    rates.put("10k", 10_000.0);
    rates.put("50k", 50_000.0);
    return rates;
  }

  /** Measures all rates. */
  public BenchmarkResult run() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        FlinkCluster cluster = FlinkCluster.start(LiveJob.PARALLELISM)) {
      LiveJob.createSharedTopics(kafka);
      warmUp(kafka, cluster);
      List<Map<String, Object>> rows = new ArrayList<>();
      for (Map.Entry<String, Double> rate : plan.rates().entrySet()) {
        rows.add(measure(kafka, cluster, rate.getKey(), rate.getValue()));
      }
      double max = highest(kafka, cluster);
      Map<String, Object> row = measure(kafka, cluster, "half-of-max", max / 2);
      row.put("max_rate", max);
      rows.add(row);
      return new BenchmarkResult("latency", Machine.here(), rows);
    }
  }

  private Map<String, Object> measure(
      EmbeddedKafka kafka, FlinkCluster cluster, String name, double rate) throws Exception {
    double share = share(rate);
    try (LiveRun run = new LiveRun(kafka, cluster, files, name, share)) {
      run.warmUp(rate, plan.warmUpSeconds());
      Histogram micros = run.measure(rate, plan.seconds());
      Map<String, Object> row = BenchmarkResult.row(name);
      row.put("rate", rate);
      row.put("p50_ms", micros.getValueAtPercentile(50) / 1e3);
      row.put("p99_ms", micros.getValueAtPercentile(99) / 1e3);
      row.put("p999_ms", micros.getValueAtPercentile(99.9) / 1e3);
      row.put("max_ms", micros.getMaxValue() / 1e3);
      row.put("alerts", micros.getTotalCount());
      row.put("alert_share", micros.getTotalCount() / (rate * plan.seconds()));
      row.put("seconds", plan.seconds());
      progress.accept(
          String.format(
              Locale.ROOT,
              "%s: %,.0f events/s, p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms",
              name,
              rate,
              micros.getValueAtPercentile(50) / 1e3,
              micros.getValueAtPercentile(99) / 1e3,
              micros.getValueAtPercentile(99.9) / 1e3));
      return row;
    }
  }

  /** A job that nobody measures, so that the first row is not one of a process that just began. */
  private void warmUp(EmbeddedKafka kafka, FlinkCluster cluster) throws Exception {
    progress.accept("warming up");
    try (LiveRun run = new LiveRun(kafka, cluster, files, "warm-up", share(plan.lowest()))) {
      run.measure(plan.lowest(), plan.warmUpSeconds());
    }
  }

  /**
   * The highest rate that holds: from step to step higher, as long as alerts come in time. A rate
   * that does not hold is tried once more when the job has caught up, since once may be chance.
   */
  private double highest(EmbeddedKafka kafka, FlinkCluster cluster) throws Exception {
    double holds = plan.lowest() / STEP;
    try (LiveRun run = new LiveRun(kafka, cluster, files, "max", share(plan.highest() / 10))) {
      run.measure(plan.lowest(), plan.warmUpSeconds());
      for (double rate = plan.lowest(); rate < plan.highest(); rate *= STEP) {
        if (!holds(run, rate)) {
          run.catchUp();
          if (!holds(run, rate)) {
            break;
          }
        }
        holds = rate;
      }
    }
    return holds;
  }

  private boolean holds(LiveRun run, double rate) {
    Histogram micros = run.probe(rate, plan.probeSeconds());
    boolean inTime = micros.getTotalCount() > 0 && micros.getValueAtPercentile(50) <= HOLDS_MICROS;
    progress.accept(
        String.format(Locale.ROOT, "%,.0f events/s: %s", rate, inTime ? "holds" : "does not hold"));
    return inTime;
  }

  private static double share(double rate) {
    return Math.min(1, ALERTS_A_SECOND / rate);
  }
}
