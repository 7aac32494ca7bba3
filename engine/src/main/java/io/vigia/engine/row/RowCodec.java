package io.vigia.engine.row;

import io.vigia.schemas.Tier;
import java.io.*;

public final class RowCodec {
  private final int keys;
  private final int width;

  private RowCodec(RowLayout l) {
    keys = l.keyNames().size();
    width = l.width();
  }

  public static RowCodec of(RowLayout layout) {
    return new RowCodec(layout);
  }

  private static void text(String s, DataOutput out) throws IOException {
    out.writeBoolean(s != null);
    if (s != null) out.writeUTF(s);
  }

  private static String text(DataInput in) throws IOException {
    return in.readBoolean() ? in.readUTF() : null;
  }

  public void write(Row row, DataOutput out) throws IOException {
    out.writeByte(row.kind.ordinal());
    out.writeLong(row.time);
    out.writeLong(row.id);
    text(row.idText, out);
    for (int i = 0; i < keys; i++) {
      out.writeLong(row.keys[i]);
      text(row.keyTexts[i], out);
    }
    out.writeBoolean(row.values != null);
    if (row.values != null) for (int i = 0; i < width; i++) out.writeDouble(row.values[i]);
    out.writeInt(row.payload == null ? -1 : row.payload.length);
    if (row.payload != null) out.write(row.payload);
    out.writeInt(row.partition);
    out.writeLong(row.offset);
    out.writeLong(row.ingestMillis);
    out.writeBoolean(row.late);
    out.writeDouble(row.score);
    out.writeByte(row.tier == null ? -1 : row.tier.ordinal());
    out.writeLong(row.labelledTime);
    out.writeDouble(row.label);
  }

  public Row read(DataInput in) throws IOException {
    Row row = new Row();
    row.kind = Row.Kind.values()[in.readByte()];
    row.time = in.readLong();
    row.id = in.readLong();
    row.idText = text(in);
    row.keys = new long[keys];
    row.keyTexts = new String[keys];
    for (int i = 0; i < keys; i++) {
      row.keys[i] = in.readLong();
      row.keyTexts[i] = text(in);
    }
    if (in.readBoolean()) {
      row.values = new double[width];
      for (int i = 0; i < width; i++) row.values[i] = in.readDouble();
    }
    int n = in.readInt();
    if (n >= 0) {
      row.payload = new byte[n];
      in.readFully(row.payload);
    }
    row.texts = new String[0];
    row.partition = in.readInt();
    row.offset = in.readLong();
    row.ingestMillis = in.readLong();
    row.late = in.readBoolean();
    row.score = in.readDouble();
    int t = in.readByte();
    row.tier = t < 0 ? null : Tier.values()[t];
    row.labelledTime = in.readLong();
    row.label = in.readDouble();
    return row;
  }
}
