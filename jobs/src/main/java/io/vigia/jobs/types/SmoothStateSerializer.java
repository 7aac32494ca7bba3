package io.vigia.jobs.types;

import io.vigia.engine.smooth.SmoothState;
import io.vigia.engine.smooth.Smoothing;
import io.vigia.engine.spec.ModelSpec.SmoothSpec;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What smoothing keeps of a key, in its own versioned layout. Copies are deep: snapshots of the
 * heap backend copy on write.
 */
public final class SmoothStateSerializer extends TypeSerializer<SmoothState> {
  private static final long serialVersionUID = 1L;

  private final SpecFiles spec;
  private transient Smoothing smoothing;

  /** The serializer of a detector's states. */
  public SmoothStateSerializer(SpecFiles spec) {
    this.spec = spec;
  }

  private Smoothing smoothing() {
    if (smoothing == null) {
      smoothing = Smoothing.of(spec.spec());
    }
    return smoothing;
  }

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public TypeSerializer<SmoothState> duplicate() {
    return new SmoothStateSerializer(spec);
  }

  @Override
  public SmoothState createInstance() {
    return smoothing().newState();
  }

  @Override
  public SmoothState copy(SmoothState from) {
    return smoothing().copy(from);
  }

  @Override
  public SmoothState copy(SmoothState from, SmoothState reuse) {
    return copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(SmoothState state, DataOutputView target) throws IOException {
    smoothing().write(state, target);
  }

  @Override
  public SmoothState deserialize(DataInputView source) throws IOException {
    return smoothing().read(source);
  }

  @Override
  public SmoothState deserialize(SmoothState reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SmoothStateSerializer that && spec.equals(that.spec);
  }

  @Override
  public int hashCode() {
    return 31 * spec.hashCode() + 1;
  }

  @Override
  public TypeSerializerSnapshot<SmoothState> snapshotConfiguration() {
    return new Snapshot(spec);
  }

  /** The smoothing whose states a checkpoint holds: by which keys, in which order. */
  public static final class Snapshot extends SpecSnapshot<SmoothState> {
    /** For restoring. */
    public Snapshot() {}

    Snapshot(SpecFiles spec) {
      super(spec);
    }

    /** What the keys are made of; how much is smoothed may change and the state goes on. */
    @Override
    String stamp() {
      List<String> smoothed = spec().spec().smooth().stream().map(SmoothSpec::key).toList();
      return spec().spec().lastKey().orElse("")
          + smoothed
          + spec().spec().event().keys().stream()
              .filter(key -> smoothed.contains(key.name()))
              .map(key -> key.name() + key.parts())
              .collect(Collectors.joining());
    }

    @Override
    public TypeSerializer<SmoothState> restoreSerializer() {
      return new SmoothStateSerializer(spec());
    }
  }
}
