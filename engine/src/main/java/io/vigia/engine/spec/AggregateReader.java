package io.vigia.engine.spec;

import io.vigia.engine.expr.FieldKind;
import io.vigia.engine.spec.FeatureSpec.Aggregate;
import io.vigia.engine.spec.FeatureSpec.Aggregate.Function;
import io.vigia.engine.text.Nearest;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads a feature over the events of a key. */
final class AggregateReader {
  /** The keys beside {@code name} and {@code aggregate}. */
  static final List<String> KEYS =
      List.of(
          "key",
          "of",
          "window",
          "delay",
          "where",
          "season",
          "around",
          "n",
          "half_life",
          "over",
          "memory",
          "tail",
          "clip",
          "patience",
          "warm_up",
          "prior");

  /** Largest {@code n} of a lag. */
  static final int MAX_LAG = 1_000;

  private static final Set<Function> WITHOUT_OF = EnumSet.of(Function.COUNT, Function.SINCE);
  private static final Set<Function> WITHOUT_WINDOW =
      EnumSet.of(Function.LAG, Function.DELTA, Function.RATE, Function.SINCE, Function.EWMA);

  /** May look at the latest n events instead. */
  private static final Set<Function> OF_LATEST =
      EnumSet.of(Function.SUM, Function.MEAN, Function.STD, Function.MIN, Function.MAX);

  private static final Set<Function> CHANGES =
      EnumSet.of(Function.DELTA, Function.RATE, Function.SINCE);
  private static final Set<Function> OF_LABEL = EnumSet.of(Function.MEAN, Function.SUM);

  private final Scope scope;
  private final YamlMap feature;

  AggregateReader(Scope scope, YamlMap feature) {
    this.scope = scope;
    this.feature = feature;
  }

