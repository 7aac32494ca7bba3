package io.vigia.engine.spec;

import io.vigia.engine.expr.FieldKind;
import io.vigia.engine.spec.ZoneSpec.Corner;
import io.vigia.engine.text.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the section {@code zones} and the features that ask about them. */
final class ZoneReader {
  private static final List<String> KEYS = List.of("name", "polygon", "only", "hours");
  private static final String EXAMPLE = "{name: yard, polygon: [[0, 0], [120, 0], [60, 80]]}";
  private static final String POLYGON =
      "three or more corners [x, y], such as [[0, 0], [120, 0], [60, 80]]";
  private static final String OF = "two fields or earlier features, such as [x, y]";

  private final Scope scope;
  private final Map<String, Optional<ZoneSpec>> zones = new LinkedHashMap<>();

  ZoneReader(Scope scope, YamlMap top) {
    this.scope = scope;
    List<String> names = new ArrayList<>();
    for (YamlMap zone : top.maps("zones", "zone", EXAMPLE)) {
      zone.allow(KEYS);
      Optional<String> name = Names.identifier(zone, "zone");
      name.ifPresent(known -> Names.checkUnique(zone, known, names, "zone"));
      name.ifPresent(names::add);
      Optional<ZoneSpec> spec = zone(zone, name.orElse("?"));
      name.ifPresent(known -> zones.put(known, spec));
    }
  }

  private Optional<ZoneSpec> zone(YamlMap zone, String name) {
    Optional<List<Corner>> polygon =
        zone.has("polygon") ? polygon(zone) : Optional.of(List.<Corner>of());
    Map<String, List<String>> only =
        zone.map("only", "field: value, such as {camera_id: entrance}")
            .map(this::only)
            .orElse(Map.of());
    Optional<HourRange> hours =
        zone.text("hours", "hours of the day, such as 22-5")
            .flatMap(
                text -> {
                  Optional<HourRange> range = HourRange.parse(text);
                  if (range.isEmpty()) {
                    zone.mistake(
                        "hours",
                        YamlValues.found("hours", text)
                            + "; expected hours from 0 to 23, such as 22-5");
                  }
                  return range;
                });
    if (!zone.has("polygon") && !zone.has("only") && !zone.has("hours")) {
      zone.add(zone.line(), "it is everywhere and always; add 'polygon', 'only' or 'hours'");
      return Optional.empty();
    }
    return polygon.map(corners -> new ZoneSpec(name, corners, only, hours));
  }

  private static Optional<List<Corner>> polygon(YamlMap zone) {
    Optional<List<Node>> nodes = zone.list("polygon", POLYGON);
    if (nodes.isEmpty()) {
      return Optional.empty();
    }
    List<Corner> corners = new ArrayList<>();
    for (Node node : nodes.get()) {
      Optional<Corner> corner = corner(node);
      if (corner.isEmpty()) {
        zone.add(
            YamlValues.lineOf(node),
            "corner "
                + (corners.size() + 1)
                + " of 'polygon' is "
                + YamlValues.describe(node)
                + "; expected two numbers, such as [120, 80]");
        return Optional.empty();
      }
      corners.add(corner.get());
    }
    if (corners.size() < 3) {
      zone.mistake("polygon", "'polygon' has " + corners.size() + " corners; expected " + POLYGON);
      return Optional.empty();
    }
    if (!hasArea(corners)) {
      zone.mistake("polygon", "the corners of 'polygon' lie on a line; nothing is inside");
      return Optional.empty();
    }
    return Optional.of(corners);
  }

  private static Optional<Corner> corner(Node node) {
    if (!(node instanceof SequenceNode sequence) || sequence.getValue().size() != 2) {
      return Optional.empty();
    }
    List<Double> numbers = new ArrayList<>();
    for (Node each : sequence.getValue()) {
      if (each instanceof ScalarNode scalar) {
        YamlValues.parseNumber(scalar.getValue()).ifPresent(numbers::add);
      }
    }
    return numbers.size() == 2
        ? Optional.of(new Corner(numbers.get(0), numbers.get(1)))
        : Optional.empty();
  }

  /** Whether some three corners make a triangle. */
  private static boolean hasArea(List<Corner> corners) {
    Corner first = corners.get(0);
    for (int i = 1; i + 1 < corners.size(); i++) {
      Corner a = corners.get(i);
      Corner b = corners.get(i + 1);
      double twice =
          (a.x() - first.x()) * (b.y() - first.y()) - (b.x() - first.x()) * (a.y() - first.y());
      if (twice != 0) {
        return true;
      }
    }
    return false;
  }

  private Map<String, List<String>> only(YamlMap section) {
    Map<String, List<String>> only = new LinkedHashMap<>();
    for (String field : section.keys()) {
      Optional<List<String>> values = section.texts(field, "a value of the field, or a list");
      if (values.isPresent() && checkField(section, field, values.get())) {
        only.put(field, values.get());
      }
    }
    return only;
  }

  private boolean checkField(YamlMap section, String field, List<String> values) {
    if (!scope.knowsFields()) {
      return false;
    }
    Optional<FieldKind> kind = scope.fieldKind(field);
    if (kind.isEmpty()) {
      section.mistake(
          field,
          "'"
              + field
              + "' is no field of the event; "
              + Nearest.hint(field, scope.fieldNames(), "fields"));
      return false;
    }
    if (kind.get() == FieldKind.TEXT) {
      return true;
    }
    if (kind.get() != FieldKind.NUMBER) {
      section.mistake(
          field,
          "'" + field + "' is " + scope.typeName(field) + "; expected a field of texts or numbers");
      return false;
    }
    for (String value : values) {
      if (YamlValues.parseNumber(value).isEmpty()) {
        section.mistake(
            field,
            YamlValues.found(field, value)
                + ", but the field is "
                + scope.typeName(field)
                + "; expected a number");
        return false;
      }
    }
    return true;
  }

  /** A feature: 1 where the event is in one of the zones. */
  Optional<FeatureSpec> feature(YamlMap feature, String name) {
    Optional<List<String>> names = feature.texts("inside", "a zone, or a list of zones");
    boolean needsPlace = false;
    List<ZoneSpec> inside = new ArrayList<>();
    for (String zone : names.orElse(List.of())) {
      if (!zones.containsKey(zone)) {
        feature.mistake(
            "inside",
            "'inside' names '"
                + zone
                + "', which is no zone; "
                + (zones.isEmpty()
                    ? "the detector has no 'zones' section"
                    : Nearest.hint(zone, zones.keySet(), "zones")));
        return Optional.empty();
      }
      zones.get(zone).ifPresent(inside::add);
      needsPlace |= zones.get(zone).map(spec -> !spec.polygon().isEmpty()).orElse(false);
    }
    List<String> of = feature.texts("of", OF).orElse(List.of());
    if (feature.has("of") ? of.size() != 2 : needsPlace) {
      feature.mistake(
          "of",
          (feature.has("of")
                  ? "'of' has " + of.size() + " of them"
                  : "'of' is missing, and the zone has a polygon")
              + "; expected "
              + OF);
      return Optional.empty();
    }
    for (String operand : of) {
      if (!scope.checkNumber(feature, "of", operand)) {
        return Optional.empty();
      }
    }
    return names.isPresent() && inside.size() == names.get().size()
        ? Optional.of(new FeatureSpec.Inside(name, inside, of))
        : Optional.empty();
  }
}
