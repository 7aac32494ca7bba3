package io.vigia.jobs.operators;

import io.vigia.engine.decide.AlertIds;
import io.vigia.engine.decide.Decider;
import io.vigia.engine.decide.Reasons;
import io.vigia.engine.decide.Verdict;
import io.vigia.engine.row.Keys;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.score.ScoringException;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.jobs.types.Candidate;
import io.vigia.jobs.types.Scored;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.jobs.types.Types;
import io.vigia.schemas.Alert;
import io.vigia.schemas.Reason;
import io.vigia.schemas.Source;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Decides which scored events alert, by threshold and rules, and says why. Only these leave by the
 * main output; every scored event leaves by a side output where somebody listens.
 */
public final class DecideOperator extends AbstractStreamOperator<Candidate>
    implements OneInputStreamOperator<Row, Candidate> {
  private static final long serialVersionUID = 1L;

  /** Uid of the operator. */
  public static final String UID = "decide";

  /** Rows of a batch in which reasons are found: the event and its variants. */
  private static final int REASONS_BATCH = 64;

  private final SpecFiles specFiles;
  private final ModelSource source;
  private final boolean emitScores;
  private final String topic;
  private final OutputTag<Scored> scores;

  private transient DetectorSpec spec;
  private transient RowLayout layout;
  private transient ModelSource.Loaded model;
  private transient Scorer scorer;
  private transient Reasons reasons;
  private transient Decider decider;
  private transient Verdict verdict;
  private transient int suppressKey;
  private transient Counter candidates;
  private transient Counter unexplained;

  /**
   * The operator of a detector.
   *
   * @param specFiles the detector
   * @param source its model; {@code null} where only rules decide
   * @param topic where the events were read, for the alerts
   * @param emitScores whether every scored event is emitted
   */
  public DecideOperator(SpecFiles specFiles, ModelSource source, String topic, boolean emitScores) {
    this.specFiles = specFiles;
    this.source = source;
    this.topic = topic;
    this.emitScores = emitScores;
    this.scores = scores(specFiles);
  }

  /** The side output of every scored event. */
  public static OutputTag<Scored> scores(SpecFiles spec) {
    return new OutputTag<>("scores", Types.scored(spec));
  }

  @Override
  public void open() throws Exception {
    super.open();
    spec = specFiles.spec();
    layout = specFiles.layout();
    verdict = new Verdict();
    double threshold = Double.NaN;
    if (source != null) {
      model = source.load();
      threshold = model.threshold();
      scorer = model.scorers().apply(REASONS_BATCH);
      reasons = new Reasons(layout.featureNames(), model.usual());
    }
    decider = Decider.of(spec, threshold);
    suppressKey =
        spec.alerts().suppress().map(suppress -> layout.keyIndex(suppress.key())).orElse(-1);
    candidates = getMetricGroup().counter("candidates");
    unexplained = getMetricGroup().counter("unexplained");
  }

  @Override
  public void processElement(StreamRecord<Row> element) {
    Row row = element.getValue();
    boolean alert = decider.decide(row, verdict);
    if (alert) {
      candidates.inc();
      long key = suppressKey >= 0 ? row.keys[suppressKey] : row.id;
      output.collect(
          new StreamRecord<>(
              new Candidate(alert(row), key, row.id, row.ingestMillis), element.getTimestamp()));
    }
    if (emitScores) {
      row.payload = null;
      output.collect(scores, new StreamRecord<>(new Scored(row, alert), element.getTimestamp()));
    }
  }

  private Alert alert(Row row) {
    String eventId = Keys.text(row.id, row.idText);
    boolean answered = !Double.isNaN(row.score);
    return Alert.newBuilder()
        .setId(AlertIds.id(spec.name(), eventId))
        .setDetector(spec.name())
        .setEventId(eventId)
        .setEventTime(Instant.EPOCH.plus(row.time, ChronoUnit.MICROS))
        .setDetectionTime(
            Instant.ofEpochMilli(getProcessingTimeService().getCurrentProcessingTime()))
        .setKeys(keys(row))
        .setScore(answered ? row.score : null)
        .setThreshold(model == null ? null : decider.threshold())
        .setSeverity(verdict.severity())
        .setRules(verdict.rulesHit(decider.ruleNames()))
        .setReasons(answered ? explain(row) : List.of())
        .setModel(answered ? model.ref() : null)
        .setTier(row.tier)
        .setLate(row.late)
        .setSource(new Source(topic, row.partition, row.offset))
        .setEvent(ByteBuffer.wrap(row.payload))
        .build();
  }

  private Map<String, String> keys(Row row) {
    Map<String, String> keys = new TreeMap<>();
    List<String> names = layout.keyNames();
    for (int i = 0; i < names.size(); i++) {
      keys.put(names.get(i), Keys.text(row.keys[i], row.keyTexts[i]));
    }
    return keys;
  }

  /** An alert without reasons is better than none. */
  private List<Reason> explain(Row row) {
    try {
      return reasons.explain(row.values, layout.firstFeature(), scorer);
    } catch (ScoringException e) {
      unexplained.inc();
      LOG.warn("{}: alert without reasons", spec.name(), e);
      return List.of();
    }
  }

  @Override
  public void close() throws Exception {
    if (scorer != null) {
      scorer.close();
      scorer = null;
    }
    super.close();
  }
}