  Optional<FeatureSpec> read(String name) {
    Optional<Function> function = function();
    Optional<String> key = key();
    Optional<Duration> window = feature.duration("window", false);
    Optional<Duration> delay = feature.duration("delay", true);
    Optional<String> of = feature.text("of", "a field, an earlier feature, or label");
    Optional<String> where = feature.text("where", "a condition, such as \"amount > 100.0\"");
    Optional<Duration> season = feature.duration("season", false);
    Optional<Duration> around = feature.duration("around", false);
    Optional<Integer> n = feature.integer("n", 1, MAX_LAG);
    LearningReader learning = new LearningReader(scope, feature);
    Optional<Integer> memory = learning.memory();
    Aggregate.Tail tail = learning.tail();
    Optional<Duration> halfLife = feature.duration("half_life", false);
    Optional<Duration> over = feature.duration("over", false);
    checkDelay(delay);
    where.ifPresent(source -> scope.checkCondition(feature, "where", source, scope.visibleNames()));
    checkSeason(function, season, around);
    if (function.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    checkOf(function.get(), of);
    checkWindow(function.get());
    checkOver(function.get());
    checkN(function.get());
    checkOnlyFor("half_life", Function.EWMA, function.get(), true);
    checkOnlyFor("memory", Function.NEAREST, function.get(), false);
    LearningReader.OF_SURPRISE.forEach(
        option -> checkOnlyFor(option, Function.SURPRISE, function.get(), false));
    if (LearningReader.LEARNING.contains(function.get())) {
      learning.check(function.get(), season, around);
    }
    return Optional.of(
        new Aggregate(
            name,
            key.get(),
            function.get(),
            of,
            of.map(scope::width).orElse(1),
            window,
            delay.orElse(Duration.ZERO),
            where,
            season,
            around,
            n.orElse(LearningReader.usualN(function.get())),
            halfLife,
            over,
            function.get() == Function.NEAREST ? memory.orElse(LearningReader.USUAL_MEMORY) : 0,
            function.get() == Function.SURPRISE ? Optional.of(tail) : Optional.empty()));
  }

  private Optional<Function> function() {
    List<String> known = Arrays.stream(Function.values()).map(AggregateReader::word).toList();
    Optional<String> text = feature.text("aggregate", "one of " + String.join(", ", known));
    if (text.isPresent() && !known.contains(text.get())) {
      feature.mistake(
          "aggregate",
          "unknown aggregate "
              + YamlValues.quoted(text.get())
              + "; "
              + Nearest.hint(text.get(), known, "aggregates"));
      return Optional.empty();
    }
    return text.map(word -> Function.valueOf(word.toUpperCase(Locale.ROOT)));
  }

  static String word(Function function) {
    return function.name().toLowerCase(Locale.ROOT);
  }

  private Optional<String> key() {
    Optional<String> key =
        feature.requiredText("key", "the key whose events are aggregated, one of event.keys");
    return key.filter(name -> scope.checkKey(feature, "key", name));
  }

  private void checkDelay(Optional<Duration> delay) {
    if (delay.isPresent() && !delay.get().isZero() && !scope.hasLabels()) {
      String written = feature.text("delay", "").orElse("");
      feature.mistake(
          "delay", "delay " + written + " needs labels, but the detector has no 'labels' section");
    }
  }

  private void checkOf(Function function, Optional<String> of) {
    if (of.isEmpty()) {
      if (!WITHOUT_OF.contains(function)) {
        feature.require(
            "of",
            "what to take the " + word(function) + " of: a field, an earlier feature, or label");
      }
      return;
    }
    String operand = of.get();
    if (operand.equals(Aggregate.LABEL)) {
      checkLabel(function);
      return;
    }
    boolean isAnyField =
        function == Function.DISTINCT
            && scope.fieldKind(operand).filter(kind -> kind == FieldKind.TEXT).isPresent();
    if (!isAnyField && scope.width(operand) == 1) {
      scope.checkNumber(feature, "of", operand);
    }
  }

  private void checkLabel(Function function) {
    if (!scope.hasLabels()) {
      feature.mistake(
          "of", "'of' is label, but the detector has no 'labels' section to take labels from");
    } else if (!OF_LABEL.contains(function)) {
      feature.mistake(
          "of", "the " + word(function) + " of label is not defined; expected the mean or the sum");
    }
  }

  private void checkWindow(Function function) {
    if (LearningReader.LEARNING.contains(function)) {
      return;
    }
    if (OF_LATEST.contains(function) && feature.has("n")) {
      checkLatest(function);
      return;
    }
    if (!feature.has("window") && !WITHOUT_WINDOW.contains(function)) {
      feature.require("window", "how far back the " + word(function) + " looks, such as 7d");
    }
  }

  private void checkLatest(Function function) {
    for (String option : List.of("window", "delay", "season")) {
      if (feature.has(option)) {
        feature.mistake(
            option,
            "'n' says that the "
                + word(function)
                + " is of the latest events, whenever they were; remove '"
                + option
                + "', or 'n'");
      }
    }
    feature
        .text("of", "")
        .filter(Aggregate.LABEL::equals)
        .ifPresent(
            label ->
                feature.mistake(
                    "of",
                    "the labels of the latest events are not known yet; expected a 'window' and a"
                        + " 'delay' instead of 'n'"));
  }

  private void checkN(Function function) {
    boolean takesN =
        function == Function.LAG
            || function == Function.NEAREST
            || LearningReader.OF_SEASONS.contains(function)
            || OF_LATEST.contains(function);
    if (feature.has("n") && !takesN) {
      feature.mistake(
          "n",
          "'n' has no meaning for "
              + word(function)
              + ", only for lag, nearest, usual, outside, sum, mean, std, min and max");
    }
  }

  private void checkOver(Function function) {
    if (feature.has("over") && !CHANGES.contains(function)) {
      feature.mistake(
          "over",
          "'over' has no meaning for " + word(function) + ", only for delta, rate and since");
    } else if (feature.has("over") && feature.has("window")) {
      feature.mistake(
          "over", "'over' says how far back the " + word(function) + " looks; remove 'window'");
    }
  }

  private void checkSeason(
      Optional<Function> function, Optional<Duration> season, Optional<Duration> around) {
    if (feature.has("season") != feature.has("around")) {
      String present = feature.has("season") ? "season" : "around";
      String absent = feature.has("season") ? "around" : "season";
      feature.mistake(
          present,
          "'"
              + present
              + "' needs '"
              + absent
              + "': together they say which time of which period counts, as in season: 1d,"
              + " around: 1h");
      return;
    }
    boolean learns = function.filter(LearningReader.LEARNING::contains).isPresent();
    if (feature.has("season") && !feature.has("window") && !learns) {
      feature.mistake("season", "'season' needs a 'window' to look for earlier periods in");
    }
    if (season.isPresent()
        && around.isPresent()
        && around.get().multipliedBy(2).compareTo(season.get()) > 0) {
      feature.mistake(
          "around",
          "'around' is more than half of 'season', so that every event would count; expected less");
    }
  }

  private void checkOnlyFor(String key, Function owner, Function function, boolean isNeeded) {
    if (feature.has(key) && function != owner) {
      feature.mistake(
          key, "'" + key + "' has no meaning for " + word(function) + ", only for " + word(owner));
    }
    if (isNeeded && function == owner) {
      feature.require(key, "a duration, such as 1h");
    }
  }
}
