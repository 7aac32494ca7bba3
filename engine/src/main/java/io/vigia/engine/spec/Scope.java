package io.vigia.engine.spec;

import io.vigia.engine.expr.ExpressionCompiler;
import io.vigia.engine.expr.ExpressionException;
import io.vigia.engine.expr.FieldKind;
import io.vigia.engine.expr.Slots;
import io.vigia.engine.text.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * What names mean at a place of the file: the event's fields, its keys, the features so far. Where
 * the schema could not be found, names are taken as they come: one mistake is enough.
 */
final class Scope {
  private static final String NO_SCORE = "only rules of a detector with a 'model' section can do";

  private static final String FURTHER_DOWN =
      "a feature that is defined further down; it can use only those above it, so move it";

  private final Optional<ExpressionCompiler> expressions;
  private final Map<String, Schema> fields = new LinkedHashMap<>();
  private final Set<String> keys = new LinkedHashSet<>();
  private static final String OF_LATER_VALUES =
      "a learned table of values that are computed further down; move it below them";

  /** Names that stand somewhere in the file, and what to say of them where they are not known. */
  private final Map<String, String> declared = new LinkedHashMap<>();

  private final Map<String, Integer> features = new LinkedHashMap<>();
  private final boolean hasLabels;
  private boolean knowsKeys = true;

  Scope(Optional<Schema> schema, boolean hasLabels) {
    this.hasLabels = hasLabels;
    this.expressions = schema.map(known -> ExpressionCompiler.of(new AnySlot(known), known));
    schema.ifPresent(
        known -> known.getFields().forEach(field -> fields.put(field.name(), field.schema())));
  }

  boolean knowsFields() {
    return expressions.isPresent();
  }

  boolean hasLabels() {
    return hasLabels;
  }

  Set<String> fieldNames() {
    return fields.keySet();
  }

  Set<String> keys() {
    return keys;
  }

  /** The section of the keys could not be read, so that any name may be one. */
  void forgetKeys() {
    knowsKeys = false;
  }

  boolean knowsKeys() {
    return knowsKeys;
  }

  /** Notes a name that is no key. */
  boolean checkKey(YamlMap map, String key, String name) {
    if (!knowsKeys || keys.contains(name)) {
      return true;
    }
    map.mistake(
        key,
        YamlValues.found(key, name)
            + ", which is none of event.keys; "
            + Nearest.hint(name, keys, "keys"));
    return false;
  }

  /** A feature that stands somewhere in the file. */
  void declareFeature(String name) {
    declared.put(name, FURTHER_DOWN);
  }

  /** A learned table that stands somewhere in the file. */
  void declareTable(String name) {
    declared.putIfAbsent(name, OF_LATER_VALUES);
  }

  /** Whether something of this name stands somewhere in the file. */
  boolean isDeclared(String name) {
    return declared.containsKey(name);
  }

  /** A key that features may use from now on. */
  void addKey(String name) {
    keys.add(name);
  }

  /** A feature that those behind it may use, whether or not it was right itself. */
  void addFeature(String name, int width) {
    features.put(name, width);
    for (int i = 0; i < width && width > 1; i++) {
      features.put(FeatureSpec.elementName(name, i), 1);
    }
  }

  boolean hasFeature(String name) {
    return features.containsKey(name);
  }

  /** How many numbers an earlier feature has; 1 of anything else. */
  int width(String name) {
    return features.getOrDefault(name, 1);
  }

  /** Type of a field; empty where there is no such field or the schema is not known. */
  Optional<Schema> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  Optional<FieldKind> fieldKind(String name) {
    return field(name).map(FieldKind::of);
  }

  /** Whether a field, null aside, is of one of these types. */
  boolean hasType(String field, Set<Schema.Type> types) {
    return types.contains(FieldKind.withoutNull(fields.get(field)).getType());
  }

  /** Fields, features and numbers of arrays so far, each of one number or text. */
  List<String> visibleNames() {
    Set<String> names = new LinkedHashSet<>(fields.keySet());
    features.forEach(
        (name, width) -> {
          if (width == 1) {
            names.add(name);
          } else {
            names.remove(name);
          }
        });
    return new ArrayList<>(names);
  }

  /** Notes what is wrong with an operand that must be a number: a field or an earlier feature. */
  boolean checkNumber(YamlMap map, String key, String name) {
    if (!knowsFields()) {
      return true;
    }
    Integer width = features.get(name);
    if (width != null) {
      if (width != 1) {
        map.mistake(
            key,
            "'"
                + key
                + "' names the feature '"
                + name
                + "', which is an array of "
                + width
                + " numbers; expected a single number");
      }
      return width == 1;
    }
    Optional<FieldKind> kind = fieldKind(name);
    if (kind.isEmpty() && declared.containsKey(name)) {
      map.mistake(key, "'" + key + "' is '" + name + "', " + declared.get(name));
      return false;
    }
    if (kind.isEmpty()) {
      map.mistake(
          key,
          "'"
              + key
              + "' is '"
              + name
              + "', which is neither a field of the event nor an earlier feature; "
              + Nearest.hint(name, visibleNames(), "names so far"));
      return false;
    }
    if (!kind.get().isNumberLike()) {
      map.mistake(
          key,
          "'"
              + key
              + "' names the field '"
              + name
              + "', which is "
              + typeName(name)
              + "; expected a number");
      return false;
    }
    return true;
  }

  /** Notes what is wrong with a condition. */
  void checkCondition(YamlMap map, String key, String source, List<String> names) {
    check(map, key, () -> expressions.orElseThrow().condition(source, names));
  }

  /** Notes what is wrong with an expression. */
  void checkExpression(YamlMap map, String key, String source, List<String> names) {
    check(map, key, () -> expressions.orElseThrow().number(source, names));
  }

  private void check(YamlMap map, String key, Runnable compile) {
    if (!knowsFields()) {
      return;
    }
    try {
      compile.run();
    } catch (ExpressionException e) {
      Optional<String> unknown = e.unknownName();
      if (unknown.filter(declared::containsKey).isPresent()) {
        map.mistake(
            key, "'" + key + "' reads '" + unknown.get() + "', " + declared.get(unknown.get()));
      } else if (unknown.filter(ExpressionCompiler.SCORE::equals).isPresent()) {
        map.mistake(key, "'" + key + "' reads the score, which " + NO_SCORE);
      } else {
        map.mistake(key, "'" + key + "': " + e.getMessage());
      }
    }
  }

  /** The type of a field in words, such as {@code a string}. */
  String typeName(String field) {
    Schema type = FieldKind.withoutNull(fields.get(field));
    String name = type.getType().getName();
    return ("aeiou".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
  }

  /** Enough of a layout to compile against, before there is one. */
  private record AnySlot(Schema schema) implements Slots {
    @Override
    public int slot(String name) {
      return 0;
    }

    @Override
    public List<String> textFields() {
      return List.of();
    }

    @Override
    public double textNumber(String text) {
      return 0;
    }
  }
}
