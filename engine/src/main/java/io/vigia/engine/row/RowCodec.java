package io.vigia.engine.row;

import io.vigia.schemas.Tier;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes and reads rows between operators of one job, and in its checkpoints.
 *
 * <p>A row is its length and so many bytes, which are made and taken apart in one array: streams
 * check their bounds at each call. A byte of flags says which parts follow. Of the numbers, a bit
 * each says whether it is there, so features that no stage has filled yet take no room.
 *
 * <p>Not thread safe: each serializer has its own.
 */
public final class RowCodec {
  private static final Tier[] TIERS = Tier.values();
  private static final int LABEL = 1;
  private static final int LATE = 2;
  private static final int SCORED = 4;
  private static final int ID_TEXT = 8;
  private static final int KEY_TEXTS = 16;
  private static final int VALUES = 32;
  private static final int PAYLOAD = 64;
  private static final int CONTROL = 128;

  /** Flags, time, id, partition, offset, time of ingestion. */
  private static final int HEAD = 1 + 8 + 8 + 4 + 8 + 8;

  /** Tier and score, labelled time and label. */
  private static final int TAIL = 1 + 8 + 8 + 8;

  private static final int BITS = Long.SIZE;

  private final int keys;
  private final int width;
  private final int texts;
  private ByteBuffer buffer = allocate(1024);

  private RowCodec(RowLayout layout) {
    keys = layout.keyNames().size();
    width = layout.width();
    texts = layout.textFields().size();
  }

  /** The codec of a layout's rows. */
  public static RowCodec of(RowLayout layout) {
    return new RowCodec(layout);
  }

