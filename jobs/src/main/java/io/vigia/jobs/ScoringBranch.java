package io.vigia.jobs;

import io.vigia.engine.features.FeatureProgram;
import io.vigia.engine.features.KeyedStage;
import io.vigia.engine.row.Row;
import io.vigia.jobs.control.JobModels;
import io.vigia.jobs.operators.AdaptOperator;
import io.vigia.jobs.operators.DecideOperator;
import io.vigia.jobs.operators.Metrics;
import io.vigia.jobs.operators.ScoreOperator;
import io.vigia.jobs.operators.SmoothOperator;
import io.vigia.jobs.operators.SuppressOperator;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.jobs.types.Candidate;
import io.vigia.jobs.types.Peak;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.jobs.types.Types;
import io.vigia.schemas.Alert;
import io.vigia.schemas.MetricSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * From features to alerts:
 *
 * <pre>
 * features ─► score ─► smooth ─► decide ────────────► suppress ─► alerts
 *              where the         │ over the floor   ▲
 *              detector does     └────► adapt ──────┘ where thresholds adapt to a key
 * </pre>
 *
 * @param scored what was scored, with the operator's side outputs
 * @param smoothed the same, smoothed; empty where scores are not
 * @param decided candidates, with the operator's side outputs
 * @param adapted candidates by the thresholds of keys; empty where one holds for all
 * @param alerts those that are not suppressed
 */
record ScoringBranch(
    SingleOutputStreamOperator<Row> scored,
    Optional<SingleOutputStreamOperator<Row>> smoothed,
    SingleOutputStreamOperator<Candidate> decided,
    Optional<SingleOutputStreamOperator<Candidate>> adapted,
    SingleOutputStreamOperator<Alert> alerts) {

  /**
   * How scores are made and decided.
   *
   * @param spec the detector
   * @param model its model; empty where only rules decide
   * @param jobModels the models that commands may change to; empty in jobs without commands
   * @param topic what alerts name as the topic of the events
   * @param emitScores whether every scored event leaves
   * @param interval how often samples are reported
   */
  record Settings(
      SpecFiles spec,
      PipelineOptions options,
      Optional<ModelSource> model,
      Optional<JobModels> jobModels,
      String topic,
      boolean emitScores,
      Duration interval) {}

  /** Adds the operators behind the features. */
  static ScoringBranch of(SingleOutputStreamOperator<Row> featured, Settings settings) {
    SingleOutputStreamOperator<Row> scored = score(featured, settings);
    Optional<SingleOutputStreamOperator<Row>> smoothed = smooth(scored, settings);
    SingleOutputStreamOperator<Candidate> decided = decide(smoothed.orElse(scored), settings);
    Optional<SingleOutputStreamOperator<Candidate>> adapted = adapt(decided, settings);
    return new ScoringBranch(
        scored,
        smoothed,
        decided,
        adapted,
        suppress(adapted.<DataStream<Candidate>>map(decided::union).orElse(decided), settings));
  }

  private static SingleOutputStreamOperator<Row> score(
      SingleOutputStreamOperator<Row> featured, Settings settings) {
    ScoreOperator.Factory factory =
        new ScoreOperator.Factory(
            settings.spec,
            settings.model.orElse(null),
            settings.options.scoring(),
            settings.interval);
    return inTaskOf(
        featured,
        featured
            .transform(
                ScoreOperator.UID,
                Types.row(settings.spec),
                settings.jobModels.map(factory::following).orElse(factory))
            .uid(ScoreOperator.UID));
  }

  /** Rows still come by the key of the last stage, and their tasks stay together. */
  private static Optional<SingleOutputStreamOperator<Row>> smooth(
      DataStream<Row> scored, Settings settings) {
    if (settings.spec.spec().smooth().isEmpty()) {
      return Optional.empty();
    }
    List<KeyedStage> stages = FeatureProgram.compile(settings.spec.spec()).stages();
    return Optional.of(
        DataStreamUtils.reinterpretAsKeyedStream(
                scored,
                RowKey.of(stages.get(stages.size() - 1)),
                org.apache.flink.api.common.typeinfo.Types.LONG)
            .transform(
                SmoothOperator.UID,
                Types.row(settings.spec),
                new SmoothOperator(settings.spec, settings.model.orElse(null), settings.interval))
            .uid(SmoothOperator.UID));
  }

  private static SingleOutputStreamOperator<Candidate> decide(
      SingleOutputStreamOperator<Row> scored, Settings settings) {
    return inTaskOf(
        scored,
        scored
            .transform(
                DecideOperator.UID,
                Types.candidate(),
                new DecideOperator(
                    settings.spec,
                    settings.model.orElse(null),
                    settings.topic,
                    settings.emitScores))
            .uid(DecideOperator.UID));
  }

  /** Without keyed stages the source's parallelism holds to the end, so that operators chain. */
  static <T> SingleOutputStreamOperator<T> inTaskOf(
      SingleOutputStreamOperator<?> before, SingleOutputStreamOperator<T> operator) {
    return operator.getParallelism() == before.getParallelism()
        ? operator
        : operator.setParallelism(before.getParallelism());
  }

  /** The threshold of a key decides of its peaks, which are few. */
  private static Optional<SingleOutputStreamOperator<Candidate>> adapt(
      SingleOutputStreamOperator<Candidate> decided, Settings settings) {
    return settings
        .spec
        .spec()
        .alerts()
        .adapt()
        .map(
            adapt ->
                decided
                    .getSideOutput(DecideOperator.PEAKS)
                    .keyBy(new PeakKey(), org.apache.flink.api.common.typeinfo.Types.LONG)
                    .transform(
                        AdaptOperator.UID,
                        Types.candidate(),
                        new AdaptOperator(
                            settings.spec, settings.options.ordering(), settings.interval))
                    .uid(AdaptOperator.UID));
  }

  private static SingleOutputStreamOperator<Alert> suppress(
      DataStream<Candidate> candidates, Settings settings) {
    return candidates
        .keyBy(new CandidateKey(), org.apache.flink.api.common.typeinfo.Types.LONG)
        .transform(
            SuppressOperator.UID,
            Types.avro(Alert.class),
            new SuppressOperator(settings.spec, settings.options.ordering(), settings.interval))
        .uid(SuppressOperator.UID);
  }

  /** What the operators report. */
  List<DataStream<MetricSample>> samples() {
    List<DataStream<MetricSample>> samples = new ArrayList<>();
    samples.add(scored.getSideOutput(Metrics.TAG));
    smoothed.ifPresent(rows -> samples.add(rows.getSideOutput(Metrics.TAG)));
    adapted.ifPresent(peaks -> samples.add(peaks.getSideOutput(Metrics.TAG)));
    samples.add(alerts.getSideOutput(Metrics.TAG));
    return samples;
  }

  /** The key of suppression. */
  private static final class CandidateKey implements KeySelector<Candidate, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public Long getKey(Candidate candidate) {
      return candidate.key();
    }
  }

  /** The key whose threshold decides. */
  private static final class PeakKey implements KeySelector<Peak, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public Long getKey(Peak peak) {
      return peak.key();
    }
  }
}
