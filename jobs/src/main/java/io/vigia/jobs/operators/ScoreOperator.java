package io.vigia.jobs.operators;

import io.vigia.engine.features.FeatureProgram;
import io.vigia.engine.features.KeyedStage;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import io.vigia.jobs.control.JobModels;
import io.vigia.jobs.control.Shadow;
import io.vigia.jobs.scoring.BatchScorer;
import io.vigia.jobs.scoring.ModelLoader;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.jobs.scoring.ScoringOptions;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.schemas.ControlCommand;
import io.vigia.schemas.MetricSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/**
 * Scores rows, in their order: Flink's part of a {@link BatchScorer}.
 *
 * <p>Nothing is in flight at a checkpoint, and watermarks stay behind the rows before them. An
 * event that nothing could score goes on unscored ({@link io.vigia.schemas.Tier#RULES}, score NaN):
 * never as a score of 0.
 */
public final class ScoreOperator extends AbstractStreamOperator<Row>
    implements OneInputStreamOperator<Row, Row>, BoundedOneInput, BatchScorer.Output {
  private static final long serialVersionUID = 1L;

  /** Uid of the operator. */
  public static final String UID = "score";

  /** What the job orders itself, for the control topic. */
  public static final OutputTag<ControlCommand> COMMANDS = OrderFollower.COMMANDS;

  /** What subtasks counted while a challenger scored beside the active model. */
  public static final OutputTag<MetricSample> COMPARISONS = OrderFollower.COMPARISONS;

  private static final long LEAST_PATIENCE_MICROS = 3_600_000_000L;

  private final transient MailboxExecutor mailbox;
  private final SpecFiles spec;
  private final ScoringOptions options;
  private final Duration interval;
  private final ModelSource source;
  private final JobModels models;
  private final StreamRecord<Row> out = new StreamRecord<>(null);

  private transient BatchScorer scorer;
  private transient OrderFollower follower;
  private transient ListState<byte[]> stored;
  private transient List<Shadow.Kept> kept;
  private transient ModelLoader loader;
  private transient SampleReporter reporter;

  private ScoreOperator(StreamOperatorParameters<Row> parameters, Factory factory) {
    super(parameters);
    this.mailbox = parameters.getMailboxExecutor();
    this.spec = factory.spec;
    this.options = factory.options;
    this.interval = factory.interval;
    this.source = factory.source;
    this.models = factory.models;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    kept = new ArrayList<>();
    if (models != null) {
      // Labels follow their keys, which other subtasks may have after rescaling.
      stored =
          context
              .getOperatorStateStore()
              .getUnionListState(
                  new ListStateDescriptor<>("comparison", BytePrimitiveArraySerializer.INSTANCE));
      for (byte[] each : stored.get()) {
        kept.add(Shadow.Kept.of(each));
      }
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    if (follower != null) {
      stored.update(follower.kept().stream().map(Shadow.Kept::toBytes).toList());
    }
  }

  /** Labels come where the last stage of features takes them. */
  private Optional<OrderFollower.Labels> labels() {
    List<KeyedStage> stages = FeatureProgram.compile(spec.spec()).stages();
    if (stages.isEmpty() || !stages.get(stages.size() - 1).usesLabels()) {
      return Optional.empty();
    }
    int keyIndex = stages.get(stages.size() - 1).keyIndex();
    return spec.spec()
        .labels()
        .map(
            labels ->
                new OrderFollower.Labels(
                    keyIndex,
                    Math.max(LEAST_PATIENCE_MICROS, 2 * labels.delay().toNanos() / 1_000)));
  }

  @Override
  public void open() throws Exception {
    super.open();
    RowLayout layout = spec.layout();
    String detector = spec.spec().name();
    TaskInfo task = getRuntimeContext().getTaskInfo();
    scorer =
        new BatchScorer(
            UID + "-" + detector + "-" + task.getIndexOfThisSubtask(),
            options,
            options.workersOf(
                Runtime.getRuntime().availableProcessors(), task.getNumberOfParallelSubtasks()),
            layout.firstFeature(),
            layout.featureCount(),
            mailbox,
            getProcessingTimeService(),
            this);
    scorer.metrics().register(getMetricGroup());
    if (source != null) {
      loader = new ModelLoader(source, options, scorer, mailbox, getProcessingTimeService());
      loader.start();
    }
    if (models != null) {
      follower =
          new OrderFollower(
              models, scorer, task, mailbox, getProcessingTimeService(), output, labels(), kept);
    }
    reporter =
        new SampleReporter(
            detector,
            UID,
            task.getIndexOfThisSubtask(),
            interval,
            getProcessingTimeService(),
            scorer.metrics()::put,
            sample -> output.collect(Metrics.TAG, new StreamRecord<>(sample)));
    reporter.start();
  }

  @Override
  public void processElement(StreamRecord<Row> element) throws Exception {
    Row row = element.getValue();
    if (row.kind == Row.Kind.CONTROL) {
      follower.follow(row);
    } else if (row.kind == Row.Kind.LABEL) {
      follower.label(row);
    } else {
      scorer.add(row, element.getTimestamp());
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    scorer.watermark(mark);
  }

  @Override
  public void row(Row row, long timestamp) {
    if (follower != null) {
      follower.answered(row);
    }
    output.collect(out.replace(row, timestamp));
  }

  @Override
  public void watermark(Watermark mark) throws Exception {
    super.processWatermark(mark);
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    scorer.drain();
    super.processWatermarkStatus(status);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    scorer.drain();
    if (follower != null) {
      follower.report();
    }
  }

  @Override
  public void endInput() throws Exception {
    scorer.drain();
  }

  @Override
  public void finish() throws Exception {
    scorer.drain();
    reporter.finish();
    super.finish();
  }

  @Override
  public void close() throws Exception {
    if (loader != null) {
      loader.close();
    }
    if (follower != null) {
      follower.close();
    }
    if (scorer != null) {
      scorer.close();
    }
    super.close();
  }

  /** Makes the operator. */
  public static final class Factory extends AbstractStreamOperatorFactory<Row>
      implements OneInputStreamOperatorFactory<Row, Row> {
    private static final long serialVersionUID = 1L;

    private final SpecFiles spec;
    private final ModelSource source;
    private final ScoringOptions options;
    private final Duration interval;
    private final JobModels models;

    /**
     * The operator of a detector.
     *
     * @param spec the detector
     * @param source its model; {@code null} where only rules decide
     * @param options how it scores
     * @param interval how often samples are reported; zero for never
     */
    public Factory(SpecFiles spec, ModelSource source, ScoringOptions options, Duration interval) {
      this(spec, source, options, interval, null);
    }

    private Factory(
        SpecFiles spec,
        ModelSource source,
        ScoringOptions options,
        Duration interval,
        JobModels models) {
      this.spec = spec;
      this.source = source;
      this.options = options;
      this.interval = interval;
      this.models = models;
    }

    /** The same for a job that follows orders, which may change to these models. */
    public Factory following(JobModels value) {
      return new Factory(spec, source, options, interval, value);
    }

    @Override
    public <T extends StreamOperator<Row>> T createStreamOperator(
        StreamOperatorParameters<Row> parameters) {
      return Operators.cast(new ScoreOperator(parameters, this));
    }

    @Override
    public Class<? extends StreamOperator<?>> getStreamOperatorClass(ClassLoader loader) {
      return ScoreOperator.class;
    }
  }
}
