package io.vigia.jobs.types;

import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowCodec;
import io.vigia.engine.row.RowPool;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Rows between operators, by the engine's {@link RowCodec}. Rows are not copied, and those read
 * come from the thread's {@link RowPool}: see {@link Row}.
 */
public final class RowSerializer extends ImmutableSerializer<Row> {
  private static final long serialVersionUID = 1L;

  private final SpecFiles spec;
  private transient RowCodec codec;

  /** The serializer of a detector's rows. */
  public RowSerializer(SpecFiles spec) {
    this.spec = spec;
  }

  private RowCodec codec() {
    if (codec == null) {
      codec = RowCodec.of(spec.layout());
    }
    return codec;
  }

  @Override
  public TypeSerializer<Row> duplicate() {
    return new RowSerializer(spec);
  }

  @Override
  public void serialize(Row row, DataOutputView target) throws IOException {
    codec().write(row, target);
  }

  @Override
  public Row deserialize(DataInputView source) throws IOException {
    Row row = RowPool.ofThread().take();
    codec().read(source, row);
    return row;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowSerializer that && spec.equals(that.spec);
  }

  @Override
  public int hashCode() {
    return spec.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<Row> snapshotConfiguration() {
    return new Snapshot(spec);
  }

  /** The layout of the rows of a checkpoint. */
  public static final class Snapshot extends SpecSnapshot<Row> {
    /** For restoring. */
    public Snapshot() {}

    Snapshot(SpecFiles spec) {
      super(spec);
    }

    @Override
    public TypeSerializer<Row> restoreSerializer() {
      return new RowSerializer(spec());
    }
  }
}
