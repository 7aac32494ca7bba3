package io.vigia.engine.spec;

import io.vigia.engine.spec.FeatureSpec.Aggregate;
import io.vigia.engine.spec.FeatureSpec.Aggregate.Function;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what is special to the aggregates that learn from a key's events without keeping them. */
final class LearningReader {
  /** Learn in the order of the events, and keep none of them. */
  static final Set<Function> LEARNING =
      EnumSet.of(Function.NEAREST, Function.USUAL, Function.OUTSIDE, Function.SURPRISE);

  static final Set<Function> OF_SEASONS = EnumSet.of(Function.USUAL, Function.OUTSIDE);
  static final List<String> OF_SURPRISE = List.of("tail", "clip", "patience", "warm_up", "prior");
  static final int USUAL_MEMORY = 256;
  private static final int MOST_MEMORY = 4_096;
  private static final int MOST_SLOTS = 1_440;
  private static final int USUAL_PERIODS = 7;
  private static final double USUAL_TAIL = 0.05;
  private static final double USUAL_CLIP = 12;
  private static final double MOST_CLIP = 1_000;
  private static final int USUAL_PATIENCE = 1;
  private static final int MOST_PATIENCE = 1_000;
  private static final int USUAL_WARM_UP = 50;
  private static final int LEAST_WARM_UP = 20;
  private static final int MOST_WARM_UP = 10_000;

  private final Scope scope;
  private final YamlMap feature;

  LearningReader(Scope scope, YamlMap feature) {
    this.scope = scope;
    this.feature = feature;
  }

  /** What {@code n} is unless the detector says otherwise. */
  static int usualN(Function function) {
    return OF_SEASONS.contains(function) ? USUAL_PERIODS : 1;
  }

  /** How many runs are remembered. */
  Optional<Integer> memory() {
    return feature.integer("memory", 1, MOST_MEMORY);
  }

  /** The options of surprise, or what is usual. */
  Aggregate.Tail tail() {
    return new Aggregate.Tail(
        number("tail", "a share above 0 and below 1, such as 0.05", 1).orElse(USUAL_TAIL),
        number("clip", "a number above 0 and below 1000, such as 12", MOST_CLIP).orElse(USUAL_CLIP),
        feature.integer("patience", 0, MOST_PATIENCE).orElse(USUAL_PATIENCE),
        feature.integer("warm_up", LEAST_WARM_UP, MOST_WARM_UP).orElse(USUAL_WARM_UP),
        prior());
  }

  private Optional<String> prior() {
    Optional<String> prior =
        feature.text("prior", "a learned table, a field or an earlier feature");
    return prior.filter(name -> scope.checkNumber(feature, "prior", name));
  }

  /** A number between 0 and a bound, both exclusive. */
  private Optional<Double> number(String key, String expected, double below) {
    Optional<String> text = feature.text(key, expected);
    Optional<Double> number =
        text.flatMap(YamlValues::parseNumber).filter(value -> value > 0 && value < below);
    if (text.isPresent() && number.isEmpty()) {
      feature.mistake(key, YamlValues.found(key, text.get()) + "; expected " + expected);
    }
    return number;
  }

  /** Refuses what does not go with the function. */
  void check(Function function, Optional<Duration> season, Optional<Duration> around) {
    for (String option : List.of("window", "delay", "where")) {
      if (feature.has(option)) {
        feature.mistake(
            option,
            "'"
                + option
                + "' has no meaning for "
                + AggregateReader.word(function)
                + ", which learns from all events of the key in their order");
      }
    }
    if (!OF_SEASONS.contains(function)) {
      if (feature.has("season")) {
        feature.mistake(
            "season",
            "'season' has no meaning for "
                + AggregateReader.word(function)
                + "; take it of a feature that has one, such as outside");
      }
      return;
    }
    if (!feature.has("season") && !feature.has("around")) {
      feature.require(
          "season",
          "the period and what of it counts as one time, such as season: 1d," + " around: 30m");
      return;
    }
    if (season.isPresent() && around.isPresent()) {
      long slot = 2 * around.get().toMillis();
      long period = season.get().toMillis();
      if (slot > 0 && (period % slot != 0 || period / slot > MOST_SLOTS)) {
        feature.mistake(
            "around",
            "'season' must be a whole number of times as long as twice 'around', and at most "
                + MOST_SLOTS
                + " times: the period is divided into slots of that length");
      }
    }
  }
}
