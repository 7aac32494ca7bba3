package io.vigia.jobs;

import io.vigia.engine.model.Precision;
import io.vigia.jobs.operators.Ordering;
import io.vigia.jobs.scoring.ScoringOptions;
import java.time.Duration;

/**
 * How a pipeline runs.
 *
 * @param ordering in which order the keyed stages take their records
 * @param precision which of the detector's graphs scores
 * @param scoring how rows are scored
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
    ScoringOptions scoring,
    Duration metricsInterval,
    Duration idleness,
    Duration maxDrift,
    int watermarkEveryRows,
    int sourceParallelism) {

  /** For a live stream. */
  public static PipelineOptions live() {
    return new PipelineOptions(
        Ordering.ARRIVAL,
        Precision.AUTO,
        ScoringOptions.live(),
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofDays(7),
        0,
        0);
  }

  /** For a file: by event time, and the same at any parallelism. */
  public static PipelineOptions offline(Precision precision) {
    return new PipelineOptions(
        Ordering.EVENT_TIME,
        precision,
        ScoringOptions.offline(),
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        512,
        1);
  }

  /** The same with another order. */
  public PipelineOptions withOrdering(Ordering value) {
    return new PipelineOptions(
        value,
        precision,
        scoring,
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
        scoring,
        metricsInterval,
        idleness,
        maxDrift,
        watermarkEveryRows,
        sourceParallelism);
  }

  /** The same with another largest batch. */
  public PipelineOptions withBatchSize(int value) {
    return withScoring(scoring.withBatchSize(value));
  }

  /** The same with another way of scoring. */
  public PipelineOptions withScoring(ScoringOptions value) {
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
        scoring,
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
        scoring,
        metricsInterval,
        value,
        maxDrift,
        watermarkEveryRows,
        sourceParallelism);
  }
}
