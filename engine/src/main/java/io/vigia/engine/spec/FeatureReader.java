package io.vigia.engine.spec;

import io.vigia.engine.expr.FieldKind;
import io.vigia.engine.text.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Reads the section {@code features}. */
final class FeatureReader {
  /** Most inputs of a model. */
  static final int MAX_INPUTS = 4_096;

  /** The key that says what a feature is, and the keys that may stand beside it. */
  private static final Map<String, List<String>> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("field", List.of("size"));
    KINDS.put("aggregate", AggregateReader.KEYS);
    KINDS.put("expr", List.of());
    KINDS.put("ratio", List.of());
    KINDS.put("difference", List.of());
    KINDS.put("log1p", List.of());
    KINDS.put("hypot", List.of());
    KINDS.put("calendar", List.of());
    KINDS.put("standard", List.of());
    KINDS.put("inside", List.of("of"));
  }

  private static final String OPERANDS = "{of: A, to: B}, A and B being fields or earlier features";

  private final Scope scope;
  private final ZoneReader zones;
  private final Map<String, Integer> arraySizes = new HashMap<>();
  private final Set<String> helpers = new LinkedHashSet<>();

  FeatureReader(Scope scope, ZoneReader zones) {
    this.scope = scope;
    this.zones = zones;
  }

  List<FeatureSpec> read(YamlMap top) {
    List<FeatureSpec> features = new ArrayList<>();
    List<String> names = new ArrayList<>();
    int width = 0;
    List<YamlMap> entries = top.maps("features", "feature", "{name: amount, field: tx_amount}");
    entries.forEach(entry -> entry.name().ifPresent(scope::declareFeature));
    LearnedReader learned = LearnedReader.read(top, scope);
    for (YamlMap feature : entries) {
      add(learned.ready(), features);
      Optional<String> name = Names.identifier(feature, "feature");
      Optional<FeatureSpec> spec = kind(feature).flatMap(kind -> feature(top, feature, kind, name));
      name.ifPresent(known -> checkName(feature, known, names));
      spec.ifPresent(features::add);
      int numbers = spec.map(FeatureSpec::width).orElse(1);
      spec.filter(array -> array.width() > 1)
          .ifPresent(array -> checkElements(feature, array, names));
      name.ifPresent(known -> scope.addFeature(known, numbers));
      boolean isInput = feature.flag("input").orElse(true);
      if (!isInput) {
        name.ifPresent(helpers::add);
      }
      int inputs = isInput ? numbers : 0;
      name.ifPresent(names::add);
      boolean wasWithin = width <= MAX_INPUTS;
      width += inputs;
      if (wasWithin && width > MAX_INPUTS) {
        feature.add(
            feature.line(),
            "with it the features make " + width + " inputs; a model has at most " + MAX_INPUTS);
      }
    }
    add(learned.ready(), features);
    learned.checkRest();
    return features;
  }

  /** The model does not see a table but by features that use it. */
  private void add(List<FeatureSpec> tables, List<FeatureSpec> features) {
    for (FeatureSpec table : tables) {
      features.add(table);
      helpers.add(table.name());
    }
  }

  /** Names of the features read that are no inputs of the model. */
  Set<String> helpers() {
    return helpers;
  }

  /** A feature may repeat a field's name only where it is that field. */
  private void checkName(YamlMap feature, String name, List<String> before) {
    Names.checkUnique(feature, name, before, "feature");
    if (!before.contains(name) && scope.hasFeature(name)) {
      feature.mistake("name", "a number of an array is called '" + name + "'; choose another name");
    }
    boolean isTheField =
        feature.has("field") && feature.text("field", "").filter(name::equals).isPresent();
    if (scope.field(name).isPresent() && !isTheField) {
      feature.mistake("name", "a field of the event has this name; choose another");
    }
  }

  /** The numbers of an array have names that nothing else may have. */
  private void checkElements(YamlMap feature, FeatureSpec array, List<String> before) {
    for (String element : array.numberNames()) {
      boolean isFeature = before.contains(element);
      if (isFeature || scope.field(element).isPresent()) {
        feature.mistake(
            "name",
            "the numbers of an array are called "
                + FeatureSpec.elementName(array.name(), 0)
                + " and so on, but "
                + (isFeature ? "another feature" : "a field of the event")
                + " is called '"
                + element
                + "'; choose another name");
        return;
      }
    }
  }

  /** The key that says what the feature is. */
  private static Optional<String> kind(YamlMap feature) {
    List<String> known = new ArrayList<>(List.of("name", "input"));
    known.addAll(KINDS.keySet());
    known.addAll(AggregateReader.KEYS);
    known.add("size");
    boolean isClean = feature.allow(known);
    List<String> kinds = KINDS.keySet().stream().filter(feature::has).toList();
    if (kinds.size() == 1) {
      String kind = kinds.get(0);
      for (String key : feature.keys()) {
        boolean isForeign =
            known.contains(key)
                && !key.equals("name")
                && !key.equals("input")
                && !key.equals(kind)
                && !KINDS.get(kind).contains(key);
        if (isForeign) {
          feature.mistake(key, "'" + key + "' has no meaning beside '" + kind + "'; remove it");
        }
      }
      return Optional.of(kind);
    }
    if (kinds.size() > 1) {
      feature.add(
          feature.line(kinds.get(1)),
          "both '" + kinds.get(0) + "' and '" + kinds.get(1) + "'; a feature is one of them");
    } else if (isClean) {
      // A misspelt kind has been noted already.
      feature.add(
          feature.line(),
          "nothing to compute; expected one of " + String.join(", ", KINDS.keySet()));
    }
    return Optional.empty();
  }

  private Optional<FeatureSpec> feature(
      YamlMap top, YamlMap feature, String kind, Optional<String> given) {
    // An invalid name has been noted; the rest is checked all the same.
    String name = given.orElse("?");
    return switch (kind) {
      case "field" -> field(feature, name);
      case "calendar" -> CalendarReader.read(feature, name);
      case "inside" -> zones.feature(feature, name);
      case "aggregate" -> new AggregateReader(scope, feature).read(name);
      case "ratio" -> operands(feature, kind).map(o -> new FeatureSpec.Ratio(name, o[0], o[1]));
      case "difference" ->
          operands(feature, kind).map(o -> new FeatureSpec.Difference(name, o[0], o[1]));
      case "log1p" ->
          feature
              .text("log1p", "a field or an earlier feature")
              .filter(of -> scope.checkNumber(feature, "log1p", of))
              .map(of -> new FeatureSpec.Log1p(name, of));
      case "hypot" -> hypot(feature, name);
      case "standard" -> standard(top, feature, name);
      case "expr" ->
          feature
              .text("expr", "an expression in CEL, such as \"amount / 2.0\"")
              .map(
                  source -> {
                    scope.checkExpression(feature, "expr", source, scope.visibleNames());
                    return new FeatureSpec.Expr(name, source);
                  });
      default -> throw new IllegalStateException(kind);
    };
  }

  private Optional<FeatureSpec> field(YamlMap feature, String name) {
    Optional<String> field = feature.text("field", "a field of the event");
    Optional<Integer> size = feature.integer("size", 1, MAX_INPUTS);
    if (field.isEmpty() || !scope.knowsFields()) {
      return Optional.empty();
    }
    Optional<FieldKind> kind = scope.fieldKind(field.get());
    if (kind.isEmpty()) {
      feature.mistake(
          "field",
          YamlValues.found("field", field.get())
              + ", which is no field of the event; "
              + Nearest.hint(field.get(), scope.fieldNames(), "fields"));
      return Optional.empty();
    }
    if (kind.get() == FieldKind.NUMBERS) {
      return array(feature, name, field.get(), size);
    }
    if (!kind.get().isNumberLike()) {
      feature.mistake(
          "field",
          "'field' names '"
              + field.get()
              + "', which is "
              + scope.typeName(field.get())
              + "; expected a number, a boolean, an enum or an array of numbers");
      return Optional.empty();
    }
    if (feature.has("size")) {
      feature.mistake(
          "size",
          "'size' is for an array of numbers, and '"
              + field.get()
              + "' is "
              + scope.typeName(field.get())
              + "; remove it");
      return Optional.empty();
    }
    return Optional.of(new FeatureSpec.Field(name, field.get(), 1));
  }

  private Optional<FeatureSpec> array(
      YamlMap feature, String name, String field, Optional<Integer> size) {
    if (!feature.has("size")) {
      feature.mistake(
          "field",
          "'field' names '"
              + field
              + "', an array of numbers, whose length must be known before the first event; add"
              + " 'size', such as size: 64");
      return Optional.empty();
    }
    if (size.isEmpty()) {
      return Optional.empty();
    }
    Integer before = arraySizes.putIfAbsent(field, size.get());
    if (before != null && !before.equals(size.get())) {
      feature.mistake(
          "size",
          "'size' is "
              + size.get()
              + ", but an earlier feature reads '"
              + field
              + "' with "
              + before);
      return Optional.empty();
    }
    return Optional.of(new FeatureSpec.Field(name, field, size.get()));
  }

  private Optional<String[]> operands(YamlMap feature, String kind) {
    Optional<YamlMap> section = feature.map(kind, OPERANDS);
    if (section.isEmpty()) {
      return Optional.empty();
    }
    YamlMap map = section.get();
    map.allow(List.of("of", "to"));
    Optional<String> of = map.requiredText("of", "a field or an earlier feature");
    Optional<String> to = map.requiredText("to", "a field or an earlier feature");
    of.ifPresent(name -> scope.checkNumber(map, "of", name));
    to.ifPresent(name -> scope.checkNumber(map, "to", name));
    return of.isPresent() && to.isPresent()
        ? Optional.of(new String[] {of.get(), to.get()})
        : Optional.empty();
  }

  private Optional<FeatureSpec> standard(YamlMap top, YamlMap feature, String name) {
    Optional<YamlMap> section = feature.map("standard", "{of: speed, by: [camera], clip: 8}");
    if (section.isEmpty()) {
      return Optional.empty();
    }
    LearnedReader.needsModel(feature, top);
    YamlMap map = section.get();
    map.allow(List.of("of", "by", "clip", "shrink"));
    Optional<String> of = map.requiredText("of", "a field or an earlier feature");
    of.ifPresent(operand -> scope.checkNumber(map, "of", operand));
    Optional<List<String>> by = LearnedReader.by(map, scope);
    Optional<Double> clip = map.number("clip", "a number above 0", number -> number > 0);
    Optional<Double> shrink =
        map.number("shrink", LearnedReader.SHRINK_EXPECTED, number -> number >= 0);
    if (of.isEmpty() || by.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new FeatureSpec.Standard(
            name,
            of.get(),
            by.get(),
            clip.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
            shrink.orElse(LearnedSpec.SHRINK)));
  }

  private Optional<FeatureSpec> hypot(YamlMap feature, String name) {
    String expected = "a list of at least two fields or earlier features";
    Optional<List<String>> operands = feature.texts("hypot", expected);
    if (operands.isEmpty()) {
      return Optional.empty();
    }
    if (operands.get().size() < 2) {
      feature.mistake("hypot", "'hypot' has one operand; expected " + expected);
      return Optional.empty();
    }
    operands.get().forEach(of -> scope.checkNumber(feature, "hypot", of));
    return Optional.of(new FeatureSpec.Hypot(name, operands.get()));
  }
}
