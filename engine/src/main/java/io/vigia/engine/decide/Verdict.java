package io.vigia.engine.decide;

import io.vigia.schemas.Severity;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What a {@link Decider} says of an event. Reused from event to event by its operator. */
public final class Verdict {
  private final BitSet rules = new BitSet();
  private boolean byScore;
  private Severity severity = Severity.LOW;

  /** Whether the event alerts, before suppression. */
  public boolean alert() {
    return byScore || !rules.isEmpty();
  }

  /** Whether the score met the threshold. */
  public boolean byScore() {
    return byScore;
  }

  /** Whether a rule hit. */
  public boolean hit(int rule) {
    return rules.get(rule);
  }

  /** The rules that hit, by their names, in the order of the detector. */
  public List<String> rulesHit(List<String> names) {
    List<String> hit = new ArrayList<>(rules.cardinality());
    for (int i = rules.nextSetBit(0); i >= 0; i = rules.nextSetBit(i + 1)) {
      hit.add(names.get(i));
    }
    return hit;
  }

  /** The highest of what the rules hit say and what the score says; LOW where nothing alerts. */
  public Severity severity() {
    return severity;
  }

  void clear() {
    rules.clear();
    byScore = false;
    severity = Severity.LOW;
  }

  void meetThreshold(Severity of) {
    byScore = true;
    raise(of);
  }

  void hitRule(int rule, Severity of) {
    rules.set(rule);
    raise(of);
  }

  private void raise(Severity to) {
    if (to.compareTo(severity) > 0) {
      severity = to;
    }
  }
}
