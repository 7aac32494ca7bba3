package io.vigia.benchmarks.training;

import io.vigia.benchmarks.report.BenchmarkResult;
import io.vigia.benchmarks.report.Machine;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.offline.OfflineRequest;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.training.distributed.DetectorPlan;
import io.vigia.training.distributed.DistributedTraining;
import io.vigia.training.distributed.Learned;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Training of a card detector on 1, 2 and 4 workers, on the same simulated payments: time, bytes
 * that travel, average precision on later payments. One worker gives what one process does.
 */
public final class DistributedTrainingBenchmark {
  /** Name of the benchmark. */
  public static final String NAME = "distributed-training";

  private static final int[] WORKERS = {1, 2, 4};
  private static final long SEED = 11;

  private final DetectorFiles files;
  private final SpecFiles spec;
  private final int days;
  private final Consumer<String> progress;

  /**
   * A benchmark.
   *
   * @param detector folder of a detector of card payments
   * @param days how many days of payments, about 9,600 a day
   * @param progress receives lines about what is going on
   */
  public DistributedTrainingBenchmark(Path detector, int days, Consumer<String> progress) {
    this.files = DetectorFiles.read(detector);
    this.spec = SpecFiles.of(files);
    this.days = days;
    this.progress = progress;
  }

  /** Runs all. */
  public BenchmarkResult run() throws IOException {
    try (SimulatedPayments payments = new SimulatedPayments(days, progress)) {
      OfflineRequest request = payments.request(files);
      List<Map<String, Object>> rows = new ArrayList<>();
      // Libraries are loaded and code is compiled before anything counts.
      progress.accept("warming up");
      var unused = distributed(request, 2);
      for (int workers : WORKERS) {
        rows.add(report(distributed(request, workers)));
      }
      return new BenchmarkResult(NAME, Machine.here(), rows);
    }
  }

  private Map<String, Object> report(Map<String, Object> row) {
    progress.accept(row.toString());
    return row;
  }

  private Map<String, Object> distributed(OfflineRequest request, int workers) {
    long start = System.nanoTime();
    Learned learned =
        new DistributedTraining(request, new DetectorPlan(spec, workers, SEED), workers)
            .run()
            .learned();
    double seconds = (System.nanoTime() - start) / 1e9;
    Map<String, Object> row =
        BenchmarkResult.row(workers + (workers == 1 ? " worker" : " workers"));
    row.put("seconds", seconds);
    row.put("learning_seconds", learned.seconds());
    row.put("teacher_seconds", learned.teacherSeconds());
    row.put("epoch", learned.epoch());
    row.put("bytes_to_workers", learned.traffic().bytesDown());
    row.put("bytes_from_workers", learned.traffic().bytesUp());
    row.put("average_precision", learned.quality());
    return row;
  }
}
