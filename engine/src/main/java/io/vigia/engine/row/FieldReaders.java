package io.vigia.engine.row;

import io.vigia.schemas.DeadLetterReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * Compiles a schema into readers that put each field's number at its slot. Whole numbers and texts
 * that ids, keys or expressions need are kept exactly beside: a double has 53 bits.
 */
final class FieldReaders {
  private static final double MICROS_A_MILLI = 1_000;

  /** Whole numbers by field, of the record read last; only of fields that need them. */
  final long[] wholes;

  /** Texts by field, of the record read last; {@code null} = missing. */
  final String[] texts;

  FieldReaders(Schema schema) {
    wholes = new long[schema.getFields().size()];
    texts = new String[schema.getFields().size()];
  }

  /**
   * Compiles a field.
   *
   * @param field the field
   * @param slot first slot of its numbers
   * @param width how many slots an array has; 1 for anything else
   */
  FieldReader compile(Schema.Field field, int slot, int width) {
    return compile(field.schema(), field, slot, width, field.pos());
  }

  private FieldReader compile(
      Schema schema, Schema.Field field, int slot, int width, int position) {
    String name = field.name();
    return switch (schema.getType()) {
      case INT ->
          (in, row) -> {
            int value = in.readInt();
            wholes[position] = value;
            row.values[slot] = value;
          };
      case LONG -> whole(schema, slot, position);
      case FLOAT -> (in, row) -> row.values[slot] = finite(in.readFloat(), name);
      case DOUBLE -> (in, row) -> row.values[slot] = finite(in.readDouble(), name);
      case BOOLEAN ->
          (in, row) -> {
            boolean value = in.readBoolean();
            wholes[position] = value ? 1 : 0;
            row.values[slot] = value ? 1 : 0;
          };
      case ENUM -> {
        List<String> symbols = schema.getEnumSymbols();
        yield (in, row) -> {
          int index = in.readIndex(symbols.size(), "the enum symbol");
          texts[position] = symbols.get(index);
          row.values[slot] = index;
        };
      }
      case STRING ->
          (in, row) -> {
            String text = in.readString();
            texts[position] = text;
            row.values[slot] = Keys.textNumber(text);
          };
      case UNION -> union(schema, field, slot, width, position);
      case ARRAY ->
          width > 1 || isNumber(schema.getElementType())
              ? array(schema.getElementType(), field, slot, width)
              : skip(schema, new HashMap<>());
      default -> skip(schema, new HashMap<>());
    };
  }

  private FieldReader whole(Schema schema, int slot, int position) {
    double scale =
        schema.getLogicalType() instanceof LogicalTypes.TimestampMillis ? MICROS_A_MILLI : 1;
    return (in, row) -> {
      long value = in.readLong();
      wholes[position] = value;
      row.values[slot] = value * scale;
    };
  }

  private static double finite(double value, String field) throws BadRecordException {
    if (Double.isFinite(value)) {
      return value;
    }
    throw new BadRecordException(
        DeadLetterReason.INVALID_VALUE,
        "field '" + field + "' is " + value + "; expected a finite number");
  }

  private FieldReader union(Schema schema, Schema.Field field, int slot, int width, int position) {
    List<Schema> types = schema.getTypes();
    FieldReader[] branches = new FieldReader[types.size()];
    for (int i = 0; i < branches.length; i++) {
      branches[i] =
          types.get(i).getType() == Schema.Type.NULL
              ? (in, row) -> {
                texts[position] = null;
                java.util.Arrays.fill(row.values, slot, slot + width, Double.NaN);
              }
              : compile(types.get(i), field, slot, width, position);
    }
    return (in, row) -> branches[in.readIndex(branches.length, "the union branch")].read(in, row);
  }

  private static boolean isNumber(Schema schema) {
    return switch (schema.getType()) {
      case INT, LONG, FLOAT, DOUBLE -> true;
      default -> false;
    };
  }

  /** Within an array, where nothing can be null, NaN stands for a missing number. */
  private static double finiteOrMissing(double value, String field) throws BadRecordException {
    return Double.isNaN(value) ? value : finite(value, field);
  }

  /** An array of numbers: read to its slots where a feature reads it, else past it. */
  private static FieldReader array(Schema element, Schema.Field field, int slot, int width) {
    String name = field.name();
    Schema.Type type = element.getType();
    return (in, row) -> {
      int count = 0;
      for (long block = in.readBlock(); block != 0; block = in.readBlock()) {
        for (long i = 0; i < block; i++) {
          double value =
              switch (type) {
                case INT -> in.readInt();
                case LONG -> in.readLong();
                case FLOAT -> finiteOrMissing(in.readFloat(), name);
                default -> finiteOrMissing(in.readDouble(), name);
              };
          if (count < width) {
            row.values[slot + count] = value;
          }
          count++;
        }
      }
      if (width > 1 && count != width) {
        throw new BadRecordException(
            DeadLetterReason.INVALID_VALUE,
            "field '"
                + name
                + "' has "
                + count
                + " numbers; expected "
                + width
                + " (size of the feature that reads it)");
      }
    };
  }

  /** Reads past a value. Named types may be recursive, so each is compiled once. */
  private static FieldReader skip(Schema schema, Map<String, FieldReader> known) {
    return switch (schema.getType()) {
      case NULL -> (in, row) -> {};
      case BOOLEAN -> (in, row) -> in.readBoolean();
      case INT -> (in, row) -> in.readInt();
      case LONG -> (in, row) -> in.readLong();
      case FLOAT -> (in, row) -> in.skip(4);
      case DOUBLE -> (in, row) -> in.skip(8);
      case STRING, BYTES -> (in, row) -> in.skipBytes();
      case FIXED -> {
        int size = schema.getFixedSize();
        yield (in, row) -> in.skip(size);
      }
      case ENUM -> {
        int count = schema.getEnumSymbols().size();
        yield (in, row) -> in.readIndex(count, "the enum symbol");
      }
      case UNION -> {
        FieldReader[] branches =
            schema.getTypes().stream().map(type -> skip(type, known)).toArray(FieldReader[]::new);
        yield (in, row) ->
            branches[in.readIndex(branches.length, "the union branch")].read(in, row);
      }
      case ARRAY -> blocks(skip(schema.getElementType(), known));
      case MAP -> {
        FieldReader value = skip(schema.getValueType(), known);
        yield blocks(
            (in, row) -> {
              in.skipBytes();
              value.read(in, row);
            });
      }
      case RECORD -> skipRecord(schema, known);
    };
  }

  private static FieldReader blocks(FieldReader item) {
    return (in, row) -> {
      for (long block = in.readBlock(); block != 0; block = in.readBlock()) {
        for (long i = 0; i < block; i++) {
          item.read(in, row);
        }
      }
    };
  }

  private static FieldReader skipRecord(Schema schema, Map<String, FieldReader> known) {
    String name = schema.getFullName();
    if (known.containsKey(name)) {
      return (in, row) -> known.get(name).read(in, row);
    }
    List<FieldReader> fields = new ArrayList<>();
    known.put(
        name,
        (in, row) -> {
          in.enter();
          for (FieldReader field : fields) {
            field.read(in, row);
          }
          in.leave();
        });
    schema.getFields().forEach(field -> fields.add(skip(field.schema(), known)));
    return known.get(name);
  }
}
