package io.vigia.engine.expr;

import java.util.List;
import org.apache.avro.Schema;

/** What expressions and features can do with a field of the event. */
public enum FieldKind {
  /** int, long, float, double; a timestamp is its microseconds since 1970. */
  NUMBER,
  /** true = 1, false = 0. */
  BOOLEAN,
  /** Its slot holds the ordinal of the symbol. */
  ENUM,
  /** A string. Its slot holds the text's number ({@link Slots#textNumber}). */
  TEXT,
  /** An array of numbers, which a feature of fixed size reads. */
  NUMBERS,
  /** Anything else: it can be carried, not computed with. */
  OTHER;

  /** The kind of a schema; a union with null is of the kind of its other branch. */
  public static FieldKind of(Schema schema) {
    Schema type = withoutNull(schema);
    return switch (type.getType()) {
      case INT, LONG, FLOAT, DOUBLE -> NUMBER;
      case BOOLEAN -> BOOLEAN;
      case ENUM -> ENUM;
      case STRING -> TEXT;
      case ARRAY -> of(type.getElementType()) == NUMBER ? NUMBERS : OTHER;
      default -> OTHER;
    };
  }

  /** The schema itself, or the only branch beside null of a union. */
  public static Schema withoutNull(Schema schema) {
    if (schema.getType() != Schema.Type.UNION) {
      return schema;
    }
    List<Schema> branches =
        schema.getTypes().stream().filter(branch -> branch.getType() != Schema.Type.NULL).toList();
    return branches.size() == 1 ? branches.get(0) : schema;
  }

  /** Whether its slot holds a number to compute with. */
  public boolean isNumberLike() {
    return this == NUMBER || this == BOOLEAN || this == ENUM;
  }
}
