package io.vigia.benchmarks.contender.flink;

import io.vigia.benchmarks.contender.Contender;
import io.vigia.benchmarks.harness.FlinkCluster;
import java.util.Optional;
import org.apache.flink.api.common.accumulators.DoubleCounter;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;

/** Counts what a Flink rival scores, by Flink's accumulators. */
final class Counts {
  private static final String EVENTS = "scored-events";
  private static final String SCORES = "sum-of-scores";

  private final LongCounter events = new LongCounter();
  private final DoubleCounter scores = new DoubleCounter();

  Counts(RuntimeContext context) {
    context.addAccumulator(EVENTS, events);
    context.addAccumulator(SCORES, scores);
  }

  void add(double score) {
    events.add(1);
    scores.add(score);
  }

  /** What a job counted. */
  static Optional<Contender.Tally> tally(FlinkCluster.Finished finished) {
    return Optional.of(
        new Contender.Tally(
            (Long) finished.accumulators().get(EVENTS),
            (Double) finished.accumulators().get(SCORES)));
  }
}
