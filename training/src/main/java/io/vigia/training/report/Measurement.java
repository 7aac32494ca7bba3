package io.vigia.training.report;

import io.vigia.engine.metrics.Metrics;
import java.util.SortedMap;

/**
 * What was measured of a contender.
 *
 * @param contender the contender
 * @param scores its scores of the rows, in their order
 * @param metrics how well they separate
 * @param timings the batch sizes and their times
 * @param recordsPerSecond rows a second of CPU time, in batches of the largest size
 * @param joulesPerMillion joules of a million rows in such batches; NaN where unknown
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record Measurement(
    Contender contender,
    double[] scores,
    Metrics metrics,
    SortedMap<Integer, BatchTiming> timings,
    double recordsPerSecond,
    double joulesPerMillion) {

  /** Microseconds a row in the largest batches. */
  double fastestMicros() {
    return timings.get(timings.lastKey()).microsPerRecord();
  }
}
