package io.vigia.engine.spec;

import io.vigia.engine.spec.EventSpec.KeySpec;
import io.vigia.engine.spec.ModelSpec.SmoothSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads {@code model.smooth}. */
final class SmoothReader {
  /** How long a key without events is remembered unless the detector says otherwise. */
  static final Duration EXPIRE = Duration.ofDays(1);

  /** How many finer keys are kept within one unless the detector says otherwise. */
  static final int MAX = 1_000;

  private static final int MOST_ENTRIES = 8;
  private static final int MOST_EVENTS = 1_000_000;
  private static final int MOST_KEYS = 1_000_000;
  private static final String EXAMPLE = "{key: track, events: 6}";

  private SmoothReader() {}

  static List<SmoothSpec> read(
      YamlMap model, List<FeatureSpec> features, Optional<EventSpec> event, Scope scope) {
    List<SmoothSpec> entries = new ArrayList<>();
    List<YamlMap> maps = model.maps("smooth", "smoothing", EXAMPLE);
    if (maps.size() > MOST_ENTRIES) {
      model.mistake(
          "smooth", maps.size() + " entries in 'smooth'; expected at most " + MOST_ENTRIES);
    }
    for (YamlMap map : maps) {
      map.allow(List.of("key", "events", "share", "expire", "max"));
      Optional<String> key = map.requiredText("key", "one of event.keys");
      map.require("events", "over how many events scores are smoothed, such as 6");
      Optional<Integer> events = map.integer("events", 1, MOST_EVENTS);
      double share = share(map);
      Duration expire = map.duration("expire", false).orElse(EXPIRE);
      int max = map.integer("max", 1, MOST_KEYS).orElse(MAX);
      boolean isKey = key.isPresent() && scope.checkKey(map, "key", key.get());
      if (isKey && event.isPresent()) {
        checkReach(map, key.get(), features, event.get());
      }
      if (isKey && events.isPresent()) {
        entries.add(new SmoothSpec(key.get(), events.get(), share, expire, max));
      }
    }
    return entries;
  }

  private static double share(YamlMap map) {
    String expected = "a number above 0 and at most 1, such as 0.5";
    Optional<String> text = map.text("share", expected);
    Optional<Double> share =
        text.flatMap(YamlValues::parseNumber).filter(value -> value > 0 && value <= 1);
    if (text.isPresent() && share.isEmpty()) {
      map.mistake("share", YamlValues.found("share", text.get()) + "; expected " + expected);
    }
    return share.orElse(1.0);
  }

  /** Scores come by the last key of the features; a state by it is all that is at hand. */
  private static void checkReach(
      YamlMap map, String key, List<FeatureSpec> features, EventSpec event) {
    Optional<String> last = DetectorSpec.lastKey(features);
    if (last.isEmpty()) {
      map.mistake(
          "key",
          "scores are smoothed where the last feature with a key is computed, but no feature has"
              + " one; add an aggregate such as {name: events, key: "
              + key
              + ", aggregate: count, window: 1h}");
      return;
    }
    Map<String, List<String>> parts =
        event.keys().stream()
            .collect(Collectors.toMap(KeySpec::name, KeySpec::parts, (first, second) -> first));
    List<String> own = parts.getOrDefault(key, List.of());
    List<String> needed = parts.getOrDefault(last.get(), List.of());
    if (!key.equals(last.get()) && !own.containsAll(needed)) {
      map.mistake(
          "key",
          "'"
              + key
              + "' is made of "
              + own
              + ", but scores come by '"
              + last.get()
              + "', the key of the last feature that has one, made of "
              + needed
              + "; smooth by '"
              + last.get()
              + "' or by a key that has its parts among its own, or move a feature with the key '"
              + key
              + "' to the end of 'features'");
    }
  }
}
