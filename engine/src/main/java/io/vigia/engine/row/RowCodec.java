package io.vigia.engine.row;

import io.vigia.schemas.Tier;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes and reads rows between operators of one job, and in its checkpoints. A byte of flags says
 * which parts follow; values that a row has not got yet take no room.
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

  private final int keys;
  private final int width;
  private final int texts;

  private RowCodec(RowLayout layout) {
    keys = layout.keyNames().size();
    width = layout.width();
    texts = layout.textFields().size();
  }

  /** The codec of a layout's rows. */
  public static RowCodec of(RowLayout layout) {
    return new RowCodec(layout);
  }

  /** Writes a row. */
  public void write(Row row, DataOutput out) throws IOException {
    if (row.kind == Row.Kind.CONTROL) {
      out.writeByte(CONTROL);
      out.writeInt(row.payload.length);
      out.write(row.payload);
      return;
    }
    boolean isLabel = row.kind == Row.Kind.LABEL;
    boolean hasKeyTexts = false;
    for (int i = 0; i < keys && row.keyTexts != null; i++) {
      hasKeyTexts |= row.keyTexts[i] != null;
    }
    out.writeByte(
        (isLabel ? LABEL : 0)
            | (row.late ? LATE : 0)
            | (row.tier != null ? SCORED : 0)
            | (row.idText != null ? ID_TEXT : 0)
            | (hasKeyTexts ? KEY_TEXTS : 0)
            | (row.values != null ? VALUES : 0)
            | (row.payload != null ? PAYLOAD : 0));
    out.writeLong(row.time);
    out.writeLong(row.id);
    for (int i = 0; i < keys; i++) {
      out.writeLong(row.keys[i]);
    }
    out.writeInt(row.partition);
    out.writeLong(row.offset);
    out.writeLong(row.ingestMillis);
    if (row.idText != null) {
      writeText(row.idText, out);
    }
    for (int i = 0; i < keys && hasKeyTexts; i++) {
      writeText(row.keyTexts[i], out);
    }
    if (row.values != null) {
      for (int i = 0; i < width; i++) {
        out.writeDouble(row.values[i]);
      }
      for (int i = 0; i < texts; i++) {
        writeText(row.texts[i], out);
      }
    }
    if (row.payload != null) {
      out.writeInt(row.payload.length);
      out.write(row.payload);
    }
    if (row.tier != null) {
      out.writeByte(row.tier.ordinal());
      out.writeDouble(row.score);
    }
    if (isLabel) {
      out.writeLong(row.labelledTime);
      out.writeDouble(row.label);
    }
  }

  /** Reads what {@link #write} wrote. */
  public Row read(DataInput in) throws IOException {
    int flags = in.readByte();
    Row row = new Row();
    if ((flags & CONTROL) != 0) {
      row.kind = Row.Kind.CONTROL;
      row.payload = new byte[in.readInt()];
      in.readFully(row.payload);
      return row;
    }
    row.kind = (flags & LABEL) != 0 ? Row.Kind.LABEL : Row.Kind.EVENT;
    row.late = (flags & LATE) != 0;
    row.time = in.readLong();
    row.id = in.readLong();
    row.keys = new long[keys];
    row.keyTexts = new String[keys];
    for (int i = 0; i < keys; i++) {
      row.keys[i] = in.readLong();
    }
    row.partition = in.readInt();
    row.offset = in.readLong();
    row.ingestMillis = in.readLong();
    if ((flags & ID_TEXT) != 0) {
      row.idText = readText(in);
    }
    for (int i = 0; i < keys && (flags & KEY_TEXTS) != 0; i++) {
      row.keyTexts[i] = readText(in);
    }
    if ((flags & VALUES) != 0) {
      row.values = new double[width];
      for (int i = 0; i < width; i++) {
        row.values[i] = in.readDouble();
      }
      row.texts = new String[texts];
      for (int i = 0; i < texts; i++) {
        row.texts[i] = readText(in);
      }
    }
    if ((flags & PAYLOAD) != 0) {
      row.payload = new byte[in.readInt()];
      in.readFully(row.payload);
    }
    if ((flags & SCORED) != 0) {
      row.tier = TIERS[in.readByte()];
      row.score = in.readDouble();
    }
    if ((flags & LABEL) != 0) {
      row.labelledTime = in.readLong();
      row.label = in.readDouble();
    }
    return row;
  }

  private static void writeText(String text, DataOutput out) throws IOException {
    if (text == null) {
      out.writeInt(-1);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
