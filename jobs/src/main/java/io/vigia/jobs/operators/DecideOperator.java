package io.vigia.jobs.operators;

import io.vigia.engine.control.ControlOrder;
import io.vigia.engine.control.ControlState;
import io.vigia.engine.control.ControlState.Serving;
import io.vigia.engine.decide.AlertIds;
import io.vigia.engine.decide.Decider;
import io.vigia.engine.decide.Verdict;
import io.vigia.engine.model.DetectorException;
import io.vigia.engine.row.Keys;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import io.vigia.engine.row.RowPool;
import io.vigia.engine.score.Model;
import io.vigia.engine.score.ScoreLevels.Tail;
import io.vigia.engine.score.ScoringException;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.SpecException;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.jobs.types.Candidate;
import io.vigia.jobs.types.Peak;
import io.vigia.jobs.types.Scored;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.jobs.types.Types;
import io.vigia.schemas.Alert;
import io.vigia.schemas.Reason;
import io.vigia.schemas.Source;
import io.vigia.schemas.Tier;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Decides which scored events alert, by threshold and rules, and says why. Only these leave by the
 * main output; every scored event leaves by a side output where somebody listens.
 *
 * <p>Where thresholds adapt to a key, scores over the floor of the model's tail leave by a side
 * output, for that threshold to decide. That of an order holds for all keys, and that of the rung
 * below the model too.
 */
public final class DecideOperator extends AbstractStreamOperator<Candidate>
    implements OneInputStreamOperator<Row, Candidate> {
  private static final long serialVersionUID = 1L;

  /** Uid of the operator. */
  public static final String UID = "decide";

  /** Candidates of which the threshold of a key decides. */
  public static final OutputTag<Peak> PEAKS = new OutputTag<>("peaks", Types.peak());

  private final SpecFiles specFiles;
  private final ModelSource source;
  private final boolean emitScores;
  private final String topic;
  private final OutputTag<Scored> scores;

  private transient DetectorSpec spec;
  private transient RowLayout layout;
  private transient Model own;
  private transient Model unnamed;
  private transient Model answering;
  private transient double threshold;
  private transient OptionalDouble ordered;
  private transient Explainers explainers;
  private transient Decider decider;
  private transient Verdict verdict;
  private transient RowPool pool;
  private transient int suppressKey;
  private transient int adaptKey;
  private transient Tail tail;
  private transient boolean isOrdered;
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
    pool = RowPool.ofThread();
    spec = specFiles.spec();
    layout = specFiles.layout();
    verdict = new Verdict();
    adaptKey = spec.alerts().adapt().map(adapt -> layout.keyIndex(adapt.key())).orElse(-1);
    ordered = OptionalDouble.empty();
    threshold = Double.NaN;
    if (source != null) {
      own = own();
      unnamed = own;
      use(own);
    }
    explainers = new Explainers(layout.featureNames(), layout.firstFeature());
    decider = Decider.of(spec, Double.NaN);
    suppressKey =
        spec.alerts().suppress().map(suppress -> layout.keyIndex(suppress.key())).orElse(-1);
    candidates = getMetricGroup().counter("candidates");
    unexplained = getMetricGroup().counter("unexplained");
  }

  @Override
  public void processElement(StreamRecord<Row> element) {
    Row row = element.getValue();
    if (row.kind == Row.Kind.CONTROL) {
      follow(ControlOrder.of(row.payload).state());
      return;
    }
    if (row.model != answering && !Double.isNaN(row.score)) {
      // A row that was written and read on its way here has lost its model.
      use(row.model == null ? unnamed : row.model);
    }
    boolean isPeak = tail != null && row.score >= tail.floor();
    boolean alert = decider.decide(row, isPeak ? Double.NaN : threshold, verdict);
    if (alert || isPeak) {
      candidates.inc();
      long key = suppressKey >= 0 ? row.keys[suppressKey] : row.id;
      Candidate candidate = new Candidate(alert(row), key, row.id, row.ingestMillis);
      if (isPeak) {
        alert |= row.score >= threshold;
        output.collect(
            PEAKS,
            new StreamRecord<>(
                new Peak(candidate, row.keys[adaptKey], tail), element.getTimestamp()));
      } else {
        output.collect(new StreamRecord<>(candidate, element.getTimestamp()));
      }
      // It is the alert's now.
      row.payload = null;
    }
    if (emitScores) {
      row.payload = null;
      output.collect(
          scores,
          new StreamRecord<>(
              new Scored(row, alert, row.model == null ? null : row.model.ref()),
              element.getTimestamp()));
    } else {
      pool.give(row);
    }
  }

  /** The detector's model; where it cannot be loaded now, what answers in its place. */
  private Model own() {
    try {
      return source.load();
    } catch (DetectorException | SpecException e) {
      throw e;
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      LOG.warn("{}: decides without the model, which cannot be loaded", spec.name(), e);
      return source.fallback().orElse(null);
    }
  }

  /** Takes the threshold of the model that answered. */
  private void use(Model model) {
    answering = model;
    if (model != null) {
      boolean isModel = model.tier() != Tier.PCA;
      threshold = isModel ? ordered.orElse(model.threshold()) : model.threshold();
      tail = adaptKey >= 0 && isModel && !isOrdered ? model.levels().tail().orElse(null) : null;
    }
  }

  /** What holds for the rows that come from here on. */
  private void follow(ControlState state) {
    decider = Decider.of(spec, Double.NaN, state.rules());
    ordered = state.active().stream().mapToDouble(Serving::threshold).findFirst();
    isOrdered =
        state.active().flatMap(serving -> state.known(serving.model())).stream()
            .anyMatch(model -> ordered.isPresent() && model.threshold() != ordered.getAsDouble());
    unnamed = state.isOwnActive() ? own : null;
    tail = null;
    // What answers next says whether the threshold is its own.
    answering = null;
    threshold = ordered.orElse(Double.NaN);
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
        .setRawScore(Double.isNaN(row.rawScore) ? null : row.rawScore)
        .setThreshold(Double.isNaN(threshold) ? null : threshold)
        .setSeverity(verdict.severity())
        .setRules(verdict.rulesHit(decider.ruleNames()))
        .setReasons(answered && answering != null ? explain(row) : List.of())
        .setModel(answered && answering != null ? answering.ref() : null)
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
      return explainers.explain(answering, row.values);
    } catch (ScoringException e) {
      unexplained.inc();
      LOG.warn("{}: alert without reasons", spec.name(), e);
      return List.of();
    }
  }

  @Override
  public void close() throws Exception {
    if (explainers != null) {
      explainers.close();
      explainers = null;
    }
    super.close();
  }
}
