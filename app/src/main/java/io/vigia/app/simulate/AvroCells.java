package io.vigia.app.simulate;

import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;

/** Encodes values as Avro; an int is encoded as the same long is. */
public final class AvroCells implements Cells {
  // The branches of a nullable field; -1 = it has none.
  private final int[] valueBranch;
  private final int[] nullBranch;
  private Encoder out;
  private int field;

  /** For records of these fields. */
  public AvroCells(List<Schema.Field> fields) {
    valueBranch = new int[fields.size()];
    nullBranch = new int[fields.size()];
    for (int i = 0; i < valueBranch.length; i++) {
      Schema schema = fields.get(i).schema();
      nullBranch[i] = schema.isUnion() ? schema.getIndexNamed("null") : -1;
      valueBranch[i] = schema.isUnion() ? 1 - nullBranch[i] : -1;
    }
  }

  /** Begins a record. */
  public void begin(Encoder encoder) {
    out = encoder;
    field = 0;
  }

  private Encoder value() throws IOException {
    if (valueBranch[field] >= 0) {
      out.writeIndex(valueBranch[field]);
    }
    field++;
    return out;
  }

  @Override
  public void whole(long value) throws IOException {
    value().writeLong(value);
  }

  @Override
  public void time(long millis) throws IOException {
    value().writeLong(millis);
  }

  @Override
  public void decimal(double value, int places) throws IOException {
    value().writeDouble(value);
  }

  @Override
  public void text(String value) throws IOException {
    value().writeString(value);
  }

  @Override
  public void decimals(double[] values, int places) throws IOException {
    Encoder encoder = value();
    encoder.writeArrayStart();
    encoder.setItemCount(values.length);
    for (double each : values) {
      encoder.startItem();
      encoder.writeDouble(each);
    }
    encoder.writeArrayEnd();
  }

  @Override
  public void absent() throws IOException {
    out.writeIndex(nullBranch[field++]);
  }
}
