package io.vigia.jobs;

import io.vigia.engine.model.Precision;
import io.vigia.jobs.operators.Ordering;
import java.time.Duration;

/**
 * How a pipeline runs.
 *
 * @param ordering in which order the keyed stages take their records
 * @param precision which of the detector's graphs scores
 * @param batchSize largest batch of the model, 1 to 4096
 * @param metricsInterval how often the operators report on the metrics stream; zero for never
 * @param idleness after which silence a partition no longer holds the watermark; zero for never
 * @param maxDrift how far one source may read ahead of the others, in event time; zero for no limit
 * @param watermarkEveryRows watermarks after every so many records instead of at Flink's interval;
 *     0 for the interval. Needs sources of parallelism 1 to be of use.
 * @param sourceParallelism parallelism of the sources; 0 for that of the job
 */
public record PipelineOptions(
    Ordering ordering,
    Precision precision,
    int batchSize,
    Duration metricsInterval,
    Duration idleness,
    Duration maxDrift,
    int watermarkEveryRows,
    int sourceParallelism) {

  /** Checks the numbers. */
  public PipelineOptions {
    if (batchSize < 1 || batchSize > 4096) {
      throw new IllegalArgumentException("batch size " + batchSize + "; expected 1 to 4096");
    }
  }

  /** For a live stream. */
  public static PipelineOptions live() {
    return new PipelineOptions(
        Ordering.ARRIVAL,
        Precision.AUTO,
        256,
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofDays(7),
        0,
        0);
  }

  /** For a file: by event time, and the same at any parallelism. */
  public static PipelineOptions offline(Precision precision) {
    return new PipelineOptions(
        Ordering.EVENT_TIME, precision, 256, Duration.ZERO, Duration.ZERO, Duration.ZERO, 512, 1);
  }

  /** The same with another order. */
  public PipelineOptions withOrdering(Ordering value) {
    return new PipelineOptions(
        value,
        precision,
        batchSize,
        metricsInterval,
        idleness,
        maxDrift,
        watermarkEveryRows,
        sourceParallelism);
  }

  /** The same with another graph. */
  public PipelineOptions withPrecision(Precision value) {
    return new PipelineOptions(
        ordering,
        value,
        batchSize,
        metricsInterval,
        idleness,
        maxDrift,
        watermarkEveryRows,
        sourceParallelism);
  }

  /** The same with another largest batch. */
  public PipelineOptions withBatchSize(int value) {
    return new PipelineOptions(
        ordering,
        precision,
        value,
        metricsInterval,
        idleness,
        maxDrift,
        watermarkEveryRows,
        sourceParallelism);
  }

  /** The same with another interval of metrics. */
  public PipelineOptions withMetricsInterval(Duration value) {
    return new PipelineOptions(
        ordering,
        precision,
        batchSize,
        value,
        idleness,
        maxDrift,
        watermarkEveryRows,
        sourceParallelism);
  }

  /** The same with another limit of silence. */
  public PipelineOptions withIdleness(Duration value) {
    return new PipelineOptions(
        ordering,
        precision,
        batchSize,
        metricsInterval,
        value,
        maxDrift,
        watermarkEveryRows,
        sourceParallelism);
  }
}
