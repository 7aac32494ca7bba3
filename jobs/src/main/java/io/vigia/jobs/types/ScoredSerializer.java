package io.vigia.jobs.types;

import io.vigia.engine.row.Row;
import io.vigia.schemas.ModelRef;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Scored rows, where decision and sink are not chained. */
public final class ScoredSerializer extends ImmutableSerializer<Scored> {
  private static final long serialVersionUID = 1L;

  private final SpecFiles spec;
  private final RowSerializer rows;
  private final AvroSerializer<ModelRef> models = new AvroSerializer<>(ModelRef.class);

  /** The serializer of a detector's scored rows. */
  public ScoredSerializer(SpecFiles spec) {
    this.spec = spec;
    this.rows = new RowSerializer(spec);
  }

  @Override
  public TypeSerializer<Scored> duplicate() {
    return new ScoredSerializer(spec);
  }

  @Override
  public void serialize(Scored scored, DataOutputView target) throws IOException {
    target.writeBoolean(scored.alert());
    rows.serialize(scored.row(), target);
    target.writeBoolean(scored.model() != null);
    if (scored.model() != null) {
      models.serialize(scored.model(), target);
    }
  }

  @Override
  public Scored deserialize(DataInputView source) throws IOException {
    boolean alert = source.readBoolean();
    Row row = rows.deserialize(source);
    return new Scored(row, alert, source.readBoolean() ? models.deserialize(source) : null);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScoredSerializer that && spec.equals(that.spec);
  }

  @Override
  public int hashCode() {
    return 11 + spec.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<Scored> snapshotConfiguration() {
    return new Snapshot(spec);
  }

  /** The layout of the rows of a checkpoint. */
  public static final class Snapshot extends SpecSnapshot<Scored> {
    /** For restoring. */
    public Snapshot() {}

    Snapshot(SpecFiles spec) {
      super(spec);
    }

    @Override
    public TypeSerializer<Scored> restoreSerializer() {
      return new ScoredSerializer(spec());
    }
  }
}
