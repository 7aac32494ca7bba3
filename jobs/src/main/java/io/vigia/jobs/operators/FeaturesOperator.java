package io.vigia.jobs.operators;

import io.vigia.engine.features.FeatureProgram;
import io.vigia.engine.features.KeyState;
import io.vigia.engine.features.KeyedStage;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowPool;
import io.vigia.jobs.types.KeyStateSerializer;
import io.vigia.jobs.types.RowSerializer;
import io.vigia.jobs.types.SpecFiles;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.typeutils.runtime.TupleSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * One keyed stage of the features. Events leave with the stage's features filled; labels stay in
 * the state.
 *
 * <p>In {@link Ordering#ARRIVAL} a record is processed when it comes. In {@link
 * Ordering#EVENT_TIME} it waits for the watermark in a queue, which moves into keyed state at a
 * checkpoint, so that it follows its keys when the job is rescaled.
 *
 * <p>Each key has at most one timer, at the time at which its state was to expire when the timer
 * was set; when it fires early it is set anew. So no event pays for expiry.
 */
public class FeaturesOperator extends AbstractStreamOperator<Row>
    implements OneInputStreamOperator<Row, Row>, Triggerable<Long, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  private static final Comparator<StreamRecord<Row>> ORDER =
      Comparator.<StreamRecord<Row>>comparingLong(FeaturesOperator::place)
          .thenComparing(record -> record.getValue().kind == Row.Kind.EVENT)
          .thenComparingLong(record -> record.getValue().id)
          .thenComparingInt(record -> record.getValue().partition)
          .thenComparingLong(record -> record.getValue().offset);

  private final SpecFiles spec;
  private final int index;
  private final Ordering ordering;

  private transient KeyedStage stage;
  private transient boolean last;
  private transient RowPool pool;
  private transient ValueState<KeyState> states;
  private transient ListState<Tuple2<Long, Row>> waiting;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient PriorityQueue<StreamRecord<Row>> queue;
  private transient Set<Long> keysWaiting;
  private transient boolean inPlace;
  private transient RowSerializer rows;

  /**
   * The operator of a stage.
   *
   * @param spec the detector
   * @param index index of the stage
   * @param ordering order in which records are taken
   */
  public FeaturesOperator(SpecFiles spec, int index, Ordering ordering) {
    this.spec = spec;
    this.index = index;
    this.ordering = ordering;
  }

  /** Microseconds at which a record has its turn: its time, or where it was put for coming late. */
  private static long place(StreamRecord<Row> record) {
    long time = record.getValue().time;
    long timestamp = record.getTimestamp();
    return Math.floorDiv(time, 1000L) == timestamp ? time : timestamp * 1000L;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    List<KeyedStage> stages = FeatureProgram.compile(spec.spec()).stages();
    stage = stages.get(index);
    last = index == stages.size() - 1;
    pool = RowPool.ofThread();
    rows = new RowSerializer(spec);
    queue = new PriorityQueue<>(ORDER);
    keysWaiting = new HashSet<>();
    states =
        context
            .getKeyedStateStore()
            .getState(new ValueStateDescriptor<>("features", new KeyStateSerializer(spec, index)));
    ListStateDescriptor<Tuple2<Long, Row>> descriptor = waitingDescriptor();
    waiting = context.getKeyedStateStore().getListState(descriptor);
    // The heap backend hands out the object itself, and a copy of it where a snapshot still needs
    // the old one; so changes in place need no second look-up.
    inPlace = getKeyedStateBackend() instanceof HeapKeyedStateBackend;
    if (context.isRestored()) {
      restoreQueue(descriptor);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private ListStateDescriptor<Tuple2<Long, Row>> waitingDescriptor() {
    return new ListStateDescriptor<>(
        "waiting",
        new TupleSerializer<>(
            (Class<Tuple2<Long, Row>>) (Class) Tuple2.class,
            new org.apache.flink.api.common.typeutils.TypeSerializer<?>[] {
              LongSerializer.INSTANCE, rows
            }));
  }

  private void restoreQueue(ListStateDescriptor<Tuple2<Long, Row>> descriptor) throws Exception {
    this.<Long>getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            descriptor,
            (key, list) -> {
              keysWaiting.add(key);
              for (Tuple2<Long, Row> entry : list.get()) {
                queue.add(new StreamRecord<>(copy(entry.f1), entry.f0));
              }
            });
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    for (Long key : keysWaiting) {
      setCurrentKey(key);
      waiting.clear();
    }
    keysWaiting.clear();
    for (StreamRecord<Row> record : queue) {
      Long key = record.getValue().keys[stage.keyIndex()];
      setCurrentKey(key);
      // A copy: the snapshot is written while this operator goes on filling the row.
      waiting.add(Tuple2.of(record.getTimestamp(), copy(record.getValue())));
      keysWaiting.add(key);
    }
  }

  private Row copy(Row row) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    rows.serialize(row, out);
    return rows.deserialize(new DataInputDeserializer(out.getSharedBuffer(), 0, out.length()));
  }

  @Override
  public void open() throws Exception {
    super.open();
    timers = getInternalTimerService("expiry", VoidNamespaceSerializer.INSTANCE, this);
    getMetricGroup().gauge("waiting", () -> queue.size());
  }

  @Override
  public void processElement(StreamRecord<Row> element) throws Exception {
    if (ordering == Ordering.ARRIVAL) {
      process(element);
    } else {
      queue.add(new StreamRecord<>(element.getValue(), element.getTimestamp()));
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    while (!queue.isEmpty() && queue.peek().getTimestamp() <= mark.getTimestamp()) {
      StreamRecord<Row> record = queue.poll();
      setCurrentKey(record.getValue().keys[stage.keyIndex()]);
      process(record);
    }
    super.processWatermark(mark);
  }

  private void process(StreamRecord<Row> record) throws Exception {
    Row row = record.getValue();
    KeyState state = states.value();
    boolean known = state != null;
    if (!known) {
      state = stage.newState();
    }
    if (row.kind == Row.Kind.LABEL) {
      stage.onLabel(row, state);
    } else {
      stage.onEvent(row, state);
    }
    if (!known) {
      states.update(state);
      watch(state);
    } else if (!inPlace) {
      states.update(state);
    }
    if (row.kind == Row.Kind.EVENT) {
      output.collect(record);
      if (!last) {
        // The shuffle to the next stage follows, so it was written.
        pool.give(row);
      }
    } else {
      pool.give(row);
    }
  }

  /** Sets the key's timer. */
  private void watch(KeyState state) {
    long expires = stage.expiresAt(state);
    // An empty state is looked at again with the next watermark.
    timers.registerEventTimeTimer(
        VoidNamespace.INSTANCE,
        expires == Long.MIN_VALUE
            ? timers.currentWatermark() + 1
            : Math.floorDiv(expires, 1000L) + 1);
  }

  @Override
  public void onEventTime(InternalTimer<Long, VoidNamespace> timer) throws Exception {
    KeyState state = states.value();
    if (state == null) {
      return;
    }
    long expires = stage.expiresAt(state);
    if (expires == Long.MIN_VALUE || Math.floorDiv(expires, 1000L) < timers.currentWatermark()) {
      states.clear();
    } else {
      watch(state);
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<Long, VoidNamespace> timer) {
    throw new IllegalStateException("no timer of processing time was set");
  }
}
