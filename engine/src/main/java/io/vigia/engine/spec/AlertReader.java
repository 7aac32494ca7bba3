package io.vigia.engine.spec;

import io.vigia.engine.spec.AlertSpec.Budget;
import io.vigia.engine.spec.AlertSpec.Suppress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads the section {@code alerts}. */
final class AlertReader {
  /** The budget of a detector with a model that says neither budget nor threshold. */
  static final Budget BUDGET = new Budget(100, Duration.ofDays(1));

  private static final String BUDGET_EXPECTED =
      "a number of alerts per second, minute, hour, day, week or duration, such as 100/day or"
          + " 100/12h";

  private AlertReader() {}

  static AlertSpec read(YamlMap top, Scope scope) {
    boolean hasModel = top.has("model");
    Optional<Budget> usual = hasModel ? Optional.of(BUDGET) : Optional.empty();
    Optional<YamlMap> section = top.map("alerts", "a mapping with budget or threshold, suppress");
    if (section.isEmpty()) {
      return new AlertSpec(usual, OptionalDouble.empty(), Optional.empty());
    }
    YamlMap alerts = section.get();
    alerts.allow(List.of("budget", "threshold", "suppress"));
    Optional<Budget> budget = budget(alerts);
    OptionalDouble threshold = threshold(alerts);
    if (alerts.has("budget") && alerts.has("threshold")) {
      alerts.mistake(
          "threshold",
          "both 'budget' and 'threshold'; a budget is turned into a threshold, keep one");
    }
    for (String key : List.of("budget", "threshold")) {
      if (alerts.has(key) && !hasModel) {
        alerts.mistake(key, "'" + key + "' needs scores, but the detector has no 'model' section");
      }
    }
    Optional<Suppress> suppress = suppress(alerts, scope);
    boolean isSilent = !alerts.has("budget") && !alerts.has("threshold");
    return new AlertSpec(isSilent ? usual : budget, threshold, suppress);
  }

  private static Optional<Budget> budget(YamlMap alerts) {
    Optional<String> text = alerts.text("budget", BUDGET_EXPECTED);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String[] parts = text.get().split("\\s*/\\s*", -1);
    Optional<Double> count = YamlValues.parseNumber(parts[0]).filter(number -> number > 0);
    Optional<Duration> per = parts.length == 2 ? Durations.parsePeriod(parts[1]) : Optional.empty();
    if (count.isEmpty() || per.isEmpty()) {
      alerts.mistake(
          "budget", YamlValues.found("budget", text.get()) + "; expected " + BUDGET_EXPECTED);
      return Optional.empty();
    }
    return Optional.of(new Budget(count.get(), per.get()));
  }

  private static OptionalDouble threshold(YamlMap alerts) {
    String expected = "a score from 0 to 1";
    Optional<String> text = alerts.text("threshold", expected);
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    Optional<Double> score = YamlValues.parseNumber(text.get()).filter(v -> v >= 0 && v <= 1);
    if (score.isEmpty()) {
      alerts.mistake(
          "threshold", YamlValues.found("threshold", text.get()) + "; expected " + expected);
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(score.get());
  }

  private static Optional<Suppress> suppress(YamlMap alerts, Scope scope) {
    Optional<YamlMap> section = alerts.map("suppress", "a mapping such as {key: card, for: 24h}");
    if (section.isEmpty()) {
      return Optional.empty();
    }
    YamlMap suppress = section.get();
    suppress.allow(List.of("key", "for"));
    Optional<String> key = suppress.requiredText("key", "one of event.keys");
    suppress.require("for", Durations.EXPECTED);
    Optional<Duration> during = suppress.duration("for", false);
    key.ifPresent(name -> scope.checkKey(suppress, "key", name));
    return key.isPresent() && during.isPresent()
        ? Optional.of(new Suppress(key.get(), during.get()))
        : Optional.empty();
  }
}
