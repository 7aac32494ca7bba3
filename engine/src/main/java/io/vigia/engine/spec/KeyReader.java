package io.vigia.engine.spec;

import io.vigia.engine.expr.FieldKind;
import io.vigia.engine.spec.EventSpec.KeySpec;
import io.vigia.engine.text.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.avro.Schema;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads the keys of the stream. */
final class KeyReader {
  private static final Set<Schema.Type> KEY_TYPES =
      Set.of(
          Schema.Type.INT,
          Schema.Type.LONG,
          Schema.Type.STRING,
          Schema.Type.ENUM,
          Schema.Type.BOOLEAN);

  private static final String PARTS = "a field, an expression, or a list of such";

  /** More than a subtask's table of keys could hold is no bound. */
  private static final int MOST = 100_000_000;

  private KeyReader() {}

  /** Reads the keys and tells the scope. */
  static List<KeySpec> read(YamlMap event, Scope scope) {
    Optional<YamlMap> section =
        event.map("keys", "a mapping of a key's name to its field, such as {card: card_id}");
    List<KeySpec> keys = new ArrayList<>();
    if (section.isEmpty()) {
      if (event.has("keys")) {
        scope.forgetKeys();
      }
      return keys;
    }
    YamlMap map = section.get();
    for (String name : map.keys()) {
      scope.addKey(name);
      if (!Names.IDENTIFIER.matcher(name).matches()) {
        map.mistake(
            name,
            "key " + YamlValues.quoted(name) + "; expected a name of letters, digits and '_'");
        continue;
      }
      read(map, name, scope).ifPresent(keys::add);
    }
    return keys;
  }

  /** Its parts alone, or a mapping that bounds it too. */
  private static Optional<KeySpec> read(YamlMap map, String name, Scope scope) {
    if (!(map.node(name) instanceof MappingNode)) {
      Optional<List<String>> parts = map.texts(name, PARTS);
      parts.ifPresent(known -> known.forEach(part -> checkKeyPart(map, name, part, scope)));
      return parts.map(known -> new KeySpec(name, known));
    }
    YamlMap bounded = map.map(name, PARTS).orElseThrow();
    bounded.allow(List.of("of", "max"));
    bounded.require("of", PARTS);
    bounded.require("max", "how many are remembered, such as 100000");
    Optional<List<String>> parts = bounded.texts("of", PARTS);
    parts.ifPresent(known -> known.forEach(part -> checkKeyPart(map, name, part, scope)));
    Optional<Integer> max = bounded.integer("max", 1, MOST);
    return parts.isPresent() && max.isPresent()
        ? Optional.of(new KeySpec(name, parts.get(), OptionalInt.of(max.get())))
        : Optional.empty();
  }

  private static void checkKeyPart(YamlMap map, String name, String part, Scope scope) {
    if (!scope.knowsFields()) {
      return;
    }
    if (scope.field(part).isPresent()) {
      if (!scope.hasType(part, KEY_TYPES)) {
        boolean isNumber = scope.fieldKind(part).orElseThrow() == FieldKind.NUMBER;
        map.mistake(
            name,
            "'"
                + name
                + "' names the field '"
                + part
                + "', which is "
                + scope.typeName(part)
                + "; expected an int, a long, a string, an enum or a boolean"
                + (isNumber ? ", or an expression such as floor(" + part + ")" : ""));
      }
    } else if (Names.IDENTIFIER.matcher(part).matches()) {
      map.mistake(
          name,
          "'"
              + name
              + "' is '"
              + part
              + "', which is no field of the event; "
              + Nearest.hint(part, scope.fieldNames(), "fields"));
    } else {
      scope.checkExpression(map, name, part, List.copyOf(scope.fieldNames()));
    }
  }
}
