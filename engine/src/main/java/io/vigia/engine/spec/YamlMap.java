package io.vigia.engine.spec;

import io.vigia.engine.text.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoublePredicate;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A mapping of the file. Accessors answer empty for what is absent or wrong; for what is wrong they
 * note a mistake.
 */
final class YamlMap {
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final String where;
  private final int line;
  private final Mistakes mistakes;

  /**
   * @param where what the mapping is, such as {@code feature 'amount'}; empty for the top
   */
  YamlMap(MappingNode node, String where, Mistakes mistakes) {
    this.where = where;
    this.line = YamlValues.lineOf(node);
    this.mistakes = mistakes;
    for (NodeTuple tuple : node.getValue()) {
      Node key = tuple.getKeyNode();
      if (!(key instanceof ScalarNode scalar)) {
        add(YamlValues.lineOf(key), "a key is " + YamlValues.describe(key) + "; expected a name");
        continue;
      }
      String name = scalar.getValue();
      Integer first = lines.putIfAbsent(name, YamlValues.lineOf(key));
      values.putIfAbsent(name, tuple.getValueNode());
      if (first != null) {
        add(
            YamlValues.lineOf(key),
            YamlValues.quoted(name) + " stands here again, after line " + first + "; keep one");
      }
    }
  }

  int line() {
    return line;
  }

