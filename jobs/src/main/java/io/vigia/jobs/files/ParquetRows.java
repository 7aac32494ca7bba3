package io.vigia.jobs.files;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Puts the values of a row into cells, one a column; values of a list come as one cell. */
final class ParquetRows extends RecordMaterializer<Object[]> {
  private final Object[] cells;
  private final Converter[] converters;
  private final GroupConverter root =
      new GroupConverter() {
        @Override
        public Converter getConverter(int field) {
          return converters[field];
        }

        @Override
        public void start() {
          Arrays.fill(cells, null);
        }

        @Override
        public void end() {}
      };

  /**
   * Settles which column goes to which cell.
   *
   * @param schema the columns that are read
   * @param cellOf by column: its cell
   */
  ParquetRows(MessageType schema, int[] cellOf, Object[] cells) {
    this.cells = cells;
    converters = new Converter[schema.getFieldCount()];
    for (int i = 0; i < converters.length; i++) {
      int cell = cellOf[i];
      Type type = schema.getType(i);
      if (type.isRepetition(Type.Repetition.REPEATED)) {
        converters[i] = new ParquetCells(type.asPrimitiveType(), value -> itemsOf(cell).add(value));
      } else if (type.isPrimitive()) {
        converters[i] = new ParquetCells(type.asPrimitiveType(), value -> cells[cell] = value);
      } else {
        converters[i] = list(type.asGroupType(), cell);
      }
    }
  }

  /** Whether a column of the schema can be a cell: a value, or a list of values. */
  static boolean canRead(Type type) {
    if (type.isPrimitive()) {
      return ParquetCells.canRead(type.asPrimitiveType());
    }
    Type item = type.isRepetition(Type.Repetition.REPEATED) ? null : onlyField(type);
    if (item == null || !item.isRepetition(Type.Repetition.REPEATED)) {
      return false;
    }
    Type value = item.isPrimitive() ? item : onlyField(item);
    return value != null && value.isPrimitive() && ParquetCells.canRead(value.asPrimitiveType());
  }

  private static Type onlyField(Type type) {
    GroupType group = type.asGroupType();
    return group.getFieldCount() == 1 ? group.getType(0) : null;
  }

  @SuppressWarnings("unchecked") // Only this class puts lists into cells, and of objects.
  private List<Object> itemsOf(int cell) {
    if (cells[cell] == null) {
      cells[cell] = new ArrayList<>();
    }
    return (List<Object>) cells[cell];
  }

  /** A group around the repeated values, which are values or groups around one. */
  private Converter list(GroupType type, int cell) {
    Type item = type.getType(0);
    Converter items =
        item.isPrimitive()
            ? new ParquetCells(item.asPrimitiveType(), value -> itemsOf(cell).add(value))
            : new Item(item.asGroupType(), value -> itemsOf(cell).add(value));
    return new GroupConverter() {
      @Override
      public Converter getConverter(int field) {
        return items;
      }

      @Override
      public void start() {
        itemsOf(cell);
      }

      @Override
      public void end() {}
    };
  }

  /** An item of a list, which may be null. */
  private static final class Item extends GroupConverter {
    private final Consumer<Object> items;
    private final Converter value;
    private Object found;

    Item(GroupType type, Consumer<Object> items) {
      this.items = items;
      value = new ParquetCells(type.getType(0).asPrimitiveType(), each -> found = each);
    }

    @Override
    public Converter getConverter(int field) {
      return value;
    }

    @Override
    public void start() {
      found = null;
    }

    @Override
    public void end() {
      items.accept(found);
    }
  }

  @Override
  public Object[] getCurrentRecord() {
    return cells;
  }

  @Override
  public GroupConverter getRootConverter() {
    return root;
  }
}
