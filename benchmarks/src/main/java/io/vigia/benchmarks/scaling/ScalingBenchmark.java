package io.vigia.benchmarks.scaling;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.benchmarks.report.BenchmarkResult;
import io.vigia.benchmarks.report.Machine;
import io.vigia.engine.spec.DetectorFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The whole job by its parallelism, the number of keys and where their state is kept, the size of
 * the model and of its batches, and while it is rescaled under load. Broker and cluster are in this
 * process.
 */
public final class ScalingBenchmark {
  /** Its name on the command line. */
  public static final String NAME = "scaling";

  private static final int RESCALE_RATE = 10_000;

  private final DetectorFiles files;
  private final List<Integer> keys;
  private final int events;
  private final int rounds;
  private final Consumer<String> progress;

  /**
   * A benchmark.
   *
   * @param detector folder of a detector of card payments
   * @param keys numbers of cards, and of terminals
   * @param events payments of a run at least
   * @param rounds runs of each number of keys, of which the median counts
   * @param progress receives lines about what is going on
   */
  public ScalingBenchmark(
      Path detector, List<Integer> keys, int events, int rounds, Consumer<String> progress) {
    this.files = DetectorFiles.read(detector);
    this.keys = List.copyOf(keys);
    this.events = events;
    this.rounds = rounds;
    this.progress = progress;
  }

  /** Measures everything. */
  public BenchmarkResult run() throws Exception {
    Figures figures = new Figures(progress);
    try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
      for (String topic : List.of(ScaledJob.ALERTS, ScaledJob.DEAD_LETTERS, ScaledJob.METRICS)) {
        kafka.createTopic(topic, 1);
      }
      new RescaleRun(kafka, files, RESCALE_RATE, figures).run();
      new ModelScaling(kafka, files, events, figures).run();
      new KeysScaling(kafka, files, events, rounds, figures).run(keys);
    }
    return new BenchmarkResult(NAME, Machine.here(), figures.rows());
  }
}
