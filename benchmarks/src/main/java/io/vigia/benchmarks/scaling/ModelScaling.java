package io.vigia.benchmarks.scaling;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.benchmarks.harness.FilledTopics;
import io.vigia.benchmarks.harness.FlinkCluster;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.JobOptions.StateBackend;
import io.vigia.jobs.PipelineOptions;
import io.vigia.jobs.scoring.ScoringOptions;
import io.vigia.jobs.types.SpecFiles;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Events a second by the size of the model, in fp32 and int8, and by the largest batch. */
final class ModelScaling {
  private static final Duration CHECKPOINTS = Duration.ofSeconds(10);
  private static final int KEYS = 10_000;
  private static final int LARGEST = 256;
  private static final int SMALLEST_RUN = 8_000;
  private static final List<Long> MULTIPLY_ADDS = List.of(5_000L, 50_000L, 500_000L, 5_000_000L);
  private static final List<Integer> BATCHES = List.of(1, 4, 16, 64, 256, 1024);

  private final EmbeddedKafka kafka;
  private final DetectorFiles files;
  private final int events;
  private final Figures figures;

  /**
   * The part of a benchmark.
   *
   * @param events payments of a run with the smallest model; fewer with larger ones
   */
  ModelScaling(EmbeddedKafka kafka, DetectorFiles files, int events, Figures figures) {
    this.kafka = kafka;
    this.files = files;
    this.events = events;
    this.figures = figures;
  }

  /** Measures. */
  void run() throws Exception {
    FilledTopics topics = new KeyedPayments(KEYS, events).fill(kafka, "models");
    int inputs = SpecFiles.of(files).layout().featureCount();
    try (FlinkCluster cluster = FlinkCluster.start(2)) {
      for (long size : MULTIPLY_ADDS) {
        for (GeneratedModel model : GeneratedModel.pair(inputs, size)) {
          // Long enough to be read off, short enough for the largest.
          int payments =
              (int) Math.max(SMALLEST_RUN, Math.min(events, events * MULTIPLY_ADDS.get(0) / size));
          figures.add(
              String.format(
                  Locale.ROOT,
                  "model of %,d multiply-adds in %s",
                  model.multiplyAdds(),
                  model.precision().name().toLowerCase(Locale.ROOT)),
              rate(cluster, topics, model, LARGEST, payments),
              "events/s");
        }
      }
      GeneratedModel small = GeneratedModel.pair(inputs, MULTIPLY_ADDS.get(0)).get(1);
      for (int batch : BATCHES) {
        figures.add(
            "batches of up to " + batch,
            rate(cluster, topics, small, batch, batch < 16 ? events / 4 : events),
            "events/s");
      }
    }
  }

  private double rate(
      FlinkCluster cluster, FilledTopics topics, GeneratedModel model, int batch, int payments)
      throws Exception {
    // Every score is the model's: without a budget nothing else answers in its place.
    PipelineOptions options =
        PipelineOptions.live().withScoring(ScoringOptions.offline().withBatchSize(batch));
    ScaledJob job =
        new ScaledJob(
            files, kafka.bootstrapServers(), options, StateBackend.HEAP, Optional.of(model));
    String run = "model-" + model.multiplyAdds() + "-" + model.precision() + "-" + batch;
    FlinkCluster.Finished unused =
        job.run(cluster, topics, KeyedPayments.first(payments / 4), run + "-warm", CHECKPOINTS);
    FlinkCluster.Finished measured =
        job.run(cluster, topics, KeyedPayments.first(payments), run, CHECKPOINTS);
    return payments / measured.seconds();
  }
}
