package io.vigia.jobs.files;

import io.vigia.engine.expr.FieldKind;
import io.vigia.schemas.codec.SingleObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes events, in single-object encoding, of the rows of one file. Which column goes to which
 * field is settled once, from the names of the columns.
 */
final class EventWriter {
  private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);

  private final String file;
  private final Schema schema;
  private final byte[] header;
  private final String[] columns;
  private final String[] fields;

  /** By field: the column that holds it, or -1. */
  private final int[] columnOf;

  /** By field: the columns that hold the items of its list, or {@code null}. */
  private final int[][] itemsOf;

  private final CellWriter[] writers;

  /** By field: its default as bytes, where no column holds it. */
  private final byte[][] defaults;

  private final int labelColumn;
  private final String record;
  private Set<String> ignored;

  /** The column of the truth where the detector names one that the file lacks, or {@code null}. */
  private String absentLabel;

  private final AvroBuffer buffer = new AvroBuffer();

  /**
   * Settles which column goes where.
   *
   * @param file name of the file, for messages
   * @param schema schema of the events
   * @param columns names of the file's columns, in their order
   * @param options how columns are named and times written
   * @param label column of the truth, or {@code null}
   * @throws IllegalArgumentException when a field without a default has no column
   */
  EventWriter(String file, Schema schema, List<String> columns, FileOptions options, String label) {
    this.file = file;
    this.columns = columns.toArray(new String[0]);
    this.schema = schema;
    record = schema.getName();
    header = SingleObject.header(schema);
    List<Schema.Field> all = schema.getFields();
    fields = all.stream().map(Schema.Field::name).toArray(String[]::new);
    columnOf = new int[fields.length];
    itemsOf = new int[fields.length][];
    writers = new CellWriter[fields.length];
    defaults = new byte[fields.length][];
    labelColumn = label == null ? -1 : columns.indexOf(label);
    absentLabel = labelColumn < 0 ? label : null;
    checkColumns(columns);
    checkMap(options.columns(), columns, fields);
    checkLabel(options, columns);
    List<String> named =
        columns.stream().map(column -> fieldOf(column, options.columns())).toList();
    CellWriters compiler = new CellWriters(new Times(options.timeUnit(), options.timeOrigin()));
    List<String> missing = new ArrayList<>();
    Set<String> unused = new LinkedHashSet<>(columns);
    unused.remove(label);
    for (Schema.Field field : all) {
      int column = named.indexOf(field.name());
      columnOf[field.pos()] = column;
      if (column >= 0 && CellWriters.canWrite(field.schema())) {
        writers[field.pos()] = compiler.compile(field.schema());
        unused.remove(columns.get(column));
      } else if (hasItems(field, named)) {
        itemsOf[field.pos()] = items(field, named);
        writers[field.pos()] = compiler.compile(field.schema());
        IntStream.of(itemsOf[field.pos()]).mapToObj(columns::get).forEach(unused::remove);
      } else if (field.hasDefaultValue()) {
        columnOf[field.pos()] = -1;
        defaults[field.pos()] = bytesOfDefault(field);
      } else {
        missing.add(field.name());
      }
    }
    refuse(missing, columns);
    ignored = unused;
  }

  /** Whether a list stands in columns of its items: the first one is enough to tell. */
  private static boolean hasItems(Schema.Field field, List<String> named) {
    return FieldKind.of(field.schema()) == FieldKind.NUMBERS
        && named.contains(itemName(field.name(), 0));
  }

  /** The columns of the items of a list, up to the first that is not there. */
  private static int[] items(Schema.Field field, List<String> named) {
    return IntStream.iterate(0, i -> i + 1)
        .map(item -> named.indexOf(itemName(field.name(), item)))
        .takeWhile(column -> column >= 0)
        .toArray();
  }

  /** As the inputs are named that an array makes. */
  private static String itemName(String field, int item) {
    return field + "_" + item;
  }

  /** The field that a column is said to hold; a map goes before a column of the field's name. */
  private static String fieldOf(String column, Map<String, String> map) {
    if (map.containsKey(column)) {
      return map.get(column);
    }
    return map.containsValue(column) ? "" : column;
  }

  private void checkColumns(List<String> columns) {
    Set<String> seen = new LinkedHashSet<>();
    for (String column : columns) {
      if (!seen.add(column)) {
        throw new IllegalArgumentException(
            file + ": two columns are named '" + column + "'; expected each name once");
      }
    }
  }

  private void checkMap(Map<String, String> map, List<String> columns, String[] fields) {
    Set<String> taken = new LinkedHashSet<>();
    for (Map.Entry<String, String> entry : new TreeMap<>(map).entrySet()) {
      if (!taken.add(entry.getValue())) {
        throw new IllegalArgumentException(
            file + ": --map names two columns for the field '" + entry.getValue() + "'");
      }
      if (!columns.contains(entry.getKey())) {
        throw new IllegalArgumentException(
            file + ": --map names the column '" + entry.getKey() + "'; the file has " + columns);
      }
      if (!List.of(fields).contains(entry.getValue()) && !isItem(entry.getValue())) {
        throw new IllegalArgumentException(
            file
                + ": --map "
                + entry.getKey()
                + "="
                + entry.getValue()
                + " names no field of the event; its fields are "
                + List.of(fields));
      }
    }
  }

  private boolean isItem(String name) {
    return schema.getFields().stream()
        .filter(field -> FieldKind.of(field.schema()) == FieldKind.NUMBERS)
        .anyMatch(
            field ->
                name.startsWith(field.name() + "_")
                    && name.substring(field.name().length() + 1).matches("[0-9]{1,4}"));
  }

  /** The truth of the detector may be missing; one that was asked for may not. */
  private void checkLabel(FileOptions options, List<String> columns) {
    if (options.labelColumn().isPresent() && labelColumn < 0) {
      throw new IllegalArgumentException(
          file
              + ": no column '"
              + options.labelColumn().get()
              + "' for the truth (--label); expected one of "
              + columns);
    }
  }

  private void refuse(List<String> missing, List<String> columns) {
    if (missing.isEmpty()) {
      return;
    }
    String wanted = missing.stream().map(f -> "'" + f + "'").collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        file
            + (missing.size() == 1 ? ": no column for the field " : ": no columns for the fields ")
            + wanted
            + "; the header has "
            + columns
            + ". Add the column, or say which one it is: --map column="
            + missing.get(0));
  }

  private static byte[] bytesOfDefault(Schema.Field field) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      new GenericDatumWriter<>(field.schema())
          .write(GenericData.get().getDefaultValue(field), encoder);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.toByteArray();
  }

  int columns() {
    return columns.length;
  }

  /** Whether an event or its truth is made of a column. */
  boolean reads(int column) {
    return column == labelColumn
        || IntStream.of(columnOf).anyMatch(each -> each == column)
        || Arrays.stream(itemsOf)
            .filter(Objects::nonNull)
            .anyMatch(items -> IntStream.of(items).anyMatch(each -> each == column));
  }

  /**
   * The event of a row.
   *
   * @param cells by column
   */
  byte[] event(Object[] cells) throws BadCellException {
    // Said once, by whoever reads the file, and not by who only looks whether it fits.
    if (absentLabel != null) {
      LOG.warn(
          "{}: no column '{}' for the truth of the detector; its events stay without labels",
          file,
          absentLabel);
      absentLabel = null;
    }
    if (!ignored.isEmpty()) {
      LOG.warn("{}: columns {} are no fields of {}; ignored", file, ignored, record);
      ignored = Set.of();
    }
    buffer.clear();
    buffer.write(header);
    for (int i = 0; i < fields.length; i++) {
      if (writers[i] == null) {
        buffer.write(defaults[i]);
        continue;
      }
      if (itemsOf[i] != null) {
        writeItems(i, cells);
        continue;
      }
      try {
        writers[i].write(cells[columnOf[i]], buffer);
      } catch (BadCellException e) {
        throw new BadCellException("column '" + columns[columnOf[i]] + "' is " + e.getMessage());
      }
    }
    return buffer.toBytes();
  }

  private void writeItems(int field, Object[] cells) throws BadCellException {
    int[] items = itemsOf[field];
    Object[] list = new Object[items.length];
    for (int i = 0; i < items.length; i++) {
      list[i] = cells[items[i]];
    }
    try {
      writers[field].write(Arrays.asList(list), buffer);
    } catch (BadCellException e) {
      throw new BadCellException(
          "one of the columns '"
              + columns[items[0]]
              + "' to '"
              + columns[items[items.length - 1]]
              + "' is "
              + e.getMessage());
    }
  }

  /** The truth of a row; NaN where it has none. */
  double label(Object[] cells) throws BadCellException {
    Object cell = labelColumn < 0 ? null : cells[labelColumn];
    if (cell == null || cell instanceof String text && text.isEmpty()) {
      return Double.NaN;
    }
    if (cell instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    String text = cell.toString();
    double label =
        switch (text.toLowerCase(java.util.Locale.ROOT)) {
          case "0", "false" -> 0;
          case "1", "true" -> 1;
          default -> parsed(text);
        };
    if (label >= 0 && label <= 1) {
      return label;
    }
    throw new BadCellException(
        "column '"
            + columns[labelColumn]
            + "' is '"
            + text
            + "'; expected the truth as 0, 1, true, false or a number between");
  }

  private static double parsed(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
