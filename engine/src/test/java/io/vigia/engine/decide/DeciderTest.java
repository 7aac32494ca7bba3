package io.vigia.engine.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.engine.row.Row;
import io.vigia.engine.spec.AlertSpec;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.EventSpec;
import io.vigia.engine.spec.FeatureSpec;
import io.vigia.engine.spec.RuleSpec;
import io.vigia.schemas.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeciderTest {
  private static final Schema SCHEMA =
      SchemaBuilder.record("Event").fields().requiredLong("id").requiredDouble("size").endRecord();

  private static DetectorSpec spec(RuleSpec... rules) {
    return spec(SCHEMA, new FeatureSpec.Field("amount", "size", 1), rules);
  }

  private static DetectorSpec spec(Schema schema, FeatureSpec feature, RuleSpec... rules) {
    return new DetectorSpec(
        "d",
        new EventSpec(
            schema,
            "t",
            "id",
            "id",
            Duration.ZERO,
            new EventSpec.Validity(0, 1, Duration.ZERO),
            List.of()),
        Optional.empty(),
        List.of(feature),
        Set.of(),
        Optional.empty(),
        new AlertSpec(Optional.empty(), OptionalDouble.empty(), Optional.empty()),
        List.of(rules));
  }

  private static Row row(double amount, double score) {
    Row row = new Row();
    row.values = new double[] {1, amount, amount};
    row.score = score;
    return row;
  }

  private final Verdict verdict = new Verdict();

  @Test
  void scores_from_the_threshold_on_alert() {
    Decider decider = Decider.of(spec(), 0.6);
    assertThat(decider.decide(row(0, 0.6), verdict)).isTrue();
    assertThat(verdict.byScore()).isTrue();
    assertThat(verdict.severity()).isEqualTo(Severity.LOW);
    assertThat(decider.decide(row(0, 0.5999), verdict)).isFalse();
    assertThat(verdict.alert()).isFalse();
    assertThat(decider.decide(row(0, Double.NaN), verdict)).isFalse();
  }

  @Test
  void rules_ask_about_each_number_of_an_array() {
    Schema schema =
        SchemaBuilder.record("Event")
            .fields()
            .requiredLong("id")
            .name("values")
            .type(Schema.createArray(Schema.create(Schema.Type.DOUBLE)))
            .noDefault()
            .endRecord();
    FeatureSpec values = new FeatureSpec.Field("values", "values", 2);
    Decider decider =
        Decider.of(
            spec(schema, values, new RuleSpec("second", "values_1 > 2.0", Severity.LOW)), 0.9);
    Row row = new Row();
    row.values = new double[] {7, 0, 3, 0, 3};
    assertThat(decider.decide(row, verdict)).isTrue();
    row.values = new double[] {7, 3, 0, 3, 0};
    assertThat(decider.decide(row, verdict)).isFalse();
  }

  @Test
  void rules_alert_whatever_the_score() {
    Decider decider =
        Decider.of(
            spec(
                new RuleSpec("large", "amount > 220.0", Severity.HIGH),
                new RuleSpec("odd", "size > 500.0 && score < 0.1", Severity.CRITICAL),
                new RuleSpec("any", "amount > 0.0", Severity.LOW)),
            0.9);
    assertThat(decider.ruleNames()).containsExactly("large", "odd", "any");
    assertThat(decider.decide(row(221, 0.2), verdict)).isTrue();
    assertThat(verdict.byScore()).isFalse();
    assertThat(verdict.rulesHit(decider.ruleNames())).containsExactly("large", "any");
    assertThat(verdict.hit(1)).isFalse();
    assertThat(verdict.severity()).isEqualTo(Severity.HIGH);
    assertThat(decider.decide(row(501, 0.05), verdict)).isTrue();
    assertThat(verdict.severity()).isEqualTo(Severity.CRITICAL);
    // The score says more than the rule.
    assertThat(decider.decide(row(1, 0.99), verdict)).isTrue();
    assertThat(verdict.rulesHit(decider.ruleNames())).containsExactly("any");
    assertThat(verdict.severity()).isEqualTo(Severity.CRITICAL);
    // Nothing of the last event is left.
    assertThat(decider.decide(row(0, 0), verdict)).isFalse();
    assertThat(verdict.rulesHit(decider.ruleNames())).isEmpty();
    assertThat(verdict.severity()).isEqualTo(Severity.LOW);
  }

  @Test
  void without_a_model_only_rules_alert_and_a_missing_value_hits_none() {
    Decider decider =
        Decider.of(spec(new RuleSpec("large", "amount > 220.0", Severity.MEDIUM)), Double.NaN);
    assertThat(decider.threshold()).isNaN();
    assertThat(decider.decide(row(300, Double.NaN), verdict)).isTrue();
    assertThat(decider.decide(row(Double.NaN, Double.NaN), verdict)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0.8, 0.8, LOW",
    "0.84, 0.8, LOW",
    "0.86, 0.8, MEDIUM",
    "0.91, 0.8, HIGH",
    "0.96, 0.8, CRITICAL",
    "1, 0.8, CRITICAL",
    "1, 1, CRITICAL",
    "0.1, 0, LOW"
  })
  void severity_is_the_way_from_the_threshold_to_one(
      double score, double threshold, Severity severity) {
    assertThat(Decider.severity(score, threshold)).isEqualTo(severity);
  }

  @Test
  void refuses_a_threshold_that_is_no_score() {
    assertThatThrownBy(() -> Decider.of(spec(), 1.5))
        .hasMessage("threshold is 1.5, expected a number from 0 to 1");
  }
}
