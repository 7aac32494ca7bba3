package io.vigia.engine.spec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Parses the text of a detector into nodes that know their lines; bounds what it takes. */
final class YamlDocument {
  /** Largest detector.yaml in bytes. */
  static final int MAX_BYTES = 1 << 20;

  /** Deepest nesting of lists and mappings; a detector needs five. */
  static final int MAX_DEPTH = 20;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setLabel(DetectorFiles.SPEC).setCodePointLimit(MAX_BYTES).build();

  private YamlDocument() {}

  /** The mapping at the top; empty with a mistake noted where there is none. */
  static Optional<YamlMap> parse(byte[] bytes, Mistakes mistakes) {
    if (bytes.length > MAX_BYTES) {
      mistakes.add(1, bytes.length + " bytes; a detector has at most " + MAX_BYTES);
      return Optional.empty();
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      mistakes.add(1, "the file is not UTF-8 text");
      return Optional.empty();
    }
    try {
      return bounded(text, mistakes) ? top(text, mistakes) : Optional.empty();
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(mark -> mark.getLine() + 1).orElse(1);
      mistakes.add(line, "this is not valid YAML: " + e.getProblem());
      return Optional.empty();
    } catch (YamlEngineException e) {
      mistakes.add(1, "this is not valid YAML: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Looks at the events alone, which takes no memory however they nest. */
  private static boolean bounded(String text, Mistakes mistakes) {
    int depth = 0;
    int documents = 0;
    for (Event event : new Parse(SETTINGS).parseString(text)) {
      int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
      if (event instanceof AliasEvent) {
        mistakes.add(line, "a YAML alias; aliases are not read, so write the value out");
        return false;
      }
      if (event instanceof DocumentStartEvent && ++documents > 1) {
        mistakes.add(line, "a second YAML document; a file describes one detector");
        return false;
      }
      if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
        mistakes.add(line, "nested more than " + MAX_DEPTH + " deep");
        return false;
      }
      if (event instanceof CollectionEndEvent) {
        depth--;
      }
    }
    return true;
  }

  private static Optional<YamlMap> top(String text, Mistakes mistakes) {
    Optional<Node> node = new Compose(SETTINGS).composeString(text);
    if (node.isPresent() && node.get() instanceof MappingNode mapping) {
      return Optional.of(new YamlMap(mapping, "", mistakes));
    }
    mistakes.add(
        1,
        "found "
            + node.map(YamlValues::describe).orElse("nothing")
            + "; expected a mapping with the keys of a detector: "
            + String.join(", ", DetectorSpecReader.KEYS));
    return Optional.empty();
  }
}
