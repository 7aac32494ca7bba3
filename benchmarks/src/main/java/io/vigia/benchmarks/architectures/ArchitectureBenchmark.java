package io.vigia.benchmarks.architectures;

import io.vigia.benchmarks.report.BenchmarkResult;
import io.vigia.benchmarks.report.Machine;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.network.Architecture;
import io.vigia.training.network.EfficientNets;
import io.vigia.training.network.MobileNets;
import io.vigia.training.network.StandardConvolutions;
import io.vigia.training.report.Clocks;
import io.vigia.training.report.Contender;
import io.vigia.training.report.CpuTimeEnergy;
import io.vigia.training.report.EfficiencyMeter;
import io.vigia.training.report.LabelledRows;
import io.vigia.training.report.Measurement;
import io.vigia.training.report.MeterPlan;
import io.vigia.training.report.OnnxSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Light architectures beside the full convolutions they replace: each learns the same rows of a
 * task, then all of them are timed on the same unseen rows, taking turns.
 */
public final class ArchitectureBenchmark {
  private static final List<Integer> BLOCKS = List.of(16, 32, 64, 64);
  private static final int EPOCHS = 15;
  private static final long TRAINING_SEED = 1;
  private static final long TEST_SEED = 2;
  private static final int LARGEST = 64;

  private final int rows;
  private final int rounds;
  private final Consumer<String> progress;

  /**
   * A benchmark.
   *
   * @param rows of a task that are learned from; half as many are unseen
   * @param rounds of timing, of which the median counts
   * @param progress receives lines about what is going on
   */
  public ArchitectureBenchmark(int rows, int rounds, Consumer<String> progress) {
    this.rows = rows;
    this.rounds = rounds;
    this.progress = progress;
  }

  private static Map<String, Architecture> architectures() {
    Map<String, Architecture> all = new LinkedHashMap<>();
    all.put("full convolutions", new StandardConvolutions(1, BLOCKS));
    all.put("mobilenet", new MobileNets(1, BLOCKS));
    all.put("mobilenet, half as wide", new MobileNets(0.5, BLOCKS));
    all.put("efficientnet", new EfficientNets(0, true));
    all.put("efficientnet without squeeze", new EfficientNets(0, false));
    all.put("efficientnet, scale 1", new EfficientNets(1, true));
    return all;
  }

  /** Trains and measures. */
  public BenchmarkResult run() {
    List<Map<String, Object>> found = new ArrayList<>();
    for (Task task : List.of(new BurstSeries(), new BlobFrames())) {
      found.addAll(run(task));
    }
    return new BenchmarkResult("architectures", Machine.here(), found);
  }

  private List<Map<String, Object>> run(Task task) {
    FeatureTable fit = task.rows(rows, TRAINING_SEED);
    FeatureTable unseen = task.rows(rows / 2, TEST_SEED);
    List<Contender> contenders = new ArrayList<>();
    architectures()
        .forEach(
            (name, architecture) -> {
              String full = task.name() + ": " + name;
              TrainedArchitecture trained =
                  TrainedArchitecture.of(
                      architecture, task, fit, EPOCHS, line -> progress.accept(full + ", " + line));
              contenders.add(contender(full + " fp32", trained, trained.fp32(), fit.width()));
              contenders.add(contender(full + " int8", trained, trained.int8(), fit.width()));
            });
    Clocks clocks = Clocks.ofThisProcess();
    MeterPlan plan =
        new MeterPlan(
            rounds,
            List.of(new MeterPlan.Batch(1, 200, 20), new MeterPlan.Batch(LARGEST, 5, 2)),
            0);
    return new EfficiencyMeter(
            plan, clocks, new CpuTimeEnergy(clocks.cpuNanos(), CpuTimeEnergy.WATTS_PER_CORE))
            .measure(contenders, new LabelledRows(unseen.names(), unseen.values(), unseen.labels()))
            .stream()
            .map(ArchitectureBenchmark::row)
            .toList();
  }

  private static Contender contender(
      String name, TrainedArchitecture trained, byte[] graph, int width) {
    return new Contender(
        name,
        trained.network().parameters(),
        graph.length,
        trained.network().multiplyAdds(),
        0,
        new OnnxSource(graph, name, width));
  }

  private static Map<String, Object> row(Measurement measured) {
    Contender contender = measured.contender();
    Map<String, Object> row = BenchmarkResult.row(contender.name());
    row.put("parameters", contender.parameters());
    row.put("multiply_adds", contender.multiplyAdds());
    row.put("bytes", contender.bytes());
    row.put("micros_alone", measured.timings().get(1).microsPerRecord());
    row.put("micros_in_64", measured.timings().get(LARGEST).microsPerRecord());
    row.put("average_precision", measured.metrics().averagePrecision());
    return row;
  }
}
