package io.vigia.benchmarks.contender;

import io.vigia.engine.decide.AlertIds;
import io.vigia.engine.decide.Decider;
import io.vigia.engine.decide.Reasons;
import io.vigia.engine.decide.Suppression;
import io.vigia.engine.decide.Verdict;
import io.vigia.engine.model.Detector;
import io.vigia.engine.row.Keys;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.spec.AlertSpec;
import io.vigia.schemas.Alert;
import io.vigia.schemas.Source;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/**
 * Alerts of the rivals: the same threshold, rules, reasons and content as ours, so that none saves
 * work there. Not thread safe.
 */
public final class Alarms implements AutoCloseable {
  private static final int REASONS_BATCH = 64;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Detector detector;
  private final RowLayout layout;
  private final Decider decider;
  private final Verdict verdict = new Verdict();
  private final Reasons reasons;
  private final Scorer scorer;
  private final String topic;
  private final int suppressKey;
  private final Suppression suppression;

  /**
   * Alerts of a detector with a model.
   *
   * @param topic where the events were read
   */
  public Alarms(Detector detector, String topic) {
    this.detector = detector;
    this.layout = detector.layout();
    this.decider = Decider.of(detector.spec(), detector.threshold());
    this.reasons = new Reasons(layout.featureNames(), detector.reference().orElseThrow().usual());
    this.scorer = detector.newScorer(REASONS_BATCH);
    this.topic = topic;
    AlertSpec.Suppress suppress = detector.spec().alerts().suppress().orElseThrow();
    this.suppressKey = layout.keyIndex(suppress.key());
    this.suppression = Suppression.during(suppress.during());
  }

  /** Whether a scored event alerts, before suppression. */
  public boolean isCandidate(Row row) {
    return decider.decide(row, verdict);
  }

  /** The key by which alerts are held back. */
  public long suppressKey(Row row) {
    return row.keys[suppressKey];
  }

  /** How alerts of a key are held back. */
  public Suppression suppression() {
    return suppression;
  }

  /**
   * The alert of the event that {@link #isCandidate} was asked of last; without the event's bytes
   * where the row does not carry them.
   */
  public Alert alert(Row row) {
    String eventId = Keys.text(row.id, row.idText);
    Map<String, String> keys = new HashMap<>();
    for (int i = 0; i < row.keys.length; i++) {
      keys.put(layout.keyNames().get(i), Keys.text(row.keys[i], row.keyTexts[i]));
    }
    return Alert.newBuilder()
        .setId(AlertIds.id(detector.spec().name(), eventId))
        .setDetector(detector.spec().name())
        .setEventId(eventId)
        .setEventTime(Instant.EPOCH.plus(row.time, ChronoUnit.MICROS))
        .setDetectionTime(Instant.now())
        .setKeys(keys)
        .setScore(row.score)
        .setThreshold(decider.threshold())
        .setSeverity(verdict.severity())
        .setRules(verdict.rulesHit(decider.ruleNames()))
        .setReasons(reasons.explain(row.values, layout.firstFeature(), scorer))
        .setModel(detector.modelRef())
        .setTier(detector.tier())
        .setLate(row.late)
        .setSource(new Source(topic, row.partition, row.offset))
        .setEvent(row.payload == null ? NOTHING : ByteBuffer.wrap(row.payload))
        .build();
  }

  @Override
  public void close() {
    scorer.close();
  }
}
