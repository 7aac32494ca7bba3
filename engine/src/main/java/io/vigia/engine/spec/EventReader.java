package io.vigia.engine.spec;

import io.vigia.engine.expr.FieldKind;
import io.vigia.engine.spec.EventSpec.KeySpec;
import io.vigia.engine.spec.EventSpec.Validity;
import io.vigia.engine.text.Nearest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Reads the section {@code event}. */
final class EventReader {
  private static final List<String> KEYS =
      List.of("schema", "topic", "id", "time", "out_of_orderness", "valid", "keys");

  /** How late an event may come unless the detector says otherwise. */
  static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(10);

  private static final Set<Schema.Type> ID_TYPES =
      Set.of(Schema.Type.INT, Schema.Type.LONG, Schema.Type.STRING);

  private final Optional<YamlMap> section;
  private final Optional<Schema> schema;

  EventReader(YamlMap top, DetectorFiles files) {
    String expected = "a mapping with " + String.join(", ", KEYS);
    top.require("event", expected);
    this.section = top.map("event", expected);
    this.schema = section.flatMap(event -> findSchema(event, files));
  }

  private static Optional<Schema> findSchema(YamlMap event, DetectorFiles files) {
    Optional<String> name =
        event.requiredText(
            "schema", "the name of a record of schemas/, or of an .avsc file beside this one");
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(EventSchemas.find(name.get(), files));
    } catch (IllegalArgumentException e) {
      event.mistake("schema", e.getMessage());
      return Optional.empty();
    }
  }

  /** The schema of the events; empty where it could not be found. */
  Optional<Schema> schema() {
    return schema;
  }

  /** Reads the rest; tells the scope the keys. */
  Optional<EventSpec> read(Scope scope) {
    if (section.isEmpty()) {
      scope.forgetKeys();
      return Optional.empty();
    }
    YamlMap event = section.get();
    event.allow(KEYS);
    Optional<String> topic = Names.topic(event);
    Optional<String> id = field(event, "id", "the field that identifies an event", scope);
    id.ifPresent(name -> checkId(event, name, scope));
    Optional<String> time = field(event, "time", "the field that holds the event time", scope);
    time.ifPresent(name -> checkTime(event, name, scope));
    Duration outOfOrderness = event.duration("out_of_orderness", true).orElse(OUT_OF_ORDERNESS);
    Validity valid = ValidityReader.read(event);
    List<KeySpec> keys = KeyReader.read(event, scope);
    if (schema.isEmpty() || topic.isEmpty() || id.isEmpty() || time.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new EventSpec(
            schema.get(), topic.get(), id.get(), time.get(), outOfOrderness, valid, keys));
  }

  private static Optional<String> field(YamlMap event, String key, String what, Scope scope) {
    Optional<String> name = event.requiredText(key, what);
    if (name.isEmpty() || !scope.knowsFields() || scope.field(name.get()).isPresent()) {
      return name;
    }
    event.mistake(
        key,
        YamlValues.found(key, name.get())
            + ", which is no field of the event; "
            + Nearest.hint(name.get(), scope.fieldNames(), "fields"));
    return Optional.empty();
  }

  private static void checkId(YamlMap event, String name, Scope scope) {
    if (scope.knowsFields() && !scope.hasType(name, ID_TYPES)) {
      event.mistake(
          "id",
          "'id' names the field '"
              + name
              + "', which is "
              + scope.typeName(name)
              + "; expected an int, a long or a string");
    }
  }

  private static void checkTime(YamlMap event, String name, Scope scope) {
    if (!scope.knowsFields()) {
      return;
    }
    Schema type = FieldKind.withoutNull(scope.field(name).orElseThrow());
    LogicalType logical = type.getLogicalType();
    boolean isTimestamp =
        type.getType() == Schema.Type.LONG
            && (logical instanceof LogicalTypes.TimestampMillis
                || logical instanceof LogicalTypes.TimestampMicros);
    if (!isTimestamp) {
      event.mistake(
          "time",
          "'time' names the field '"
              + name
              + "', which is "
              + scope.typeName(name)
              + (logical == null ? " without a logical type" : " of type " + logical.getName())
              + "; expected a long of logical type timestamp-millis or timestamp-micros");
    }
  }
}
