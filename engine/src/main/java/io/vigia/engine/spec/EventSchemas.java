package io.vigia.engine.spec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.Schema;

/** Finds the schema that a detector names. */
final class EventSchemas {
  private static final String PACKAGE = "io.vigia.schemas.";
  private static final String SUFFIX = ".avsc";

  private EventSchemas() {}

  /**
   * A record of schemas/ by its name, or a file of the folder.
   *
   * @throws IllegalArgumentException when there is none; the message says what was found
   */
  static Schema find(String name, DetectorFiles files) {
    Schema schema = name.endsWith(SUFFIX) ? ofFile(name, files) : ofRecord(name);
    if (schema.getType() != Schema.Type.RECORD) {
      throw new IllegalArgumentException(
          "schema " + name + " is of type " + schema.getType().getName() + "; expected a record");
    }
    return schema;
  }

  private static Schema ofRecord(String name) {
    if (name.matches("[A-Za-z][A-Za-z0-9]*")) {
      try {
        ClassLoader loader = EventSchemas.class.getClassLoader();
        Class<?> record = Class.forName(PACKAGE + name, false, loader);
        return (Schema) record.getField("SCHEMA$").get(null);
      } catch (ReflectiveOperationException | LinkageError e) {
        // Falls through: no record of that name. A LinkageError is a name that differs in case.
      }
    }
    throw new IllegalArgumentException(
        "no schema '"
            + name
            + "'; expected the name of a record of schemas/, such as Transaction, or of a file"
            + " beside detector.yaml, such as my-event.avsc");
  }

  private static Schema ofFile(String name, DetectorFiles files) {
    byte[] bytes = files.asMap().get(name);
    if (bytes == null) {
      List<String> present =
          files.asMap().keySet().stream().filter(file -> file.endsWith(SUFFIX)).toList();
      throw new IllegalArgumentException(
          "no file '"
              + name
              + "' beside detector.yaml; "
              + (present.isEmpty() ? "there is no .avsc file" : "found " + present));
    }
    try {
      return new Schema.Parser().parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (RuntimeException e) {
      // Avro's own exceptions, and those that it lets slip on texts it does not expect.
      throw new IllegalArgumentException(name + " is no Avro schema: " + e.getMessage(), e);
    }
  }
}
