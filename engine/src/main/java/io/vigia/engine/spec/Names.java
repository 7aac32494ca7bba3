package io.vigia.engine.spec;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Names that a detector gives or uses, and what they may look like. */
final class Names {
  /** A name that expressions can read. */
  static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");

  private static final Pattern DETECTOR = Pattern.compile("[a-z0-9-]{1,100}");
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
  static final Pattern RULE = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

  /** Words of CEL, and what an expression reads under a name of its own. */
  private static final Set<String> RESERVED =
      Set.of(
          "as",
          "break",
          "const",
          "continue",
          "else",
          "false",
          "for",
          "function",
          "if",
          "import",
          "in",
          "let",
          "loop",
          "namespace",
          "null",
          "package",
          "return",
          "true",
          "var",
          "void",
          "while",
          "score",
          "label");

  private Names() {}

  static Optional<String> detector(YamlMap top) {
    String expected = "a name of lower-case letters, digits and hyphens, such as card-fraud";
    return matching(top, "detector", top.requiredText("detector", expected), DETECTOR, expected);
  }

  static Optional<String> topic(YamlMap map) {
    String expected = "the name of a Kafka topic: letters, digits, '.', '_' and '-'";
    return matching(map, "topic", map.requiredText("topic", expected), TOPIC, expected)
        .filter(
            topic -> {
              boolean isName = !topic.equals(".") && !topic.equals("..");
              if (!isName) {
                map.mistake("topic", YamlValues.found("topic", topic) + "; expected " + expected);
              }
              return isName;
            });
  }

  /** The name of a feature or table, which expressions read. */
  static Optional<String> identifier(YamlMap map, String what) {
    String expected = "a name for the " + what + ": letters, digits and '_', no digit first";
    Optional<String> name =
        matching(map, "name", map.requiredText("name", expected), IDENTIFIER, expected);
    if (name.isPresent() && RESERVED.contains(name.get())) {
      map.mistake(
          "name", YamlValues.found("name", name.get()) + ", a word with a meaning; choose another");
      return Optional.empty();
    }
    return name;
  }

  static Optional<String> rule(YamlMap map) {
    String expected = "a name for the rule: letters, digits, '_', '.' and '-'";
    return matching(map, "name", map.requiredText("name", expected), RULE, expected);
  }

  private static Optional<String> matching(
      YamlMap map, String key, Optional<String> text, Pattern pattern, String expected) {
    if (text.isPresent() && !pattern.matcher(text.get()).matches()) {
      map.mistake(key, YamlValues.found(key, text.get()) + "; expected " + expected);
      return Optional.empty();
    }
    return text;
  }

  /** Notes a name that was used before in the same list. */
  static void checkUnique(YamlMap map, String name, List<String> before, String what) {
    if (before.contains(name)) {
      map.mistake("name", "a second " + what + " of this name; names are unique");
    }
  }
}
