package io.vigia.jobs;

import io.vigia.engine.features.FeatureProgram;
import io.vigia.engine.features.KeyedStage;
import io.vigia.engine.learned.LearnedTables;
import io.vigia.engine.model.Reference;
import io.vigia.engine.row.Row;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.jobs.control.JobModels;
import io.vigia.jobs.operators.ControlOperator;
import io.vigia.jobs.operators.DecideOperator;
import io.vigia.jobs.operators.DecodeOperator;
import io.vigia.jobs.operators.FeaturesOperator;
import io.vigia.jobs.operators.Metrics;
import io.vigia.jobs.operators.Ordering;
import io.vigia.jobs.operators.ScoreOperator;
import io.vigia.jobs.read.EventWatermarks;
import io.vigia.jobs.scoring.FolderModel;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.jobs.types.Incoming;
import io.vigia.jobs.types.Instruction;
import io.vigia.jobs.types.Scored;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.jobs.types.Types;
import io.vigia.schemas.Alert;
import io.vigia.schemas.ControlCommand;
import io.vigia.schemas.DeadLetter;
import io.vigia.schemas.MetricSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions.VertexDescriptionMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The topology of every detector. Sources and sinks are passed in, so that tests, the demo, offline
 * scoring and production run the same one:
 *
 * <pre>
 * events ─► decode ─► features by key 1 ─► features by key 2 ─► … ─► score ─► decide ─► suppress ─► alerts
 *             │ bad         ▲ (state, timers)    ▲ (state, timers)  (micro-    │         (by key,       (and audit)
 *             ▼             │                    │                   batches)  ▼          candidates
 *        dead letters       └──── labels ────────┘                         all scores     only)
 *             ▲                     ▲
 *             └── decode-labels ────┘ ◄─ labels
 *
 * commands ─► control ─► the last stage of features ─► score ─► decide: in band
 *
 * decode, decode-labels, control, score, smooth, adapt, suppress ─► metrics
 * </pre>
 *
 * <p>Where scores are smoothed over the events of a key, {@code smooth} stands between {@code
 * score} and {@code decide}; where thresholds adapt to a key, {@code adapt} decides of what is over
 * the floor, between {@code decide} and {@code suppress}.
 *
 * <p>Bytes become rows where they are read, since the watermark of each partition needs their
 * times; {@code decode} parts what could be read from what could not. {@code score} and {@code
 * decide} run in the task of the last stage; only candidates are shuffled to {@code suppress}.
 */
public final class DetectionPipeline {
  /** Fixed for good: it bounds the parallelism, and another one makes state unreadable. */
  public static final int MAX_PARALLELISM = 720;

  private static final String ALIGNMENT_GROUP = "vigia";

  /** A source may read one drift of event time in this time: a long one would throttle replays. */
  private static final Duration ALIGNED_EVERY = Duration.ofMillis(100);

  private final DetectorFiles files;
  private final SpecFiles specFiles;
  private final DetectorSpec spec;
  private final LearnedTables tables;
  private final PipelineOptions options;
  private final String topic;
  private final Source<Incoming, ?, ?> events;
  private final Optional<Source<Incoming, ?, ?>> labels;
  private final Optional<ModelSource> models;
  private final Optional<Sink<Alert>> alertSink;
  private final Optional<Sink<Alert>> auditSink;
  private final Optional<Sink<Scored>> scoreSink;
  private final Optional<Sink<DeadLetter>> deadLetterSink;
  private final Optional<Sink<MetricSample>> metricSink;
  private final Optional<Source<Instruction, ?, ?>> control;
  private final Optional<Sink<ControlCommand>> commandSink;
  private final Optional<JobModels> jobModels;

  private DetectionPipeline(Builder builder) {
    files = builder.files;
    specFiles = SpecFiles.of(files);
    spec = specFiles.spec();
    tables = Reference.tables(files);
    options = builder.options;
    if (builder.events == null) {
      throw new IllegalArgumentException("a pipeline needs a source of events: call events(...)");
    }
    events = builder.events;
    topic = builder.topic == null ? spec.event().topic() : builder.topic;
    labels = Optional.ofNullable(builder.labels);
    models =
        builder.model != null
            ? Optional.of(builder.model)
            : spec.model()
                .map(
                    described ->
                        new FolderModel(files, options.precision(), options.scoring().batchSize()));
    alertSink = Optional.ofNullable(builder.alerts);
    auditSink = Optional.ofNullable(builder.audit);
    scoreSink = Optional.ofNullable(builder.scores);
    deadLetterSink = Optional.ofNullable(builder.deadLetters);
    metricSink = Optional.ofNullable(builder.metrics);
    control = Optional.ofNullable(builder.control);
    commandSink = Optional.ofNullable(builder.commands);
    jobModels =
        control.map(
            source ->
                new JobModels(
                    files,
                    models.orElse(null),
                    options.precision(),
                    options.scoring().batchSize()));
  }

