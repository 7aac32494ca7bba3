package io.vigia.jobs.operators;

import io.vigia.engine.features.FeatureProgram;
import io.vigia.engine.features.KeyedStage;
import io.vigia.engine.model.DetectorException;
import io.vigia.engine.row.Row;
import io.vigia.engine.score.Model;
import io.vigia.engine.score.ScoreLevels;
import io.vigia.engine.smooth.SmoothState;
import io.vigia.engine.smooth.Smoothing;
import io.vigia.engine.spec.SpecException;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.jobs.types.SmoothStateSerializer;
import io.vigia.jobs.types.SpecFiles;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Smooths scores over the events of a key ({@link Smoothing}), in the task that scored them: rows
 * still come by the key of the last stage, so its state needs no further shuffle.
 *
 * <p>Rows pass in their order, each at once, and orders between them. A row that the model did not
 * score passes as it is and leaves no trace. When the model changes the state goes on.
 *
 * <p>A key has at most one timer, at which what has expired is forgotten.
 */
public class SmoothOperator extends AbstractStreamOperator<Row>
    implements OneInputStreamOperator<Row, Row>, Triggerable<Long, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  /** Uid of the operator. */
  public static final String UID = "smooth";

  private final SpecFiles spec;
  private final ModelSource source;
  private final Duration interval;

  private transient Smoothing smoothing;
  private transient int keyIndex;
  private transient ValueState<SmoothState> states;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient boolean inPlace;
  private transient ScoreLevels own;
  private transient SampleReporter reporter;

  /**
   * The operator of a detector.
   *
   * @param spec the detector, which smooths
   * @param source its model, which says where keys start
   * @param interval how often samples are reported; zero for never
   */
  public SmoothOperator(SpecFiles spec, ModelSource source, Duration interval) {
    this.spec = spec;
    this.source = source;
    this.interval = interval;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    List<KeyedStage> stages = FeatureProgram.compile(spec.spec()).stages();
    keyIndex = stages.get(stages.size() - 1).keyIndex();
    smoothing = Smoothing.of(spec.spec());
    states =
        context
            .getKeyedStateStore()
            .getState(new ValueStateDescriptor<>("smooth", new SmoothStateSerializer(spec)));
    // As in the stages of features: the heap backend hands out the object itself.
    inPlace = getKeyedStateBackend() instanceof HeapKeyedStateBackend;
  }

  @Override
  public void open() throws Exception {
    super.open();
    own = levels();
    timers = getInternalTimerService("expiry", VoidNamespaceSerializer.INSTANCE, this);
    getMetricGroup().gauge("evicted_keys", () -> smoothing.evicted());
    reporter =
        new SampleReporter(
            spec.spec().name(),
            UID,
            getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
            interval,
            getProcessingTimeService(),
            (values, seconds) -> values.put("evicted_keys_total", (double) smoothing.evicted()),
            sample -> output.collect(Metrics.TAG, new StreamRecord<>(sample)));
    reporter.start();
  }

  /** Those of the detector's model, for rows that were written and read and lost theirs. */
  private ScoreLevels levels() {
    if (source == null) {
      return ScoreLevels.UNKNOWN;
    }
    try {
      return source.load().levels();
    } catch (DetectorException | SpecException e) {
      throw e;
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      LOG.warn("{}: smooths from the first score of a key on", spec.spec().name(), e);
      return ScoreLevels.UNKNOWN;
    }
  }

  /** Nothing: orders have no key, so it is set where a score is smoothed. */
  @Override
  @SuppressWarnings("rawtypes") // As Flink declares it.
  public void setKeyContextElement1(StreamRecord record) {}

  @Override
  public void processElement(StreamRecord<Row> element) throws Exception {
    Row row = element.getValue();
    if (row.kind == Row.Kind.EVENT && !Double.isNaN(row.score)) {
      smooth(row);
    }
    output.collect(element);
  }

  private void smooth(Row row) throws Exception {
    setCurrentKey(row.keys[keyIndex]);
    SmoothState state = states.value();
    boolean isNew = state == null;
    if (isNew) {
      state = smoothing.newState();
    }
    Model model = row.model;
    double usual = (model == null ? own : model.levels()).usual();
    row.rawScore = row.score;
    row.score = smoothing.smooth(row.score, row.time, row.keys, usual, state);
    if (isNew || !inPlace) {
      states.update(state);
    }
    if (isNew) {
      watch(state);
    }
  }

  private void watch(SmoothState state) {
    timers.registerEventTimeTimer(
        VoidNamespace.INSTANCE, Math.floorDiv(smoothing.expiresAt(state), 1000L) + 1);
  }

  @Override
  public void onEventTime(InternalTimer<Long, VoidNamespace> timer) throws Exception {
    SmoothState state = states.value();
    if (state == null) {
      return;
    }
    long now = timers.currentWatermark();
    if (Math.floorDiv(smoothing.expiresAt(state), 1000L) < now) {
      states.clear();
      return;
    }
    smoothing.forget(state, Math.multiplyExact(now, 1000L));
    if (!inPlace) {
      states.update(state);
    }
    watch(state);
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
