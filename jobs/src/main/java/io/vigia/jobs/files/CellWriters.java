package io.vigia.jobs.files;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Compiles the schema of a field into a writer of its values. */
final class CellWriters {
  /** Between the items of a list in a cell of text. */
  private static final String SEPARATOR = ";";

  /** A number of a list that is not there. */
  private static final Object MISSING = Double.NaN;

  private final Times times;

  CellWriters(Times times) {
    this.times = times;
  }

  /** Whether values of files can become values of the schema. */
  static boolean canWrite(Schema schema) {
    return switch (schema.getType()) {
      case INT, LONG, FLOAT, DOUBLE, BOOLEAN, STRING, ENUM, NULL -> true;
      case UNION -> schema.getTypes().stream().anyMatch(CellWriters::canWriteValue);
      case ARRAY -> canWrite(schema.getElementType());
      default -> false;
    };
  }

  private static boolean canWriteValue(Schema schema) {
    return schema.getType() != Schema.Type.NULL && canWrite(schema);
  }

  /** The writer of a schema that {@link #canWrite} answers yes to. */
  CellWriter compile(Schema schema) {
    return switch (schema.getType()) {
      case NULL -> (cell, out) -> {};
      case INT, LONG -> whole(schema);
      case FLOAT -> (cell, out) -> out.writeFloat((float) number(cell));
      case DOUBLE -> (cell, out) -> out.writeDouble(number(cell));
      case BOOLEAN -> (cell, out) -> out.writeByte(bool(cell) ? 1 : 0);
      case STRING -> (cell, out) -> writeText(present(cell, "a text").toString(), out);
      case ENUM -> symbol(schema.getEnumSymbols());
      case UNION -> union(schema.getTypes());
      case ARRAY -> array(schema.getElementType());
      default -> throw new IllegalArgumentException(schema.getType() + " cannot be written");
    };
  }

  private static Object present(Object cell, String expected) throws BadCellException {
    if (cell == null) {
      throw new BadCellException("nothing; expected " + expected);
    }
    return cell;
  }

  private static boolean isEmpty(Object cell) {
    return cell == null || cell instanceof String text && text.isEmpty();
  }

  private CellWriter whole(Schema schema) {
    boolean isInt = schema.getType() == Schema.Type.INT;
    if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
      return (cell, out) -> out.writeLong(Math.floorDiv(time(cell), 1_000));
    }
    if (schema.getLogicalType() instanceof LogicalTypes.TimestampMicros) {
      return (cell, out) -> out.writeLong(time(cell));
    }
    return (cell, out) -> {
      long value = whole(cell);
      if (isInt && value != (int) value) {
        throw new BadCellException("'" + cell + "'; expected a 32-bit whole number");
      }
      out.writeLong(value);
    };
  }

  private long time(Object cell) throws BadCellException {
    present(cell, "a time");
    if (cell instanceof Instant instant) {
      return Times.micros(instant);
    }
    if (cell instanceof Long || cell instanceof Integer) {
      return times.micros(((Number) cell).longValue());
    }
    return times.micros(cell instanceof Number ? plain(cell.toString()) : cell.toString());
  }

  /** Without an exponent, in which files do not write times. */
  private static String plain(String number) {
    try {
      return new BigDecimal(number).toPlainString();
    } catch (NumberFormatException e) {
      return number;
    }
  }

  private static long whole(Object cell) throws BadCellException {
    if (cell instanceof Long || cell instanceof Integer) {
      return ((Number) cell).longValue();
    }
    String text = present(cell, "a whole number").toString();
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new BadCellException("'" + text + "'; expected a whole number");
    }
  }

  private static double number(Object cell) throws BadCellException {
    if (cell instanceof Number number) {
      return number.doubleValue();
    }
    String text = present(cell, "a number").toString();
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new BadCellException("'" + text + "'; expected a number");
    }
  }

  static boolean bool(Object cell) throws BadCellException {
    if (cell instanceof Boolean value) {
      return value;
    }
    String text = present(cell, "true or false").toString();
    if (text.equalsIgnoreCase("true") || text.equals("1")) {
      return true;
    }
    if (text.equalsIgnoreCase("false") || text.equals("0")) {
      return false;
    }
    throw new BadCellException("'" + text + "'; expected true, false, 1 or 0");
  }

  private static void writeText(String text, AvroBuffer out) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeLong(bytes.length);
    out.write(bytes);
  }

  private static CellWriter symbol(List<String> symbols) {
    return (cell, out) -> {
      int index = symbols.indexOf(present(cell, "one of " + symbols).toString());
      if (index < 0) {
        throw new BadCellException("'" + cell + "'; expected one of " + symbols);
      }
      out.writeLong(index);
    };
  }

  /** An empty value is null where that is allowed; else the first other branch takes it. */
  private CellWriter union(List<Schema> branches) {
    int nothing = -1;
    int something = -1;
    for (int i = 0; i < branches.size(); i++) {
      if (branches.get(i).getType() == Schema.Type.NULL) {
        nothing = i;
      } else if (something < 0 && canWrite(branches.get(i))) {
        something = i;
      }
    }
    int nullBranch = nothing;
    int valueBranch = something;
    CellWriter value = compile(branches.get(valueBranch));
    return (cell, out) -> {
      if (nullBranch >= 0 && isEmpty(cell)) {
        out.writeLong(nullBranch);
      } else {
        out.writeLong(valueBranch);
        value.write(cell, out);
      }
    };
  }

  private CellWriter array(Schema element) {
    CellWriter item = compile(element);
    boolean isNumber =
        element.getType() == Schema.Type.DOUBLE || element.getType() == Schema.Type.FLOAT;
    return (cell, out) -> {
      List<?> items = items(cell);
      if (!items.isEmpty()) {
        out.writeLong(items.size());
        for (Object value : items) {
          item.write(isNumber && isEmpty(value) ? MISSING : value, out);
        }
      }
      out.writeLong(0);
    };
  }

  /** The items of a list; of a text, what stands between its semicolons. */
  private static List<?> items(Object cell) throws BadCellException {
    if (cell instanceof List<?> items) {
      return items;
    }
    String text = present(cell, "a list").toString();
    return text.isBlank()
        ? List.of()
        : Arrays.stream(text.split(SEPARATOR, -1)).map(String::strip).toList();
  }
}
