package io.vigia.engine.spec;

import io.vigia.engine.expr.ExpressionCompiler;
import io.vigia.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the section {@code rules}. */
final class RuleReader {
  private static final List<String> KEYS = List.of("name", "when", "severity");
  private static final List<String> SEVERITIES = List.of("low", "medium", "high", "critical");

  private static final String EXAMPLE = "{name: large, when: \"amount > 220\", severity: high}";

  private RuleReader() {}

  static List<RuleSpec> read(YamlMap top, Scope scope) {
    List<String> visible = scope.visibleNames();
    if (top.has("model")) {
      visible.add(ExpressionCompiler.SCORE);
    }
    List<RuleSpec> rules = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (YamlMap rule : top.maps("rules", "rule", EXAMPLE)) {
      rule.allow(KEYS);
      Optional<String> name = Names.rule(rule);
      name.ifPresent(known -> Names.checkUnique(rule, known, names, "rule"));
      name.ifPresent(names::add);
      Optional<String> when = rule.requiredText("when", "a condition, such as \"amount > 220\"");
      when.ifPresent(source -> scope.checkCondition(rule, "when", source, visible));
      Severity severity = severity(rule);
      if (name.isPresent() && when.isPresent()) {
        rules.add(new RuleSpec(name.get(), when.get(), severity));
      }
    }
    return rules;
  }

  private static Severity severity(YamlMap rule) {
    String expected = String.join(", ", SEVERITIES);
    Optional<String> text = rule.text("severity", "one of " + expected);
    if (text.isPresent() && !SEVERITIES.contains(text.get())) {
      rule.mistake(
          "severity", YamlValues.found("severity", text.get()) + "; expected one of " + expected);
      return Severity.MEDIUM;
    }
    return text.map(word -> Severity.valueOf(word.toUpperCase(Locale.ROOT)))
        .orElse(Severity.MEDIUM);
  }
}
