package io.vigia.jobs.operators;

import io.vigia.engine.features.FeatureProgram;
import io.vigia.engine.learned.LearnedTables;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowPool;
import io.vigia.jobs.types.Incoming;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.jobs.types.Types;
import io.vigia.schemas.DeadLetter;
import io.vigia.schemas.MetricSample;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.LongPrimitiveArraySerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Parts what could be read from what could not: events go on, labels and dead letters leave by side
 * outputs. Marks late events and fills the features that need no key.
 *
 * <p>An event behind the watermark gets the first timestamp that is not; so its place in the order
 * of the stages is fixed where it was read, whatever the parallelism behind.
 */
public final class DecodeOperator extends AbstractStreamOperator<Row>
    implements OneInputStreamOperator<Incoming, Row> {
  private static final long serialVersionUID = 1L;

  /** Uid of the operator for events. */
  public static final String EVENTS_UID = "decode";

  /** Uid of the operator for labels. */
  public static final String LABELS_UID = "decode-labels";

  private static final long NONE = Long.MIN_VALUE;

  private final Outputs outputs;
  private final FeatureProgram program;
  private final boolean shuffled;
  private final String uid;
  private final SpecFiles spec;
  private final Duration interval;
  private final StreamRecord<Row> out = new StreamRecord<>(null);
  private final long outOfOrderness;
  private transient RowPool pool;
  private transient long watermark;
  private transient long[] clocks;
  private transient ListState<long[]> stored;
  private transient Counter events;
  private transient Counter labels;
  private transient Counter deadLetters;
  private transient Counter late;
  private transient long reported;
  private transient SampleReporter reporter;

  private DecodeOperator(StreamOperatorParameters<Row> parameters, Factory factory) {
    super(parameters);
    this.uid = factory.uid;
    this.spec = factory.spec;
    this.interval = factory.interval;
    this.outputs = factory.outputs;
    this.watermark = NONE;
    this.outOfOrderness = spec.spec().event().outOfOrderness().toNanos() / 1000;
    this.program = FeatureProgram.compile(spec.spec(), factory.tables);
    this.shuffled = factory.shuffled;
  }

  @Override
  public void open() throws Exception {
    super.open();
    pool = RowPool.ofThread();
    events = getMetricGroup().counter("events");
    labels = getMetricGroup().counter("labels");
    deadLetters = getMetricGroup().counter("dead_letters");
    late = getMetricGroup().counter("late");
    reporter =
        new SampleReporter(
            spec.spec().name(),
            uid,
            getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
            interval,
            getProcessingTimeService(),
            (values, seconds) -> {
              values.put("events_total", (double) events.getCount());
              values.put("events_per_second", (events.getCount() - reported) / seconds);
              values.put("labels_total", (double) labels.getCount());
              values.put("dead_letters_total", (double) deadLetters.getCount());
              values.put("late_total", (double) late.getCount());
              reported = events.getCount();
            },
            sample -> output.collect(outputs.metrics(), new StreamRecord<>(sample)));
    reporter.start();
  }

  @Override
  public void processElement(StreamRecord<Incoming> element) {
    Incoming incoming = element.getValue();
    Row row = incoming.row();
    if (row == null) {
      deadLetters.inc();
      output.collect(outputs.deadLetters(), new StreamRecord<>(incoming.deadLetter()));
      return;
    }
    long timestamp = Math.floorDiv(row.time, 1000L);
    long clock = advance(row.partition, incoming.clock());
    boolean behind = timestamp <= watermark;
    out.replace(row, behind ? watermark + 1 : timestamp);
    if (row.kind == Row.Kind.LABEL) {
      labels.inc();
      output.collect(outputs.labels(), out);
      giveBack(row);
      return;
    }
    events.inc();
    row.late |= behind || (clock != NONE && row.time < clock - outOfOrderness);
    if (row.late) {
      late.inc();
    }
    program.begin(row);
    output.collect(out);
    giveBack(row);
  }

  /** By a shuffle the row was written, and whoever reads it makes another. */
  private void giveBack(Row row) {
    if (shuffled) {
      pool.give(row);
    }
  }

  /** The clock of a partition, which a restart must not set back. */
  private long advance(int partition, long clock) {
    if (partition >= clocks.length) {
      int known = clocks.length;
      clocks = Arrays.copyOf(clocks, Math.max(partition + 1, 2 * known));
      Arrays.fill(clocks, known, clocks.length, NONE);
    }
    clocks[partition] = Math.max(clocks[partition], clock);
    return clocks[partition];
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    // Partitions may be given to other subtasks: each is told of all.
    stored =
        context
            .getOperatorStateStore()
            .getUnionListState(
                new ListStateDescriptor<>("clocks", LongPrimitiveArraySerializer.INSTANCE));
    clocks = new long[0];
    for (long[] known : stored.get()) {
      for (int partition = 0; partition < known.length; partition++) {
        advance(partition, known[partition]);
      }
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    stored.update(List.of(clocks.clone()));
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    watermark = mark.getTimestamp();
    super.processWatermark(mark);
  }

  @Override
  public void finish() throws Exception {
    reporter.finish();
    super.finish();
  }

  /**
   * The side outputs of the decoder.
   *
   * @param labels labels that came with the events
   * @param deadLetters records that could not be used
   * @param metrics what the operator measured
   */
  public record Outputs(
      OutputTag<Row> labels, OutputTag<DeadLetter> deadLetters, OutputTag<MetricSample> metrics)
      implements java.io.Serializable {

    /** The side outputs for a detector's rows. */
    public static Outputs of(SpecFiles spec) {
      return new Outputs(
          new OutputTag<>("labels", Types.row(spec)),
          new OutputTag<>("dead-letters", Types.avro(DeadLetter.class)),
          Metrics.TAG);
    }
  }

  /** Makes the operator. */
  public static final class Factory extends AbstractStreamOperatorFactory<Row>
      implements OneInputStreamOperatorFactory<Incoming, Row> {
    private static final long serialVersionUID = 1L;

    private final SpecFiles spec;
    private final LearnedTables tables;
    private final String uid;
    private final Outputs outputs;
    private final Duration interval;
    private final boolean shuffled;

    /**
     * The operator of a source.
     *
     * @param spec the detector
     * @param tables what training has learned for its features
     * @param uid {@link #EVENTS_UID} or {@link #LABELS_UID}
     * @param interval how often samples are reported; zero for never
     * @param shuffled whether rows and labels leave by shuffles alone, which write them
     */
    public Factory(
        SpecFiles spec, LearnedTables tables, String uid, Duration interval, boolean shuffled) {
      this.spec = spec;
      this.tables = tables;
      this.uid = uid;
      this.outputs = Outputs.of(spec);
      this.interval = interval;
      this.shuffled = shuffled;
    }

    @Override
    public <T extends StreamOperator<Row>> T createStreamOperator(
        StreamOperatorParameters<Row> parameters) {
      return Operators.cast(new DecodeOperator(parameters, this));
    }

    @Override
    public Class<? extends StreamOperator<?>> getStreamOperatorClass(ClassLoader loader) {
      return DecodeOperator.class;
    }
  }
}
