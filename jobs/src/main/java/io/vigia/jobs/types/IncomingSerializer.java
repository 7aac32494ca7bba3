package io.vigia.jobs.types;

import io.vigia.schemas.DeadLetter;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** What was read, where source and decoder are not chained. */
public final class IncomingSerializer extends ImmutableSerializer<Incoming> {
  private static final long serialVersionUID = 1L;

  private final SpecFiles spec;
  private final RowSerializer rows;
  private final AvroSerializer<DeadLetter> letters = new AvroSerializer<>(DeadLetter.class);

  /** The serializer of what is read for a detector. */
  public IncomingSerializer(SpecFiles spec) {
    this.spec = spec;
    this.rows = new RowSerializer(spec);
  }

  @Override
  public TypeSerializer<Incoming> duplicate() {
    return new IncomingSerializer(spec);
  }

  @Override
  public void serialize(Incoming incoming, DataOutputView target) throws IOException {
    target.writeBoolean(incoming.row() != null);
    if (incoming.row() != null) {
      rows.serialize(incoming.row(), target);
    } else {
      letters.serialize(incoming.deadLetter(), target);
    }
  }

  @Override
  public Incoming deserialize(DataInputView source) throws IOException {
    return source.readBoolean()
        ? Incoming.of(rows.deserialize(source))
        : Incoming.of(letters.deserialize(source));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IncomingSerializer that && spec.equals(that.spec);
  }

  @Override
  public int hashCode() {
    return 7 + spec.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<Incoming> snapshotConfiguration() {
    return new Snapshot(spec);
  }

  /** The layout of the rows of a checkpoint. */
  public static final class Snapshot extends SpecSnapshot<Incoming> {
    /** For restoring. */
    public Snapshot() {}

    Snapshot(SpecFiles spec) {
      super(spec);
    }

    @Override
    public TypeSerializer<Incoming> restoreSerializer() {
      return new IncomingSerializer(spec());
    }
  }
}
