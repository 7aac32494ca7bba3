package io.vigia.jobs.operators;

import io.vigia.engine.features.FeatureProgram;
import io.vigia.engine.features.KeyState;
import io.vigia.engine.features.KeyedStage;
import io.vigia.engine.learned.LearnedTables;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowPool;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.jobs.types.KeyStateSerializer;
import io.vigia.jobs.types.RowSerializer;
import io.vigia.jobs.types.SpecFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.typeutils.runtime.TupleSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
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
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * One keyed stage of the features. Events leave with the stage's features filled; labels stay in
 * the state.
 *
 * <p>In {@link Ordering#ARRIVAL} a record is processed when it comes; in a rush with a few others,
 * so that their states are fetched from memory together. In {@link Ordering#EVENT_TIME} it waits
 * for the watermark in a queue, which moves into keyed state at a checkpoint, so that it follows
 * its keys when the job is rescaled.
 *
 * <p>Where the key is bounded ({@code max}), the one that was not used for longest is forgotten for
 * each one too many, with its timer; it starts anew should it come again. What waits for the
 * watermark stays.
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

  /** Records that are processed together in a rush: as many fetches as a core has under way. */
  private static final int BLOCK = 32;

  /** It is a rush when so many records come one by one within a millisecond. */
  private static final int RUSH = 64;

  private final SpecFiles spec;
  private final LearnedTables tables;
  private final int index;
  private final Ordering ordering;
  private final boolean shuffled;
  private final Duration interval;

  private transient KeyedStage stage;
  private transient RowPool pool;
  private transient ValueState<KeyState> states;
  private transient ListState<Tuple2<Long, Row>> waiting;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient PriorityQueue<StreamRecord<Row>> queue;
  private transient Set<Long> keysWaiting;
  private transient boolean inPlace;
  private transient RowSerializer rows;

  private transient Row[] block;
  private transient long[] timestamps;
  private transient KeyState[] found;
  private transient int size;
  private transient StreamRecord<Row> out;
  private transient boolean isRush;
  // Whether a timer will process what is gathered, and whether a block was full since the last one.
  private transient boolean isDue;
  private transient boolean wasFull;
  private transient int lone;
  private transient long loneSince;

  private transient KeyLimit limit;
  // Whether a key was forgotten whose state was looked up for this block.
  private transient boolean isStale;
  private transient SampleReporter reporter;

  /** Makes use of what was read ahead, in vain. */
  @SuppressWarnings("unused")
  private transient int peeked;

  /**
   * The operator of a stage.
   *
   * @param spec the detector
   * @param tables what training has learned for its features
   * @param index index of the stage
   * @param ordering order in which records are taken
   * @param shuffled whether rows leave by a shuffle alone, which writes them
   * @param interval how often samples are reported where the key is bounded; zero for never
   */
  public FeaturesOperator(
      SpecFiles spec,
      LearnedTables tables,
      int index,
      Ordering ordering,
      boolean shuffled,
      Duration interval) {
    this.spec = spec;
    this.tables = tables;
    this.index = index;
    this.ordering = ordering;
    this.shuffled = shuffled;
    this.interval = interval;
  }

  /** {@code features-1-customer} for the first stage, by the key {@code customer}. */
  public static String uid(KeyedStage stage) {
    return "features-" + (stage.index() + 1) + "-" + stage.key().replace('_', '-');
  }

  /** Whether the key of a stage is bounded, so that its operator reports. */
  public static boolean isBounded(DetectorSpec spec, KeyedStage stage) {
    return spec.event().keys().get(stage.keyIndex()).max().isPresent();
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
    stage = FeatureProgram.compile(spec.spec(), tables).stages().get(index);
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
    int capacity = inPlace ? BLOCK : 1;
    block = new Row[capacity];
    timestamps = new long[capacity];
    found = new KeyState[capacity];
    out = new StreamRecord<>(null);
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
    if (isBounded(spec.spec(), stage)) {
      openLimit();
    }
  }

  private void openLimit() throws Exception {
    int max = spec.spec().event().keys().get(stage.keyIndex()).max().orElseThrow();
    TaskInfo task = getRuntimeContext().getTaskInfo();
    int allGroups = task.getMaxNumberOfParallelSubtasks();
    int groups =
        KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                allGroups, task.getNumberOfParallelSubtasks(), task.getIndexOfThisSubtask())
            .getNumberOfKeyGroups();
    limit = new KeyLimit(KeyLimit.share(max, groups, allGroups), this::forget);
    List<Tuple2<Long, Long>> restored = new ArrayList<>();
    this.<Long>getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            new ValueStateDescriptor<>("features", new KeyStateSerializer(spec, index)),
            (key, state) -> restored.add(Tuple2.of(stage.expiresAt(state.value()), key)));
    restored.sort(Comparator.comparing(entry -> entry.f0));
    Map<Long, Long> due = new HashMap<>();
    if (!restored.isEmpty()) {
      timers.forEachEventTimeTimer((namespace, time) -> due.put((Long) getCurrentKey(), time));
    }
    for (Tuple2<Long, Long> entry : restored) {
      limit.use(entry.f1);
      limit.timer(entry.f1, due.getOrDefault(entry.f1, Long.MIN_VALUE));
    }
    getMetricGroup().gauge("keys", () -> limit.size());
    getMetricGroup().gauge("evicted_keys", () -> limit.evicted());
    reporter =
        new SampleReporter(
            spec.spec().name(),
            uid(stage),
            task.getIndexOfThisSubtask(),
            interval,
            getProcessingTimeService(),
            (values, seconds) -> {
              values.put("keys", (double) limit.size());
              values.put("evicted_keys_total", (double) limit.evicted());
            },
            sample -> output.collect(Metrics.TAG, new StreamRecord<>(sample)));
    reporter.start();
  }

  private void forget(long key, long timer) {
    setCurrentKey(key);
    states.clear();
    timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, timer);
  }

  /** Nothing: the key is set where a record is processed, which may be later. */
  @Override
  @SuppressWarnings("rawtypes") // As Flink declares it.
  public void setKeyContextElement1(StreamRecord record) {}

  @Override
  public void processElement(StreamRecord<Row> element) throws Exception {
    if (ordering == Ordering.EVENT_TIME) {
      queue.add(new StreamRecord<>(element.getValue(), element.getTimestamp()));
      return;
    }
    take(element.getValue(), element.getTimestamp());
    if (!isRush) {
      flush();
      notice();
    } else if (size > 0 && !isDue) {
      isDue = true;
      ProcessingTimeService time = getProcessingTimeService();
      time.registerTimer(time.getCurrentProcessingTime() + 1, now -> flushDue());
    }
  }

  /** Looks whether records come in a rush. */
  private void notice() {
    if (++lone == RUSH) {
      long now = getProcessingTimeService().getCurrentProcessingTime();
      isRush = inPlace && now - loneSince <= 1;
      loneSince = now;
      lone = 0;
    }
  }

  private void flushDue() throws Exception {
    isDue = false;
    isRush = wasFull;
    wasFull = false;
    flush();
  }

  private void take(Row row, long timestamp) throws Exception {
    block[size] = row;
    timestamps[size] = timestamp;
    size++;
    if (size == block.length) {
      wasFull = true;
      flush();
    }
  }

  /** Processes the records that were gathered, in their order. */
  final void flush() throws Exception {
    int records = size;
    size = 0;
    isStale = false;
    for (int i = 0; i < records; i++) {
      setCurrentKey(block[i].keys[stage.keyIndex()]);
      found[i] = states.value();
    }
    for (int i = 0; i < records; i++) {
      peeked += found[i] == null ? 0 : found[i].peek();
    }
    for (int i = 0; i < records; i++) {
      process(block[i], timestamps[i], isStale ? null : found[i]);
      block[i] = null;
      found[i] = null;
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    while (!queue.isEmpty() && queue.peek().getTimestamp() <= mark.getTimestamp()) {
      StreamRecord<Row> record = queue.poll();
      take(record.getValue(), record.getTimestamp());
    }
    flush();
    super.processWatermark(mark);
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    flush();
    super.processWatermarkStatus(status);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    flush();
  }

  @Override
  public void finish() throws Exception {
    flush();
    if (reporter != null) {
      reporter.finish();
    }
    super.finish();
  }

  private void process(Row row, long timestamp, KeyState known) throws Exception {
    if (limit != null) {
      isStale |= limit.use(row.keys[stage.keyIndex()]);
    }
    KeyState state = known;
    if (state == null || isStale) {
      // Perhaps a record before it in the block made it known, or forgotten.
      setCurrentKey(row.keys[stage.keyIndex()]);
      state = states.value();
    }
    boolean isNew = state == null;
    if (isNew) {
      state = stage.newState();
    }
    if (row.kind == Row.Kind.LABEL) {
      stage.onLabel(row, state);
    } else {
      stage.onEvent(row, state);
    }
    if (isNew || !inPlace) {
      states.update(state);
    }
    if (isNew) {
      watch(row.keys[stage.keyIndex()], state);
    }
    if (row.kind == Row.Kind.LABEL && !passesLabels()) {
      pool.give(row);
      return;
    }
    output.collect(out.replace(row, timestamp));
    if (shuffled) {
      pool.give(row);
    }
  }

  /** Whether labels are handed on behind the events; they stay here, but for comparing models. */
  boolean passesLabels() {
    return false;
  }

  /** Sets the key's timer. */
  private void watch(long key, KeyState state) {
    long expires = stage.expiresAt(state);
    // An empty state is looked at again with the next watermark.
    long timer =
        expires == Long.MIN_VALUE
            ? timers.currentWatermark() + 1
            : Math.floorDiv(expires, 1000L) + 1;
    timers.registerEventTimeTimer(VoidNamespace.INSTANCE, timer);
    if (limit != null) {
      limit.timer(key, timer);
    }
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
      if (limit != null) {
        limit.expired(timer.getKey());
      }
    } else {
      watch(timer.getKey(), state);
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<Long, VoidNamespace> timer) {
    throw new IllegalStateException("no timer of processing time was set");
  }
}
