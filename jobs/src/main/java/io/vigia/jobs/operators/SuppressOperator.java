package io.vigia.jobs.operators;

import io.vigia.engine.decide.Suppression;
import io.vigia.engine.spec.AlertSpec;
import io.vigia.jobs.types.Candidate;
import io.vigia.jobs.types.CandidateSerializer;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.schemas.Alert;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Lets one alert of a key pass and holds back those of the same key whose events are less than the
 * suppression apart from it, in event time. Measures the latency of the alerts that pass.
 *
 * <p>The state of a key is the event time of its last alert; a timer removes it when it can no
 * longer hold anything back.
 */
public final class SuppressOperator extends AbstractStreamOperator<Alert>
    implements OneInputStreamOperator<Candidate, Alert>, Triggerable<Long, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  /** Uid of the operator. */
  public static final String UID = "suppress";

  private static final long LONGEST_MILLIS = 3_600_000;

  private final SpecFiles spec;
  private final Ordering ordering;
  private final Duration interval;

  private transient Suppression suppression;
  private transient ValueState<Long> last;
  private transient WaitingCandidates<Candidate> waiting;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient Counter alerts;
  private transient Counter suppressed;
  private transient Histogram latency;
  private transient Histogram latencyOfInterval;
  private transient SampleReporter reporter;

  /**
   * The operator of a detector.
   *
   * @param spec the detector
   * @param ordering order in which candidates are taken
   * @param interval how often samples are reported; zero for never
   */
  public SuppressOperator(SpecFiles spec, Ordering ordering, Duration interval) {
    this.spec = spec;
    this.ordering = ordering;
    this.interval = interval;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    last =
        context
            .getKeyedStateStore()
            .getState(new ValueStateDescriptor<>("last-alert", LongSerializer.INSTANCE));
    waiting =
        new WaitingCandidates<>(
            context
                .getKeyedStateStore()
                .getListState(new ListStateDescriptor<>("waiting", new CandidateSerializer())),
            candidate -> candidate);
  }

  @Override
  public void open() throws Exception {
    super.open();
    suppression =
        spec.spec()
            .alerts()
            .suppress()
            .map(AlertSpec.Suppress::during)
            .map(Suppression::during)
            .orElse(null);
    timers = getInternalTimerService("suppress", VoidNamespaceSerializer.INSTANCE, this);
    openMetrics();
  }

  private void openMetrics() {
    alerts = getMetricGroup().counter("alerts");
    suppressed = getMetricGroup().counter("suppressed");
    latency = new Histogram(LONGEST_MILLIS, 3);
    latencyOfInterval = new Histogram(LONGEST_MILLIS, 3);
    for (int percentile : new int[] {50, 95, 99}) {
      getMetricGroup()
          .gauge("latency_p" + percentile + "_ms", () -> latency.getValueAtPercentile(percentile));
    }
    reporter =
        new SampleReporter(
            spec.spec().name(),
            UID,
            getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
            interval,
            getProcessingTimeService(),
            (values, seconds) -> {
              values.put("alerts_total", (double) alerts.getCount());
              values.put("suppressed_total", (double) suppressed.getCount());
              if (latencyOfInterval.getTotalCount() > 0) {
                values.put("latency_p50_ms", (double) latencyOfInterval.getValueAtPercentile(50));
                values.put("latency_p95_ms", (double) latencyOfInterval.getValueAtPercentile(95));
                values.put("latency_p99_ms", (double) latencyOfInterval.getValueAtPercentile(99));
                values.put("latency_max_ms", (double) latencyOfInterval.getMaxValue());
              }
              latencyOfInterval.reset();
            },
            sample -> output.collect(Metrics.TAG, new StreamRecord<>(sample)));
    reporter.start();
  }

  @Override
  public void processElement(StreamRecord<Candidate> element) throws Exception {
    if (ordering == Ordering.ARRIVAL) {
      decide(element.getValue());
    } else {
      waiting.add(element.getValue());
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, element.getTimestamp());
    }
  }

  private void decide(Candidate candidate) throws Exception {
    long time = WaitingCandidates.micros(candidate);
    if (suppression != null && heldBack(time)) {
      suppressed.inc();
      return;
    }
    alerts.inc();
    if (candidate.ingestMillis() >= 0) {
      long millis =
          getProcessingTimeService().getCurrentProcessingTime() - candidate.ingestMillis();
      long bounded = Math.min(LONGEST_MILLIS, Math.max(0, millis));
      latency.recordValue(bounded);
      latencyOfInterval.recordValue(bounded);
    }
    output.collect(new StreamRecord<>(candidate.alert(), Math.floorDiv(time, 1000L)));
  }

  private boolean heldBack(long time) throws Exception {
    Long known = last.value();
    long latest = known == null ? Suppression.NEVER : known;
    if (suppression.holdsBack(latest, time)) {
      return true;
    }
    long after = suppression.after(latest, time);
    last.update(after);
    timers.registerEventTimeTimer(
        VoidNamespace.INSTANCE, Math.floorDiv(suppression.expiresAt(after), 1000L) + 1);
    return false;
  }

  @Override
  public void onEventTime(InternalTimer<Long, VoidNamespace> timer) throws Exception {
    if (ordering == Ordering.EVENT_TIME) {
      for (Candidate candidate : waiting.release(timer.getTimestamp())) {
        decide(candidate);
      }
    }
    Long time = last.value();
    // Held against the timer, not the watermark: a watermark that leaps fires many timers, and
    // candidates between them still have to be held against the alerts before them.
    if (time != null && Math.floorDiv(suppression.expiresAt(time), 1000L) < timer.getTimestamp()) {
      last.clear();
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<Long, VoidNamespace> timer) {
    throw new IllegalStateException("no timer of processing time was set");
  }

  @Override
  public void finish() throws Exception {
    reporter.finish();
    super.finish();
  }
}