  private static ByteBuffer allocate(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes a row. */
  public void write(Row row, DataOutput out) throws IOException {
    buffer.clear();
    if (row.kind == Row.Kind.CONTROL) {
      reserve(1 + Integer.BYTES + row.payload.length);
      buffer.put((byte) CONTROL);
      putBytes(row.payload);
    } else {
      put(row);
    }
    out.writeInt(buffer.position());
    out.write(buffer.array(), 0, buffer.position());
  }

  private void put(Row row) {
    int flags = flags(row);
    reserve(HEAD + 8 * keys);
    buffer.put((byte) flags);
    buffer.putLong(row.time);
    buffer.putLong(row.id);
    for (int i = 0; i < keys; i++) {
      buffer.putLong(row.keys[i]);
    }
    buffer.putInt(row.partition);
    buffer.putLong(row.offset);
    buffer.putLong(row.ingestMillis);
    if ((flags & ID_TEXT) != 0) {
      putText(row.idText);
    }
    for (int i = 0; i < keys && (flags & KEY_TEXTS) != 0; i++) {
      putText(row.keyTexts[i]);
    }
    if ((flags & VALUES) != 0) {
      putValues(row.values);
      for (int i = 0; i < texts; i++) {
        putText(row.texts[i]);
      }
    }
    if ((flags & PAYLOAD) != 0) {
      putBytes(row.payload);
    }
    reserve(TAIL);
    if ((flags & SCORED) != 0) {
      buffer.put((byte) row.tier.ordinal());
      buffer.putDouble(row.score);
    }
    if ((flags & LABEL) != 0) {
      buffer.putLong(row.labelledTime);
      buffer.putDouble(row.label);
    }
  }

  private int flags(Row row) {
    boolean isLabel = row.kind == Row.Kind.LABEL;
    boolean hasKeyTexts = false;
    for (int i = 0; i < keys && row.keyTexts != null; i++) {
      hasKeyTexts |= row.keyTexts[i] != null;
    }
    return (isLabel ? LABEL : 0)
        | (row.late ? LATE : 0)
        | (row.tier != null ? SCORED : 0)
        | (row.idText != null ? ID_TEXT : 0)
        | (hasKeyTexts ? KEY_TEXTS : 0)
        | (!isLabel && row.values != null ? VALUES : 0)
        | (!isLabel && row.payload != null ? PAYLOAD : 0);
  }

  private void putValues(double[] values) {
    reserve(width * Double.BYTES + (width + BITS - 1) / BITS * Long.BYTES);
    for (int from = 0; from < width; from += BITS) {
      int to = Math.min(width, from + BITS);
      int place = buffer.position();
      buffer.putLong(0);
      long present = 0;
      for (int i = from; i < to; i++) {
        if (!Double.isNaN(values[i])) {
          present |= 1L << i;
          buffer.putDouble(values[i]);
        }
      }
      buffer.putLong(place, present);
    }
  }

  private void putText(String text) {
    if (text == null) {
      reserve(Integer.BYTES);
      buffer.putInt(-1);
    } else {
      putBytes(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void putBytes(byte[] bytes) {
    reserve(Integer.BYTES + bytes.length);
    buffer.putInt(bytes.length);
    buffer.put(bytes);
  }

  private void reserve(int bytes) {
    if (buffer.remaining() < bytes) {
      ByteBuffer larger = allocate(Math.max(2 * buffer.capacity(), buffer.position() + bytes));
      larger.put(buffer.flip());
      buffer = larger;
    }
  }

  /** Reads what {@link #write} wrote. */
  public Row read(DataInput in) throws IOException {
    Row row = new Row();
    read(in, row);
    return row;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param into gets the row; it must be without content, as {@link RowPool#take} gives it
   */
  public void read(DataInput in, Row into) throws IOException {
    int length = in.readInt();
    buffer.clear();
    reserve(length);
    in.readFully(buffer.array(), 0, length);
    buffer.limit(length);
    int flags = buffer.get() & 0xff;
    if ((flags & CONTROL) != 0) {
      into.kind = Row.Kind.CONTROL;
      into.payload = bytes(null);
      return;
    }
    into.kind = (flags & LABEL) != 0 ? Row.Kind.LABEL : Row.Kind.EVENT;
    into.late = (flags & LATE) != 0;
    into.time = buffer.getLong();
    into.id = buffer.getLong();
    readKeys(into);
    into.partition = buffer.getInt();
    into.offset = buffer.getLong();
    into.ingestMillis = buffer.getLong();
    if ((flags & ID_TEXT) != 0) {
      into.idText = text();
    }
    for (int i = 0; i < keys; i++) {
      into.keyTexts[i] = (flags & KEY_TEXTS) != 0 ? text() : null;
    }
    if ((flags & VALUES) != 0) {
      readValues(into);
    } else {
      into.values = null;
      into.texts = null;
    }
    into.payload = (flags & PAYLOAD) != 0 ? bytes(into.payload) : null;
    if ((flags & SCORED) != 0) {
      into.tier = TIERS[buffer.get()];
      into.score = buffer.getDouble();
    }
    if ((flags & LABEL) != 0) {
      into.labelledTime = buffer.getLong();
      into.label = buffer.getDouble();
    }
  }

  private void readKeys(Row into) {
    if (into.keys == null || into.keys.length != keys) {
      into.keys = new long[keys];
      into.keyTexts = new String[keys];
    }
    for (int i = 0; i < keys; i++) {
      into.keys[i] = buffer.getLong();
    }
  }

  private void readValues(Row into) {
    if (into.values == null || into.values.length != width) {
      into.values = new double[width];
    }
    double[] values = into.values;
    for (int from = 0; from < width; from += BITS) {
      int to = Math.min(width, from + BITS);
      long present = buffer.getLong();
      for (int i = from; i < to; i++) {
        values[i] = (present >>> i & 1) != 0 ? buffer.getDouble() : Double.NaN;
      }
    }
    if (into.texts == null || into.texts.length != texts) {
      into.texts = new String[texts];
    }
    for (int i = 0; i < texts; i++) {
      into.texts[i] = text();
    }
  }

  private String text() {
    int length = buffer.getInt();
    if (length < 0) {
      return null;
    }
    String text = new String(buffer.array(), buffer.position(), length, StandardCharsets.UTF_8);
    buffer.position(buffer.position() + length);
    return text;
  }

  /** Bytes with their length, into an array that has it already or a new one. */
  private byte[] bytes(byte[] known) {
    int length = buffer.getInt();
    byte[] bytes = known != null && known.length == length ? known : new byte[length];
    buffer.get(bytes);
    return bytes;
  }
}
