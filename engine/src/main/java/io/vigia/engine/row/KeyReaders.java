package io.vigia.engine.row;

import io.vigia.engine.expr.Expression;
import io.vigia.engine.expr.ExpressionCompiler;
import io.vigia.engine.expr.FieldKind;
import io.vigia.schemas.DeadLetterReason;
import java.util.List;
import org.apache.avro.Schema;

/** Compiles ids and keys: a field, an expression, or several of them. */
final class KeyReaders {
  private final Schema schema;
  private final RowLayout layout;
  private final FieldReaders fields;
  private final ExpressionCompiler expressions;

  KeyReaders(Schema schema, RowLayout layout, FieldReaders fields) {
    this.schema = schema;
    this.layout = layout;
    this.fields = fields;
    this.expressions = ExpressionCompiler.of(layout, schema);
  }

  /** A part of a key as text; {@code null} where it is missing. */
  private interface Part {
    String text(Row row);
  }

  /** Whether a key of these parts is a whole number, which then is its own number. */
  static boolean isWhole(Schema schema, List<String> parts) {
    Schema.Field field = parts.size() == 1 ? schema.getField(parts.get(0)) : null;
    return field != null && isWhole(field.schema());
  }

  private static boolean isWhole(Schema schema) {
    return switch (FieldKind.withoutNull(schema).getType()) {
      case INT, LONG -> true;
      default -> false;
    };
  }

  KeyReader compile(String what, List<String> parts) {
    if (isWhole(schema, parts)) {
      Schema.Field field = schema.getField(parts.get(0));
      int position = field.pos();
      int slot = layout.fieldSlot(field.name());
      return new KeyReader() {
        @Override
        void read(Row row) throws BadRecordException {
          if (Double.isNaN(row.values[slot])) {
            throw missing(what, field.name());
          }
          number = fields.wholes[position];
        }
      };
    }
    Part[] readers = parts.stream().map(this::part).toArray(Part[]::new);
    return new KeyReader() {
      private final StringBuilder joined = new StringBuilder();

      @Override
      void read(Row row) throws BadRecordException {
        joined.setLength(0);
        for (int i = 0; i < readers.length; i++) {
          String part = readers[i].text(row);
          if (part == null) {
            throw missing(what, parts.get(i));
          }
          if (i > 0) {
            joined.append(Keys.SEPARATOR);
          }
          joined.append(part);
        }
        text = joined.toString();
        number = Keys.hash(text);
      }
    };
  }

  private static BadRecordException missing(String what, String part) {
    return new BadRecordException(
        DeadLetterReason.INVALID_VALUE,
        what + " is missing: '" + part + "' has no value; expected one in every event");
  }

  private Part part(String source) {
    Schema.Field field = schema.getField(source);
    if (field == null) {
      Expression expression =
          expressions.number(source, schema.getFields().stream().map(Schema.Field::name).toList());
      return row -> number(expression.evaluate(row));
    }
    int position = field.pos();
    int slot = layout.fieldSlot(source);
    return switch (FieldKind.withoutNull(field.schema()).getType()) {
      case STRING, ENUM -> row -> fields.texts[position];
      case INT, LONG ->
          row -> Double.isNaN(row.values[slot]) ? null : Long.toString(fields.wholes[position]);
      case BOOLEAN ->
          row -> Double.isNaN(row.values[slot]) ? null : Boolean.toString(row.values[slot] == 1);
      default -> row -> number(row.values[slot]);
    };
  }

  /** A number as text, a whole one without a fraction. */
  private static String number(double value) {
    if (Double.isNaN(value)) {
      return null;
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
