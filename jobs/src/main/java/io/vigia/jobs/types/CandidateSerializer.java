package io.vigia.jobs.types;

import io.vigia.schemas.Alert;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Candidates on their way to suppression. */
public final class CandidateSerializer extends ImmutableSerializer<Candidate> {
  private static final long serialVersionUID = 1L;

  private final AvroSerializer<Alert> alerts = new AvroSerializer<>(Alert.class);

  @Override
  public TypeSerializer<Candidate> duplicate() {
    return new CandidateSerializer();
  }

  @Override
  public void serialize(Candidate candidate, DataOutputView target) throws IOException {
    target.writeLong(candidate.key());
    target.writeLong(candidate.eventId());
    target.writeLong(candidate.ingestMillis());
    alerts.serialize(candidate.alert(), target);
  }

  @Override
  public Candidate deserialize(DataInputView source) throws IOException {
    long key = source.readLong();
    long eventId = source.readLong();
    long ingestMillis = source.readLong();
    return new Candidate(alerts.deserialize(source), key, eventId, ingestMillis);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CandidateSerializer;
  }

  @Override
  public int hashCode() {
    return CandidateSerializer.class.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<Candidate> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Nothing to remember: the alert carries its schema's fingerprint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Candidate> {
    /** For restoring. */
    public Snapshot() {
      super(CandidateSerializer::new);
    }
  }
}
