package io.vigia.jobs.operators;

import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import io.vigia.jobs.control.JobModels;
import io.vigia.jobs.scoring.BatchScorer;
import io.vigia.jobs.scoring.ModelLoader;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.jobs.scoring.ScoringOptions;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.schemas.ControlCommand;
import java.time.Duration;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.operators.MailboxExecutor;
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

  private final transient MailboxExecutor mailbox;
  private final SpecFiles spec;
  private final ScoringOptions options;
  private final Duration interval;
  private final ModelSource source;
  private final JobModels models;
  private final StreamRecord<Row> out = new StreamRecord<>(null);

  private transient BatchScorer scorer;
  private transient OrderFollower follower;
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
          new OrderFollower(models, scorer, task, mailbox, getProcessingTimeService(), output);
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
