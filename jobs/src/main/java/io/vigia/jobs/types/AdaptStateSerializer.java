package io.vigia.jobs.types;

import io.vigia.engine.adapt.AdaptState;
import io.vigia.engine.adapt.AdaptStateCodec;
import io.vigia.engine.adapt.AdaptiveThreshold;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What the threshold of a key has learned, in its own versioned layout. Copies are deep: snapshots
 * of the heap backend copy on write.
 */
public final class AdaptStateSerializer extends TypeSerializer<AdaptState> {
  private static final long serialVersionUID = 1L;

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public TypeSerializer<AdaptState> duplicate() {
    return this;
  }

  @Override
  public AdaptState createInstance() {
    return AdaptiveThreshold.newState();
  }

  @Override
  public AdaptState copy(AdaptState from) {
    return AdaptiveThreshold.copy(from);
  }

  @Override
  public AdaptState copy(AdaptState from, AdaptState reuse) {
    return copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(AdaptState state, DataOutputView target) throws IOException {
    AdaptStateCodec.write(state, target);
  }

  @Override
  public AdaptState deserialize(DataInputView source) throws IOException {
    return AdaptStateCodec.read(source);
  }

  @Override
  public AdaptState deserialize(AdaptState reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AdaptStateSerializer;
  }

  @Override
  public int hashCode() {
    return AdaptStateSerializer.class.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<AdaptState> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Nothing to remember: each state begins with the version of its layout. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<AdaptState> {
    /** For restoring. */
    public Snapshot() {
      super(AdaptStateSerializer::new);
    }
  }
}
