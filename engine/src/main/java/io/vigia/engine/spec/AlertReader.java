package io.vigia.engine.spec;

import io.vigia.engine.spec.AlertSpec.Adapt;
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

  private static final List<String> LIMITS = List.of("budget", "threshold", "times_maximum");
  private static final double LEAST_TIMES = 0.1;
  private static final int MOST_TIMES = 1_000;

  /** How fast thresholds follow unless the detector says otherwise. */
  private static final Duration HALF_LIFE = Duration.ofDays(7);

  private static final String BUDGET_EXPECTED =
      "a number of alerts per second, minute, hour, day, week or duration, such as 100/day or"
          + " 100/12h";

  private AlertReader() {}

  static AlertSpec read(YamlMap top, Scope scope, Optional<ModelSpec> model) {
    boolean hasModel = top.has("model");
    Optional<Budget> usual = hasModel ? Optional.of(BUDGET) : Optional.empty();
    Optional<YamlMap> section = top.map("alerts", "a mapping with budget or threshold, suppress");
    if (section.isEmpty()) {
      return new AlertSpec(usual, OptionalDouble.empty(), Optional.empty());
    }
    YamlMap alerts = section.get();
    alerts.allow(List.of("budget", "threshold", "times_maximum", "suppress", "adapt"));
    Optional<Budget> budget = budget(alerts);
    OptionalDouble threshold = threshold(alerts);
    OptionalDouble timesMaximum = timesMaximum(alerts, model);
    List<String> limits = LIMITS.stream().filter(alerts::has).toList();
    if (limits.size() > 1) {
      alerts.mistake(
          limits.get(1),
          "both '"
              + limits.get(0)
              + "' and '"
              + limits.get(1)
              + "'; each says which scores alert, keep one");
    }
    for (String key : limits) {
      if (!hasModel) {
        alerts.mistake(key, "'" + key + "' needs scores, but the detector has no 'model' section");
      }
    }
    Optional<Suppress> suppress = suppress(alerts, scope);
    Optional<Adapt> adapt = adapt(alerts, scope);
    limits.stream()
        .filter(limit -> alerts.has("adapt") && !limit.equals("budget"))
        .findFirst()
        .ifPresent(
            limit ->
                alerts.mistake(
                    "adapt",
                    "'adapt' keeps a budget, but '"
                        + limit
                        + "' says which scores alert; give 'budget' in its place"));
    if (alerts.has("adapt") && !hasModel) {
      alerts.mistake("adapt", "'adapt' needs scores, but the detector has no 'model' section");
    }
    return new AlertSpec(
        limits.isEmpty() ? usual : budget, threshold, timesMaximum, suppress, adapt);
  }

  private static Optional<Adapt> adapt(YamlMap alerts, Scope scope) {
    Optional<YamlMap> section =
        alerts.map("adapt", "a mapping such as {key: camera, half_life: 7d}");
    if (section.isEmpty()) {
      return Optional.empty();
    }
    YamlMap adapt = section.get();
    adapt.allow(List.of("key", "half_life"));
    Optional<String> key = adapt.requiredText("key", "one of event.keys");
    Duration halfLife = adapt.duration("half_life", false).orElse(HALF_LIFE);
    return key.filter(name -> scope.checkKey(adapt, "key", name))
        .map(name -> new Adapt(name, halfLife));
  }

  private static OptionalDouble timesMaximum(YamlMap alerts, Optional<ModelSpec> model) {
    String key = "times_maximum";
    String expected = "a number from " + LEAST_TIMES + " to " + MOST_TIMES + ", such as 1.5";
    Optional<String> text = alerts.text(key, expected);
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    model
        .map(known -> known.network().kind())
        .filter(kind -> !kind.hasError())
        .ifPresent(
            kind ->
                alerts.mistake(
                    key,
                    "'"
                        + key
                        + "' is a multiple of the largest error in training, and a "
                        + kind.yaml()
                        + " has no error; give a budget or a threshold"));
    Optional<Double> times =
        YamlValues.parseNumber(text.get()).filter(v -> v >= LEAST_TIMES && v <= MOST_TIMES);
    if (times.isEmpty()) {
      alerts.mistake(key, YamlValues.found(key, text.get()) + "; expected " + expected);
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(times.get());
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