  /** A pipeline of the detector of a folder. */
  public static Builder of(DetectorFiles files) {
    return new Builder(files);
  }

  /**
   * Settings of every environment the pipeline runs in: no Kryo, no generated uids, rows handed on
   * without copies, low latency.
   *
   * @param bufferTimeout how long an output buffer waits to be filled
   */
  public static Configuration configuration(Duration bufferTimeout) {
    Configuration configuration = new Configuration();
    configuration.set(org.apache.flink.configuration.PipelineOptions.GENERIC_TYPES, false);
    configuration.set(org.apache.flink.configuration.PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(org.apache.flink.configuration.PipelineOptions.OBJECT_REUSE, true);
    configuration.set(
        org.apache.flink.configuration.PipelineOptions.MAX_PARALLELISM, MAX_PARALLELISM);
    configuration.set(
        org.apache.flink.configuration.PipelineOptions.VERTEX_DESCRIPTION_MODE,
        VertexDescriptionMode.CASCADING);
    configuration.set(
        org.apache.flink.configuration.ExecutionOptions.BUFFER_TIMEOUT, bufferTimeout);
    // Not for its size: what is not compressed is restored from the file byte by byte, a call of
    // the
    // system for each.
    configuration.set(org.apache.flink.configuration.ExecutionOptions.SNAPSHOT_COMPRESSION, true);
    return configuration;
  }

  /** Adds the whole topology to an environment. */
  public void build(StreamExecutionEnvironment environment) {
    Decoded decoded = decode(environment);
    Optional<ControlBranch> branch =
        control.map(
            source ->
                new ControlBranch(environment, source, specFiles, tables, jobModels.orElseThrow()));
    Featured featured = features(decoded, branch);
    ScoringBranch scoring =
        ScoringBranch.of(
            featured.rows(),
            new ScoringBranch.Settings(
                specFiles,
                options,
                models,
                jobModels,
                topic,
                scoreSink.isPresent(),
                metricsInterval()));
    SingleOutputStreamOperator<Row> scored = scoring.scored();
    SingleOutputStreamOperator<Alert> alerts = scoring.alerts();

    alertSink.ifPresent(sink -> alerts.sinkTo(sink).name("alerts").uid("alerts"));
    auditSink.ifPresent(sink -> alerts.sinkTo(sink).name("audit").uid("audit"));
    scoreSink.ifPresent(
        sink ->
            scoring
                .decided()
                .getSideOutput(DecideOperator.scores(specFiles))
                .sinkTo(sink)
                .name("scores")
                .uid("scores"));
    Optional<SingleOutputStreamOperator<ControlCommand>> judged =
        branch.map(each -> each.judge(scored));
    commandSink.ifPresent(
        sink ->
            judged
                .<DataStream<ControlCommand>>map(
                    verdicts -> verdicts.union(scored.getSideOutput(ScoreOperator.COMMANDS)))
                .orElseGet(() -> scored.getSideOutput(ScoreOperator.COMMANDS))
                .sinkTo(sink)
                .name("own-commands")
                .uid("own-commands")
                .setParallelism(1));
    Optional<SingleOutputStreamOperator<byte[]>> orders = branch.map(ControlBranch::orders);
    deadLetters(decoded, orders);
    List<DataStream<MetricSample>> samples = new ArrayList<>(featured.samples());
    samples.addAll(scoring.samples());
    orders.ifPresent(accepted -> samples.add(accepted.getSideOutput(Metrics.TAG)));
    judged.ifPresent(verdicts -> samples.add(verdicts.getSideOutput(Metrics.TAG)));
    metrics(decoded, samples);
  }

  /**
   * Adds the topology up to the last stage of features: what training sees.
   *
   * @return the events with their features
   */
  public DataStream<Row> buildFeatures(StreamExecutionEnvironment environment) {
    Decoded decoded = decode(environment);
    deadLetters(decoded, Optional.empty());
    return features(decoded, Optional.empty()).rows();
  }

  private record Decoded(
      SingleOutputStreamOperator<Row> events, Optional<SingleOutputStreamOperator<Row>> labels) {}

  private Decoded decode(StreamExecutionEnvironment environment) {
    EventWatermarks watermarks =
        options.watermarkEveryRows() > 0
            ? EventWatermarks.counted(spec.event(), options.watermarkEveryRows())
            : EventWatermarks.live(spec.event());
    SingleOutputStreamOperator<Row> rows =
        decode(
            environment,
            events,
            "events",
            watermarks,
            options.idleness(),
            DecodeOperator.EVENTS_UID);
    EventWatermarks labelWatermarks =
        options.ordering() == Ordering.ARRIVAL
            ? EventWatermarks.idle()
            : EventWatermarks.live(spec.event());
    return new Decoded(
        rows,
        labels.map(
            source ->
                decode(
                    environment,
                    source,
                    "labels",
                    labelWatermarks,
                    options.idleness(),
                    DecodeOperator.LABELS_UID)));
  }

  private SingleOutputStreamOperator<Row> decode(
      StreamExecutionEnvironment environment,
      Source<Incoming, ?, ?> source,
      String uid,
      EventWatermarks watermarks,
      Duration idleness,
      String decodeUid) {
    WatermarkStrategy<Incoming> strategy = watermarks;
    if (!idleness.isZero()) {
      strategy = strategy.withIdleness(idleness);
    }
    if (!options.maxDrift().isZero()) {
      strategy =
          strategy.withWatermarkAlignment(ALIGNMENT_GROUP, options.maxDrift(), ALIGNED_EVERY);
    }
    SingleOutputStreamOperator<Incoming> read =
        environment.fromSource(source, strategy, uid, Types.incoming(specFiles)).uid(uid);
    SingleOutputStreamOperator<Row> rows =
        read.transform(
                decodeUid,
                Types.row(specFiles),
                new DecodeOperator.Factory(
                    specFiles, tables, decodeUid, metricsInterval(), isKeyed()))
            .uid(decodeUid);
    if (options.sourceParallelism() > 0) {
      read.setParallelism(options.sourceParallelism());
      rows.setParallelism(options.sourceParallelism());
    }
    return rows;
  }

  /**
   * The stages of features.
   *
   * @param rows of the last one
   * @param samples of those that report
   */
  private record Featured(
      SingleOutputStreamOperator<Row> rows, List<DataStream<MetricSample>> samples) {}

  private Featured features(Decoded decoded, Optional<ControlBranch> branch) {
    DecodeOperator.Outputs outputs = DecodeOperator.Outputs.of(specFiles);
    DataStream<Row> truth = decoded.events().getSideOutput(outputs.labels());
    if (decoded.labels().isPresent()) {
      truth = truth.union(decoded.labels().get().getSideOutput(outputs.labels()));
    }
    SingleOutputStreamOperator<Row> rows = decoded.events();
    List<DataStream<MetricSample>> samples = new ArrayList<>();
    List<KeyedStage> stages = FeatureProgram.compile(spec).stages();
    for (KeyedStage stage : stages) {
      DataStream<Row> input = stage.usesLabels() ? rows.union(truth) : rows;
      boolean isLast = stage.index() == stages.size() - 1;
      rows =
          isLast && branch.isPresent()
              ? branch.get().stage(input, stage, options.ordering(), metricsInterval())
              : input
                  .keyBy(RowKey.of(stage), org.apache.flink.api.common.typeinfo.Types.LONG)
                  .transform(
                      FeaturesOperator.uid(stage),
                      Types.row(specFiles),
                      new FeaturesOperator(
                          specFiles,
                          tables,
                          stage.index(),
                          options.ordering(),
                          !isLast,
                          metricsInterval()))
                  .uid(FeaturesOperator.uid(stage));
      if (FeaturesOperator.isBounded(spec, stage)) {
        samples.add(rows.getSideOutput(Metrics.TAG));
      }
    }
    return new Featured(
        stages.isEmpty() && branch.isPresent()
            ? ScoringBranch.inTaskOf(rows, branch.get().relay(rows))
            : rows,
        samples);
  }

  private boolean isKeyed() {
    return !FeatureProgram.compile(spec).stages().isEmpty();
  }

  private void deadLetters(Decoded decoded, Optional<SingleOutputStreamOperator<byte[]>> orders) {
    DecodeOperator.Outputs outputs = DecodeOperator.Outputs.of(specFiles);
    deadLetterSink.ifPresent(
        sink -> {
          DataStream<DeadLetter> letters = decoded.events().getSideOutput(outputs.deadLetters());
          if (decoded.labels().isPresent()) {
            letters = letters.union(decoded.labels().get().getSideOutput(outputs.deadLetters()));
          }
          if (orders.isPresent()) {
            letters = letters.union(orders.get().getSideOutput(ControlOperator.DEAD_LETTERS));
          }
          letters.sinkTo(sink).name("dead-letters").uid("dead-letters");
        });
  }

  private void metrics(Decoded decoded, List<DataStream<MetricSample>> behind) {
    metricSink.ifPresent(
        sink -> {
          DataStream<MetricSample> samples = decoded.events().getSideOutput(Metrics.TAG);
          if (decoded.labels().isPresent()) {
            samples = samples.union(decoded.labels().get().getSideOutput(Metrics.TAG));
          }
          for (DataStream<MetricSample> each : behind) {
            samples = samples.union(each);
          }
          samples.sinkTo(sink).name("metrics").uid("metrics").setParallelism(1);
        });
  }

  private Duration metricsInterval() {
    return metricSink.isPresent() ? options.metricsInterval() : Duration.ZERO;
  }

  /** Collects what a pipeline is made of. */
  public static final class Builder {
    private final DetectorFiles files;
    private PipelineOptions options = PipelineOptions.live();
    private String topic;
    private Source<Incoming, ?, ?> events;
    private Source<Incoming, ?, ?> labels;
    private ModelSource model;
    private Sink<Alert> alerts;
    private Sink<Alert> audit;
    private Sink<Scored> scores;
    private Sink<DeadLetter> deadLetters;
    private Sink<MetricSample> metrics;
    private Source<Instruction, ?, ?> control;
    private Sink<ControlCommand> commands;

    private Builder(DetectorFiles files) {
      this.files = files;
    }

    /** How it runs; {@link PipelineOptions#live()} unless given. */
    public Builder options(PipelineOptions value) {
      options = value;
      return this;
    }

    /** Where the events come from; the only thing that must be given. */
    public Builder events(Source<Incoming, ?, ?> source) {
      events = source;
      return this;
    }

    /** What alerts name as the topic of the events; the detector's unless given. */
    public Builder eventsTopic(String value) {
      topic = value;
      return this;
    }

    /** Where the truth comes from, if it does not come with the events. */
    public Builder labels(Source<Incoming, ?, ?> source) {
      labels = source;
      return this;
    }

    /** What scores in place of the detector's own model. */
    public Builder model(ModelSource source) {
      model = source;
      return this;
    }

    /** Where alerts go, at once. */
    public Builder alertsTo(Sink<Alert> sink) {
      alerts = sink;
      return this;
    }

    /** Where alerts go a second time, such as an exactly-once topic. */
    public Builder auditTo(Sink<Alert> sink) {
      audit = sink;
      return this;
    }

    /** Where every scored event goes. */
    public Builder scoresTo(Sink<Scored> sink) {
      scores = sink;
      return this;
    }

    /** Where records go that could not be used. */
    public Builder deadLettersTo(Sink<DeadLetter> sink) {
      deadLetters = sink;
      return this;
    }

    /** Where the operators report. */
    public Builder metricsTo(Sink<MetricSample> sink) {
      metrics = sink;
      return this;
    }

    /**
     * Where commands come from that change models, thresholds and rules while the job runs. A job
     * without them, such as one over files, has nothing of it in its topology.
     */
    public Builder controlledBy(Source<Instruction, ?, ?> source) {
      control = source;
      return this;
    }

    /** Where commands go that the job gives itself; the same topic as they come from. */
    public Builder commandsTo(Sink<ControlCommand> sink) {
      commands = sink;
      return this;
    }

    /**
     * The pipeline.
     *
     * @throws io.vigia.engine.spec.SpecException when the detector is refused
     */
    public DetectionPipeline build() {
      return new DetectionPipeline(this);
    }
  }
}
