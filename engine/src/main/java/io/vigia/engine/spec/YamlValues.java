package io.vigia.engine.spec;

import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Single values of the file: numbers in them, and how messages speak of them. */
final class YamlValues {
  private YamlValues() {}

  static Optional<Integer> parseInteger(String text) {
    return text.matches("-?[0-9]{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  /** A number; NaN and infinite ones are none. */
  static Optional<Double> parseNumber(String text) {
    return text.matches("[-+]?([0-9]{1,30}(\\.[0-9]{0,30})?|\\.[0-9]{1,30})([eE][-+]?[0-9]{1,3})?")
        ? Optional.of(Double.valueOf(text)).filter(Double::isFinite)
        : Optional.empty();
  }

  /** How a message begins that speaks of a value: {@code 'key' is 'value'}. */
  static String found(String key, String value) {
    return quoted(key) + " is " + quoted(value);
  }

  static String quoted(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return "'" + (line.length() <= 60 ? line : line.substring(0, 57) + "...") + "'";
  }

  static int lineOf(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  static boolean isNull(ScalarNode scalar) {
    return scalar.getTag().equals(Tag.NULL);
  }

  static String describe(Node node) {
    if (node instanceof MappingNode) {
      return "a mapping";
    }
    if (node instanceof SequenceNode) {
      return "a list";
    }
    ScalarNode scalar = (ScalarNode) node;
    return isNull(scalar) || scalar.getValue().isBlank() ? "empty" : quoted(scalar.getValue());
  }
}
