package io.vigia.jobs.types;

import io.vigia.engine.score.ScoreLevels.Tail;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Peaks on their way to the threshold of their key. */
public final class PeakSerializer extends ImmutableSerializer<Peak> {
  private static final long serialVersionUID = 1L;

  private final CandidateSerializer candidates = new CandidateSerializer();

  @Override
  public TypeSerializer<Peak> duplicate() {
    return new PeakSerializer();
  }

  @Override
  public void serialize(Peak peak, DataOutputView target) throws IOException {
    target.writeLong(peak.key());
    target.writeDouble(peak.tail().floor());
    target.writeDouble(peak.tail().multiple());
    target.writeInt(peak.tail().keys());
    candidates.serialize(peak.candidate(), target);
  }

  @Override
  public Peak deserialize(DataInputView source) throws IOException {
    long key = source.readLong();
    Tail tail = new Tail(source.readDouble(), source.readDouble(), source.readInt());
    return new Peak(candidates.deserialize(source), key, tail);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeakSerializer;
  }

  @Override
  public int hashCode() {
    return PeakSerializer.class.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<Peak> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Nothing to remember: the alert carries its schema's fingerprint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Peak> {
    /** For restoring. */
    public Snapshot() {
      super(PeakSerializer::new);
    }
  }
}
