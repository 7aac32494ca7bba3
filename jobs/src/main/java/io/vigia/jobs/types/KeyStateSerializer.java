package io.vigia.jobs.types;

import io.vigia.engine.features.FeatureProgram;
import io.vigia.engine.features.KeyState;
import io.vigia.engine.features.KeyedStage;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The state of a key of one stage, in the stage's own versioned layout. Copies are deep: snapshots
 * of the heap backend copy on write.
 */
public final class KeyStateSerializer extends TypeSerializer<KeyState> {
  private static final long serialVersionUID = 1L;

  private final SpecFiles spec;
  private final int stage;
  private transient KeyedStage compiled;

  /**
   * The serializer of a stage's states.
   *
   * @param spec the detector
   * @param stage index of the stage
   */
  public KeyStateSerializer(SpecFiles spec, int stage) {
    this.spec = spec;
    this.stage = stage;
  }

  private KeyedStage stage() {
    if (compiled == null) {
      compiled = FeatureProgram.compile(spec.spec()).stages().get(stage);
    }
    return compiled;
  }

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public TypeSerializer<KeyState> duplicate() {
    return new KeyStateSerializer(spec, stage);
  }

  @Override
  public KeyState createInstance() {
    return stage().newState();
  }

  @Override
  public KeyState copy(KeyState from) {
    return stage().copy(from);
  }

  @Override
  public KeyState copy(KeyState from, KeyState reuse) {
    return stage().copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(KeyState state, DataOutputView target) throws IOException {
    stage().write(state, target);
  }

  @Override
  public KeyState deserialize(DataInputView source) throws IOException {
    return stage().read(source);
  }

  @Override
  public KeyState deserialize(KeyState reuse, DataInputView source) throws IOException {
    return stage().read(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyStateSerializer that
        && stage == that.stage
        && spec.equals(that.spec);
  }

  @Override
  public int hashCode() {
    return 31 * spec.hashCode() + stage;
  }

  @Override
  public TypeSerializerSnapshot<KeyState> snapshotConfiguration() {
    return new Snapshot(spec, stage);
  }

  /** The features whose states a checkpoint holds. */
  public static final class Snapshot extends SpecSnapshot<KeyState> {
    private int stage;

    /** For restoring. */
    public Snapshot() {}

    Snapshot(SpecFiles spec, int stage) {
      super(spec);
      this.stage = stage;
    }

    @Override
    String stamp() {
      return stage + "/" + super.stamp();
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
      super.writeSnapshot(out);
      out.writeInt(stage);
    }

    @Override
    public void readSnapshot(int version, DataInputView in, ClassLoader loader) throws IOException {
      super.readSnapshot(version, in, loader);
      stage = in.readInt();
    }

    @Override
    public TypeSerializer<KeyState> restoreSerializer() {
      return new KeyStateSerializer(spec(), stage);
    }
  }
}
