package io.vigia.engine.decide;

import io.vigia.engine.expr.Expression;
import io.vigia.engine.expr.ExpressionCompiler;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.RuleSpec;
import io.vigia.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;

/**
 * Which scored events alert: those whose score is at least the threshold and those that a rule
 * hits. Not thread safe: an operator makes its own.
 */
public final class Decider {
  private final double threshold;
  private final List<String> ruleNames;
  private final Expression[] conditions;
  private final Severity[] severities;

  /**
   * A decider of compiled rules.
   *
   * @param threshold scores from here on alert, in [0, 1]; NaN: no score alerts
   * @param rules the rules
   * @param conditions their conditions, compiled
   */
  Decider(double threshold, List<RuleSpec> rules, List<Expression> conditions) {
    this.threshold = threshold;
    this.ruleNames = rules.stream().map(RuleSpec::name).toList();
    this.severities = rules.stream().map(RuleSpec::severity).toArray(Severity[]::new);
    this.conditions = conditions.toArray(new Expression[0]);
  }

  /**
   * The decider of a detector.
   *
   * @param spec the checked detector
   * @param threshold scores from here on alert, in [0, 1]; NaN where only rules decide
   */
  public static Decider of(DetectorSpec spec, double threshold) {
    return of(spec, threshold, spec.rules());
  }

  /**
   * The decider of a detector with other rules than its own.
   *
   * @param spec the checked detector
   * @param threshold scores from here on alert, in [0, 1]; NaN where only rules decide
   * @param rules the rules
   * @throws io.vigia.engine.expr.ExpressionException when a condition is refused
   */
  public static Decider of(DetectorSpec spec, double threshold, List<RuleSpec> rules) {
    if (threshold < 0 || threshold > 1) {
      throw new IllegalArgumentException(
          "threshold is " + threshold + ", expected a number from 0 to 1");
    }
    List<String> names = new ArrayList<>();
    spec.event().schema().getFields().stream().map(Schema.Field::name).forEach(names::add);
    spec.features().forEach(feature -> names.addAll(feature.numberNames()));
    names.add(ExpressionCompiler.SCORE);
    ExpressionCompiler compiler = ExpressionCompiler.of(RowLayout.of(spec), spec.event().schema());
    List<Expression> conditions = new ArrayList<>();
    for (RuleSpec rule : rules) {
      conditions.add(compiler.condition(rule.when(), names));
    }
    return new Decider(threshold, rules, conditions);
  }

  /**
   * Compiles rules, to see whether they can be.
   *
   * @throws io.vigia.engine.expr.ExpressionException when a condition is refused
   */
  public static void check(DetectorSpec spec, List<RuleSpec> rules) {
    Objects.requireNonNull(of(spec, Double.NaN, rules));
  }

  /** Scores from here on alert; NaN where only rules decide. */
  public double threshold() {
    return threshold;
  }

  /** Names of the rules in their order. */
  public List<String> ruleNames() {
    return ruleNames;
  }

  /**
   * Decides on an event. Allocates nothing.
   *
   * @param row the event, scored where there is a model
   * @param into gets the verdict
   * @return whether it alerts, before suppression
   */
  public boolean decide(Row row, Verdict into) {
    return decide(row, threshold, into);
  }

  /**
   * Decides on an event by another threshold than the own one. Allocates nothing.
   *
   * @param row the event, scored where there is a model
   * @param threshold scores from here on alert; NaN: no score alerts
   * @param into gets the verdict
   * @return whether it alerts, before suppression
   */
  @SuppressWarnings("HidingField") // It stands in for the field, which is the other method's.
  public boolean decide(Row row, double threshold, Verdict into) {
    into.clear();
    // NaN on either side is below: no score, no alert by score.
    if (row.score >= threshold) {
      into.meetThreshold(severity(row.score, threshold));
    }
    for (int i = 0; i < conditions.length; i++) {
      if (conditions[i].evaluate(row) == 1) {
        into.hitRule(i, severities[i]);
      }
    }
    return into.alert();
  }

  /**
   * How severe a score is: the way from the threshold to 1 in four equal parts, LOW, MEDIUM, HIGH
   * and CRITICAL. So the severities stay spread out when the threshold moves.
   *
   * @param score at least the threshold
   */
  public static Severity severity(double score, double threshold) {
    double way = threshold < 1 ? (score - threshold) / (1 - threshold) : 1;
    if (way < 0.25) {
      return Severity.LOW;
    }
    if (way < 0.5) {
      return Severity.MEDIUM;
    }
    return way < 0.75 ? Severity.HIGH : Severity.CRITICAL;
  }
}
