package io.vigia.jobs.operators;

import io.vigia.engine.row.Row;
import io.vigia.engine.score.Model;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.score.ScoringException;
import io.vigia.jobs.scoring.ModelMetrics;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.schemas.Tier;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.metrics.Counter;
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
import org.apache.flink.util.clock.Clock;

/**
 * Scores rows in micro-batches, in their order.
 *
 * <p>Work-conserving: rows are gathered as long as the input has more of them, up to the largest
 * batch, and scored the moment it runs dry. Whether it did is asked by a mail to the own mailbox,
 * which gets its turn between two records: when no row came since its last turn, there was none. So
 * a lonely row does not wait for a timer, and a busy input makes full batches by itself.
 *
 * <p>Nothing is in flight at a checkpoint, and watermarks stay behind the rows before them. An
 * event that the model fails on goes on unscored ({@link Tier#RULES}, score NaN): never as a score
 * of 0.
 */
public final class ScoreOperator extends AbstractStreamOperator<Row>
    implements OneInputStreamOperator<Row, Row>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  /** Uid of the operator. */
  public static final String UID = "score";

  private final transient MailboxExecutor mailbox;
  private final int firstFeature;
  private final String detector;
  private final Duration interval;
  private final Optional<ModelSource> source;
  private final Row[] batch;
  private final long[] timestamps;
  private final StreamRecord<Row> out = new StreamRecord<>(null);

  private transient Scorer scorer;
  private transient Model model;
  private transient Map<String, Double> modelMetrics = Map.of();
  private transient int size;
  private transient long arrived;
  private transient long arrivedAtLastLook;
  private transient boolean looking;
  private transient Watermark held;

  private transient Clock clock;
  private transient Counter scored;
  private transient Counter failures;
  private transient Counter batches;
  private transient Histogram batchSizes;
  private transient Histogram modelMicros;
  private transient long reportedScored;
  private transient long modelNanos;
  private transient long reportedModelNanos;
  private transient SampleReporter reporter;

  private ScoreOperator(StreamOperatorParameters<Row> parameters, Factory factory) {
    super(parameters);
    this.mailbox = parameters.getMailboxExecutor();
    this.firstFeature = factory.spec.layout().firstFeature();
    this.detector = factory.spec.spec().name();
    this.interval = factory.interval;
    this.source = Optional.ofNullable(factory.source);
    this.batch = new Row[factory.capacity];
    this.timestamps = new long[factory.capacity];
  }

  @Override
  public void open() throws Exception {
    super.open();
    if (source.isPresent()) {
      ModelSource.Loaded loaded = source.get().load();
      scorer = loaded.newScorer(batch.length);
      model = loaded;
      ModelMetrics metrics = new ModelMetrics(loaded);
      metrics.register(getMetricGroup());
      modelMetrics = metrics.values();
    }
    clock = getProcessingTimeService().getClock();
    openMetrics();
  }

  private void openMetrics() {
    scored = getMetricGroup().counter("scored");
    failures = getMetricGroup().counter("scoring_failures");
    batches = getMetricGroup().counter("batches");
    batchSizes = new Histogram(3);
    modelMicros = new Histogram(3);
    getMetricGroup().gauge("batch_size_mean", () -> batchSizes.getMean());
    getMetricGroup()
        .gauge("model_us_per_record", () -> modelNanos / 1e3 / Math.max(1, scored.getCount()));
    reporter =
        new SampleReporter(
            detector,
            UID,
            getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
            interval,
            getProcessingTimeService(),
            (values, seconds) -> {
              long rows = scored.getCount() - reportedScored;
              values.put("scored_total", (double) scored.getCount());
              values.put("scored_per_second", rows / seconds);
              values.put("scoring_failures_total", (double) failures.getCount());
              values.put("batch_size_mean", batchSizes.getMean());
              values.put("batch_size_max", (double) batchSizes.getMaxValue());
              values.put("model_us_mean", modelMicros.getMean());
              values.put("model_us_p99", (double) modelMicros.getValueAtPercentile(99));
              values.put(
                  "model_us_per_record",
                  (modelNanos - reportedModelNanos) / 1e3 / Math.max(1, rows));
              values.putAll(modelMetrics);
              reportedScored = scored.getCount();
              reportedModelNanos = modelNanos;
              batchSizes.reset();
              modelMicros.reset();
            },
            sample -> output.collect(Metrics.TAG, new StreamRecord<>(sample)));
    reporter.start();
  }

  @Override
  public void processElement(StreamRecord<Row> element) {
    Row row = element.getValue();
    batch[size] = row;
    timestamps[size] = element.getTimestamp();
    size++;
    arrived++;
    if (size == batch.length) {
      flush();
    } else if (!looking) {
      looking = true;
      // The row before this one: the first look comes before the input was asked for another row.
      arrivedAtLastLook = arrived - 1;
      mailbox.execute(this::look, "score when the input is dry");
    }
  }

  /** Flushes when no row came since the last look, else looks again after the next one. */
  private void look() {
    if (size > 0 && arrived != arrivedAtLastLook) {
      arrivedAtLastLook = arrived;
      mailbox.execute(this::look, "score when the input is dry");
      return;
    }
    looking = false;
    flush();
  }

  private void flush() {
    int rows = size;
    if (rows > 0) {
      score(rows);
      size = 0;
      for (int i = 0; i < rows; i++) {
        Row row = batch[i];
        batch[i] = null;
        output.collect(out.replace(row, timestamps[i]));
      }
    }
    if (held != null) {
      Watermark mark = held;
      held = null;
      forward(mark);
    }
  }

  private void score(int rows) {
    if (scorer == null) {
      for (int i = 0; i < rows; i++) {
        unscored(batch[i]);
      }
      return;
    }
    long start = clock.relativeTimeNanos();
    try {
      run(0, rows);
    } catch (ScoringException e) {
      LOG.warn("{}: the model fails on a batch of {}; one by one", detector, rows, e);
      for (int i = 0; i < rows; i++) {
        scoreAlone(i);
      }
    }
    long nanos = clock.relativeTimeNanos() - start;
    modelNanos += nanos;
    modelMicros.recordValue(Math.max(0, nanos / 1000));
    batchSizes.recordValue(rows);
    batches.inc();
  }

  private void run(int first, int rows) {
    for (int i = 0; i < rows; i++) {
      scorer.put(i, batch[first + i].values, firstFeature);
    }
    scorer.run(rows);
    for (int i = 0; i < rows; i++) {
      Row row = batch[first + i];
      row.score = scorer.score(i);
      row.tier = model.tier();
      row.model = model;
    }
    scored.inc(rows);
  }

  /** So that one event that the model fails on takes no other with it. */
  private void scoreAlone(int i) {
    try {
      run(i, 1);
    } catch (ScoringException e) {
      failures.inc();
      unscored(batch[i]);
    }
  }

  private static void unscored(Row row) {
    row.score = Double.NaN;
    row.tier = Tier.RULES;
    row.model = null;
  }

  @Override
  public void processWatermark(Watermark mark) {
    if (size == 0) {
      forward(mark);
    } else {
      held = mark;
    }
  }

  private void forward(Watermark mark) {
    try {
      super.processWatermark(mark);
    } catch (Exception e) {
      throw new IllegalStateException("cannot forward " + mark, e);
    }
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    flush();
    super.processWatermarkStatus(status);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    flush();
  }

  @Override
  public void endInput() {
    flush();
  }

  @Override
  public void finish() throws Exception {
    flush();
    reporter.finish();
    super.finish();
  }

  @Override
  public void close() throws Exception {
    if (scorer != null) {
      scorer.close();
      scorer = null;
    }
    super.close();
  }

  /** Makes the operator. */
  public static final class Factory extends AbstractStreamOperatorFactory<Row>
      implements OneInputStreamOperatorFactory<Row, Row> {
    private static final long serialVersionUID = 1L;

    private final SpecFiles spec;
    private final ModelSource source;
    private final int capacity;
    private final Duration interval;

    /**
     * The operator of a detector.
     *
     * @param spec the detector
     * @param source its model; {@code null} where only rules decide
     * @param capacity largest batch
     * @param interval how often samples are reported; zero for never
     */
    public Factory(SpecFiles spec, ModelSource source, int capacity, Duration interval) {
      this.spec = spec;
      this.source = source;
      this.capacity = capacity;
      this.interval = interval;
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
