package io.vigia.jobs.operators;

import io.vigia.engine.adapt.AdaptState;
import io.vigia.engine.adapt.AdaptiveThreshold;
import io.vigia.engine.decide.Decider;
import io.vigia.engine.decide.Suppression;
import io.vigia.engine.spec.AlertSpec;
import io.vigia.jobs.types.AdaptStateSerializer;
import io.vigia.jobs.types.Candidate;
import io.vigia.jobs.types.Peak;
import io.vigia.jobs.types.PeakSerializer;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.schemas.Alert;
import io.vigia.schemas.Severity;
import java.time.Duration;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Decides by the threshold of its key whether a peak alerts ({@link AdaptiveThreshold}), and lets
 * the key learn from those that do not. One that a rule holds for an alert passes whatever its
 * score.
 *
 * <p>A key has at most one timer for its expiry, at which it is forgotten when it had no peak for
 * long; in event-time order also those at which what waits has its turn.
 */
public final class AdaptOperator extends AbstractStreamOperator<Candidate>
    implements OneInputStreamOperator<Peak, Candidate>, Triggerable<Long, String> {
  private static final long serialVersionUID = 1L;

  /** Uid of the operator. */
  public static final String UID = "adapt";

  private static final String EXPIRY = "expiry";
  private static final String TURN = "turn";

  private final SpecFiles spec;
  private final Ordering ordering;
  private final Duration interval;

  private transient AdaptiveThreshold thresholds;
  private transient ValueState<AdaptState> states;
  private transient WaitingCandidates<Peak> waiting;
  private transient InternalTimerService<String> timers;
  private transient Counter peaks;
  private transient Counter learned;
  private transient Counter alerted;
  private transient double lowest;
  private transient double highest;
  private transient SampleReporter reporter;

  /**
   * The operator of a detector whose thresholds adapt.
   *
   * @param spec the detector
   * @param ordering order in which peaks are taken
   * @param interval how often samples are reported; zero for never
   */
  public AdaptOperator(SpecFiles spec, Ordering ordering, Duration interval) {
    this.spec = spec;
    this.ordering = ordering;
    this.interval = interval;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    states =
        context
            .getKeyedStateStore()
            .getState(new ValueStateDescriptor<>("thresholds", new AdaptStateSerializer()));
    waiting =
        new WaitingCandidates<>(
            context
                .getKeyedStateStore()
                .getListState(new ListStateDescriptor<>("waiting", new PeakSerializer())),
            Peak::candidate);
  }

  @Override
  public void open() throws Exception {
    super.open();
    AlertSpec alerts = spec.spec().alerts();
    AlertSpec.Budget budget = alerts.budget().orElseThrow();
    thresholds =
        new AdaptiveThreshold(
            alerts.adapt().orElseThrow().halfLife(),
            budget.alerts(),
            budget.per(),
            alerts.suppress().map(suppress -> Suppression.during(suppress.during())));
    timers =
        getInternalTimerService(
            "adapt", org.apache.flink.api.common.typeutils.base.StringSerializer.INSTANCE, this);
    peaks = getMetricGroup().counter("peaks");
    learned = getMetricGroup().counter("learned");
    alerted = getMetricGroup().counter("over_threshold");
    clearRange();
    reporter =
        new SampleReporter(
            spec.spec().name(),
            UID,
            getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
            interval,
            getProcessingTimeService(),
            (values, seconds) -> {
              values.put("peaks_total", (double) peaks.getCount());
              values.put("learned_total", (double) learned.getCount());
              values.put("over_threshold_total", (double) alerted.getCount());
              if (lowest <= highest) {
                values.put("threshold_min", lowest);
                values.put("threshold_max", highest);
              }
              clearRange();
            },
            sample -> output.collect(Metrics.TAG, new StreamRecord<>(sample)));
    reporter.start();
  }

  private void clearRange() {
    lowest = 1;
    highest = 0;
  }

  @Override
  public void processElement(StreamRecord<Peak> element) throws Exception {
    if (ordering == Ordering.ARRIVAL) {
      decide(element.getValue());
    } else {
      waiting.add(element.getValue());
      timers.registerEventTimeTimer(TURN, element.getTimestamp());
    }
  }

  private void decide(Peak peak) throws Exception {
    Candidate candidate = peak.candidate();
    Alert alert = candidate.alert();
    AdaptState state = states.value();
    boolean isNew = state == null;
    if (isNew) {
      state = AdaptiveThreshold.newState();
    }
    long time = WaitingCandidates.micros(candidate);
    double trained = alert.getThreshold();
    double score = alert.getScore();
    double threshold = thresholds.threshold(state, time, trained, peak.tail());
    boolean isOver = score >= threshold;
    boolean isAlert = isOver || !alert.getRules().isEmpty();
    thresholds.take(state, time, candidate.key(), score, isAlert, trained, peak.tail());
    states.update(state);
    if (isNew) {
      watch(state);
    }
    peaks.inc();
    (isAlert ? alerted : learned).inc();
    lowest = Math.min(lowest, threshold);
    highest = Math.max(highest, threshold);
    if (isAlert) {
      alert.setThreshold(threshold);
      if (isOver) {
        Severity byScore = Decider.severity(score, threshold);
        alert.setSeverity(
            byScore.compareTo(alert.getSeverity()) > 0 ? byScore : alert.getSeverity());
      }
      output.collect(new StreamRecord<>(candidate, Math.floorDiv(time, 1000L)));
    }
  }

  private void watch(AdaptState state) {
    timers.registerEventTimeTimer(EXPIRY, Math.floorDiv(thresholds.expiresAt(state), 1000L) + 1);
  }

  @Override
  public void onEventTime(InternalTimer<Long, String> timer) throws Exception {
    if (timer.getNamespace().equals(TURN)) {
      for (Peak peak : waiting.release(timer.getTimestamp())) {
        decide(peak);
      }
      return;
    }
    AdaptState state = states.value();
    if (state == null) {
      return;
    }
    // Against the timer: a watermark that leaps fires many, and peaks between them were not taken.
    if (Math.floorDiv(thresholds.expiresAt(state), 1000L) < timer.getTimestamp()) {
      states.clear();
    } else {
      watch(state);
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<Long, String> timer) {
    throw new IllegalStateException("no timer of processing time was set");
  }

  @Override
  public void finish() throws Exception {
    reporter.finish();
    super.finish();
  }
}
