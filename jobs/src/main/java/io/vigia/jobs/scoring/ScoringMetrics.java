package io.vigia.jobs.scoring;

import java.util.Map;
import org.HdrHistogram.Histogram;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.View;
import org.apache.flink.util.clock.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is measured of scoring, for Flink's reporters and for the metrics topic. */
public final class ScoringMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(ScoringMetrics.class);

  private final BatchScorer scorer;
  private final TierCounts tiers;
  private final Clock clock;
  private final ModelMetrics model = new ModelMetrics();
  private final Counter failures = new SimpleCounter();
  private final Counter modelFailures = new SimpleCounter();
  private final Counter batches = new SimpleCounter();
  private final Counter missed = new SimpleCounter();
  private final Counter late = new SimpleCounter();
  private final Counter hung = new SimpleCounter();
  private final Histogram batchSizes = new Histogram(3);
  private final Histogram modelMicros = new Histogram(3);
  private final Utilisation utilisation = new Utilisation();
  private long modelRows;
  private long modelNanos;
  private long reportedScored;
  private long reportedModelRows;
  private long reportedModelNanos;
  private long reportedBusyNanos;

  // Of the workers of models that are no longer used.
  private volatile long formerBusyNanos;
  private volatile WorkerPool pool;

  ScoringMetrics(BatchScorer scorer, TierCounts tiers, Clock clock) {
    this.scorer = scorer;
    this.tiers = tiers;
    this.clock = clock;
  }

  /** The busy fraction of the workers, of the time between two updates by Flink. */
  private final class Utilisation implements Gauge<Double>, View {
    private long before;
    private volatile double fraction;

    @Override
    public Double getValue() {
      return fraction;
    }

    @Override
    public void update() {
      long now = busyNanos();
      fraction = fraction(now - before, UPDATE_INTERVAL_SECONDS);
      before = now;
    }
  }

  private double fraction(long nanos, double seconds) {
    WorkerPool current = pool;
    return current == null ? 0 : Math.max(0, Math.min(1, nanos / 1e9 / seconds / current.size()));
  }

  private long busyNanos() {
    WorkerPool current = pool;
    return formerBusyNanos + (current == null ? 0 : current.busyNanos(clock.relativeTimeNanos()));
  }

  /** Shows another model from now on. */
  void show(ActiveModel next, ActiveModel old) {
    long busy = busyNanos();
    pool = next.pool();
    formerBusyNanos = old.pool() == null ? formerBusyNanos : busy;
    model.show(next);
  }

  /** The model ran on a batch. */
  void ran(Attempt attempt) {
    batches.inc();
    modelRows += attempt.rows;
    modelNanos += attempt.nanos;
    modelMicros.recordValue(Math.max(0, attempt.nanos / 1000));
    batchSizes.recordValue(attempt.rows);
  }

  /** It failed on a batch, or on rows of it. */
  void failed(Attempt attempt) {
    modelFailures.inc();
    failures.inc(attempt.failed);
    LOG.warn(
        "the model fails on {} rows of a batch of {}; what is below it answers them",
        attempt.failed,
        attempt.rows,
        attempt.failure);
  }

  /** Rows were answered without the model, since their budget was spent. */
  void missed(int rows) {
    missed.inc(rows);
  }

  /** Scores came when they were no longer awaited. */
  void late(int rows) {
    late.inc(rows);
  }

  /** Workers did not return and were replaced. */
  void hung(int workers) {
    hung.inc(workers);
  }

  /** Shows all as Flink metrics. */
  public void register(MetricGroup group) {
    group.counter("scoring_failures", failures);
    group.counter("batches", batches);
    group.gauge("batch_size_mean", batchSizes::getMean);
    group.gauge("model_us_per_record", () -> modelNanos / 1e3 / Math.max(1, modelRows));
    model.register(group);
    tiers.register(group);
    group.counter("deadline_missed_total", missed);
    group.counter("late_scores_total", late);
    group.counter("model_failures_total", modelFailures);
    group.counter("stuck_workers_total", hung);
    group.gauge("breaker_state", this::breakerState);
    group.gauge("breaker_opened_total", () -> scorer.active().breaker().opened());
    group.gauge("batch_limit", () -> scorer.active().limit().rows());
    group.gauge("scoring_inline", this::inline);
    group.gauge("in_flight_batches", scorer::inFlight);
    group.gauge("workers", this::workers);
    group.gauge("workers_busy", utilisation);
  }

  /**
   * Puts the values of an interval that ends now.
   *
   * @param seconds length of the interval
   */
  public void put(Map<String, Double> values, double seconds) {
    long scored = tiers.scored() - reportedScored;
    long rows = modelRows - reportedModelRows;
    long busyNanos = busyNanos();
    values.put("scored_total", (double) tiers.scored());
    values.put("scored_per_second", scored / seconds);
    values.put("scoring_failures_total", (double) failures.getCount());
    values.put("batch_size_mean", batchSizes.getMean());
    values.put("batch_size_max", (double) batchSizes.getMaxValue());
    values.put("model_us_mean", modelMicros.getMean());
    values.put("model_us_p99", (double) modelMicros.getValueAtPercentile(99));
    values.put("model_us_per_record", (modelNanos - reportedModelNanos) / 1e3 / Math.max(1, rows));
    model.put(values);
    tiers.put(values);
    values.put("deadline_missed_total", (double) missed.getCount());
    values.put("late_scores_total", (double) late.getCount());
    values.put("model_failures_total", (double) modelFailures.getCount());
    values.put("stuck_workers_total", (double) hung.getCount());
    values.put("breaker_state", breakerState());
    values.put("breaker_opened_total", (double) scorer.active().breaker().opened());
    values.put("batch_limit", (double) scorer.active().limit().rows());
    values.put("scoring_inline", inline());
    values.put("in_flight_batches", (double) scorer.inFlight());
    values.put("workers", workers());
    values.put("workers_busy", fraction(busyNanos - reportedBusyNanos, seconds));
    reportedScored = tiers.scored();
    reportedModelRows = modelRows;
    reportedModelNanos = modelNanos;
    reportedBusyNanos = busyNanos;
    batchSizes.reset();
    modelMicros.reset();
  }

  /** 0 closed, 1 half open, 2 open. */
  private double breakerState() {
    return scorer.active().breaker().state().ordinal();
  }

  private double inline() {
    return scorer.active().placement().isInline() ? 1 : 0;
  }

  private double workers() {
    return pool == null ? 0 : pool.size();
  }
}
