package io.vigia.engine.spec;

import io.vigia.engine.expr.FieldKind;
import io.vigia.engine.spec.EventSpec.KeySpec;
import io.vigia.engine.spec.EventSpec.Validity;
import io.vigia.engine.text.Nearest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

  /** Event times that are taken unless the detector says otherwise. */
  static final Validity VALIDITY =
      new Validity(
          micros(LocalDate.of(1970, 1, 1)), micros(LocalDate.of(2200, 1, 1)), Duration.ofHours(1));

  private static final Set<Schema.Type> ID_TYPES =
      Set.of(Schema.Type.INT, Schema.Type.LONG, Schema.Type.STRING);
  private static final Set<Schema.Type> KEY_TYPES =
      Set.of(
          Schema.Type.INT,
          Schema.Type.LONG,
          Schema.Type.STRING,
          Schema.Type.ENUM,
          Schema.Type.BOOLEAN);

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
    Validity valid = validity(event);
    List<KeySpec> keys = keys(event, scope);
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
        YamlMap.found(key, name.get())
            + ", which is no field of the event; "
            + Nearest.hint(name.get(), scope.fieldNames(), "fields"));
    return Optional.empty();
  }

  private static void checkId(YamlMap event, String name, Scope scope) {
    if (scope.knowsFields() && !hasType(name, ID_TYPES, scope)) {
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

  private static boolean hasType(String field, Set<Schema.Type> types, Scope scope) {
    return types.contains(FieldKind.withoutNull(scope.field(field).orElseThrow()).getType());
  }

  private static Validity validity(YamlMap event) {
    Optional<YamlMap> section = event.map("valid", "a mapping with from, to, max_ahead");
    if (section.isEmpty()) {
      return VALIDITY;
    }
    YamlMap valid = section.get();
    valid.allow(List.of("from", "to", "max_ahead"));
    OptionalLong from = instant(valid, "from");
    OptionalLong to = instant(valid, "to");
    Validity result =
        new Validity(
            from.orElse(VALIDITY.fromMicros()),
            to.orElse(VALIDITY.toMicros()),
            valid.duration("max_ahead", true).orElse(VALIDITY.maxAhead()));
    if (result.fromMicros() >= result.toMicros()) {
      valid.add(valid.line(), "'from' is not before 'to', so no event would be valid");
    }
    return result;
  }

  private static OptionalLong instant(YamlMap valid, String key) {
    String expected =
        "a date or time from year 0 to 9999, such as 2000-01-01 or 2000-01-01T12:00:00Z";
    Optional<String> text = valid.text(key, expected);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      Instant instant =
          text.get().length() == 10
              ? LocalDate.parse(text.get()).atStartOfDay().toInstant(ZoneOffset.UTC)
              : OffsetDateTime.parse(text.get()).toInstant();
      int year = instant.atOffset(ZoneOffset.UTC).getYear();
      if (year >= 0 && year <= 9999) {
        return OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
      }
    } catch (DateTimeException e) {
      // Noted below, together with years out of range.
    }
    valid.mistake(key, YamlMap.found(key, text.get()) + "; expected " + expected);
    return OptionalLong.empty();
  }

  private static long micros(LocalDate date) {
    return date.toEpochDay() * 86_400_000_000L;
  }

  private static List<KeySpec> keys(YamlMap event, Scope scope) {
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
            name, "key " + YamlMap.quoted(name) + "; expected a name of letters, digits and '_'");
        continue;
      }
      Optional<List<String>> parts = map.texts(name, "a field, an expression, or a list of such");
      if (parts.isPresent()) {
        parts.get().forEach(part -> checkKeyPart(map, name, part, scope));
        keys.add(new KeySpec(name, parts.get()));
      }
    }
    return keys;
  }

  private static void checkKeyPart(YamlMap map, String name, String part, Scope scope) {
    if (!scope.knowsFields()) {
      return;
    }
    if (scope.field(part).isPresent()) {
      if (!hasType(part, KEY_TYPES, scope)) {
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