  /** Line of a key, or of the mapping where the key is absent. */
  int line(String key) {
    return lines.getOrDefault(key, line);
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  Set<String> keys() {
    return values.keySet();
  }

  Mistakes mistakes() {
    return mistakes;
  }

  /** Notes a mistake about a key. */
  void mistake(String key, String text) {
    add(line(key), text);
  }

  /** Notes a mistake in this mapping. */
  void add(int atLine, String text) {
    mistakes.add(atLine, where.isEmpty() ? text : where + ": " + text);
  }

  /** Notes each key that is none of the known ones; answers whether there was none. */
  boolean allow(Collection<String> known) {
    boolean isClean = true;
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        isClean = false;
        mistake(
            key,
            "unknown key "
                + YamlValues.quoted(key)
                + "; "
                + Nearest.hint(key, known, "known keys"));
      }
    }
    return isClean;
  }

  /** Notes a key that must be there and is not. */
  boolean require(String key, String expected) {
    if (!has(key)) {
      add(line, YamlValues.quoted(key) + " is missing; expected " + expected);
    }
    return has(key);
  }

  Optional<String> requiredText(String key, String expected) {
    return require(key, expected) ? text(key, expected) : Optional.empty();
  }

  Optional<String> text(String key, String expected) {
    Node value = values.get(key);
    return value == null ? Optional.empty() : text(value, YamlValues.quoted(key), expected);
  }

  /** The text of a scalar; of anything else a mistake. */
  Optional<String> text(Node value, String what, String expected) {
    if (value instanceof ScalarNode scalar
        && !YamlValues.isNull(scalar)
        && !scalar.getValue().isBlank()) {
      return Optional.of(scalar.getValue().strip());
    }
    add(
        YamlValues.lineOf(value),
        what + " is " + YamlValues.describe(value) + "; expected " + expected);
    return Optional.empty();
  }

  Optional<Duration> duration(String key, boolean mayBeZero) {
    String expected = Durations.EXPECTED;
    Optional<String> text = text(key, expected);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Duration> duration = Durations.parse(text.get());
    if (duration.isEmpty() || (duration.get().isZero() && !mayBeZero)) {
      mistake(key, YamlValues.found(key, text.get()) + "; expected " + expected);
      return Optional.empty();
    }
    return duration;
  }

  Optional<Integer> integer(String key, int from, int to) {
    Optional<String> text = text(key, "a whole number");
    return text.flatMap(
        value -> {
          Optional<Integer> number = YamlValues.parseInteger(value);
          if (number.isEmpty() || number.get() < from || number.get() > to) {
            mistake(
                key,
                YamlValues.found(key, value)
                    + "; expected a whole number from "
                    + from
                    + " to "
                    + to);
            return Optional.empty();
          }
          return number;
        });
  }

  /**
   * A number.
   *
   * @param expected what numbers fit, for messages
   */
  Optional<Double> number(String key, String expected, DoublePredicate fits) {
    return text(key, expected)
        .flatMap(
            value -> {
              Optional<Double> number = YamlValues.parseNumber(value).filter(fits::test);
              if (number.isEmpty()) {
                mistake(key, YamlValues.found(key, value) + "; expected " + expected);
              }
              return number;
            });
  }

  Optional<Boolean> flag(String key) {
    return text(key, "true or false")
        .flatMap(
            value -> {
              if (value.equals("true") || value.equals("false")) {
                return Optional.of(value.equals("true"));
              }
              mistake(key, YamlValues.found(key, value) + "; expected true or false");
              return Optional.empty();
            });
  }

  Optional<YamlMap> map(String key, String expected) {
    Node value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof MappingNode mapping) {
      return Optional.of(new YamlMap(mapping, inside(key), mistakes));
    }
    mistake(
        key,
        YamlValues.quoted(key) + " is " + YamlValues.describe(value) + "; expected " + expected);
    return Optional.empty();
  }

  /** What a mapping in this one is: {@code event.keys}, {@code feature 'x': ratio}. */
  private String inside(String key) {
    if (where.isEmpty()) {
      return key;
    }
    return where + (where.endsWith("'") ? ": " : ".") + key;
  }

  /** The elements of a list; empty for an absent one. */
  Optional<List<Node>> list(String key, String expected) {
    Node value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof SequenceNode sequence) {
      return Optional.of(sequence.getValue());
    }
    mistake(
        key,
        YamlValues.quoted(key) + " is " + YamlValues.describe(value) + "; expected " + expected);
    return Optional.empty();
  }

  /**
   * The mappings of a list, such as the features; elements that are none are mistakes.
   *
   * @param what what an element is, such as {@code feature}; messages add its name
   * @param example an element
   */
  List<YamlMap> maps(String key, String what, String example) {
    String expected = "a list of " + what + "s, such as " + example;
    List<YamlMap> maps = new ArrayList<>();
    for (Node node : list(key, expected).orElse(List.of())) {
      if (node instanceof MappingNode mapping) {
        String name =
            nameOf(mapping).map(given -> what + " " + YamlValues.quoted(given)).orElse("a " + what);
        maps.add(new YamlMap(mapping, name, mistakes));
      } else {
        add(
            YamlValues.lineOf(node),
            "an entry of "
                + YamlValues.quoted(key)
                + " is "
                + YamlValues.describe(node)
                + "; expected a mapping, such as "
                + example);
      }
    }
    return maps;
  }

  /** The text of the key {@code name}, whatever it is; for what is said before it is checked. */
  Optional<String> name() {
    return values.get("name") instanceof ScalarNode name
        ? Optional.of(name.getValue())
        : Optional.empty();
  }

  private static Optional<String> nameOf(MappingNode mapping) {
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key
          && key.getValue().equals("name")
          && tuple.getValueNode() instanceof ScalarNode name
          && !name.getValue().isBlank()) {
        return Optional.of(name.getValue());
      }
    }
    return Optional.empty();
  }

  /** The value of a key as a node; {@code null} where it is absent. */
  Node node(String key) {
    return values.get(key);
  }

  /** The texts of a list, or of a scalar as a list of one. */
  Optional<List<String>> texts(String key, String expected) {
    Node value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    List<? extends Node> nodes =
        value instanceof SequenceNode sequence ? sequence.getValue() : List.of(value);
    for (Node node : nodes) {
      text(
              node,
              node == value ? YamlValues.quoted(key) : "an entry of " + YamlValues.quoted(key),
              expected)
          .ifPresent(texts::add);
    }
    if (texts.isEmpty() && nodes.isEmpty()) {
      mistake(key, YamlValues.quoted(key) + " is an empty list; expected " + expected);
    }
    return texts.size() == nodes.size() && !texts.isEmpty() ? Optional.of(texts) : Optional.empty();
  }
}
