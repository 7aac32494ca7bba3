package io.vigia.jobs.types;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a checkpoint remembers of a serializer of rows: the description that laid them out. Rows of
 * another layout are refused when the job is restored.
 *
 * @param <T> the record
 */
abstract class SpecSnapshot<T> implements TypeSerializerSnapshot<T> {
  private SpecFiles spec;

  SpecSnapshot() {}

  SpecSnapshot(SpecFiles spec) {
    this.spec = spec;
  }

  final SpecFiles spec() {
    return spec;
  }

  /** What must be equal for old bytes to be readable. */
  String stamp() {
    return spec.stamp();
  }

  @Override
  public final int getCurrentVersion() {
    return 1;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    spec.write(out);
  }

  @Override
  public void readSnapshot(int version, DataInputView in, ClassLoader loader) throws IOException {
    if (version != 1) {
      throw new IOException(
          getClass().getSimpleName()
              + " of version "
              + version
              + ": this vigia reads version 1; restore with the version that wrote the checkpoint");
    }
    spec = SpecFiles.read(in);
  }

  @Override
  public final TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> old) {
    if (old.getClass() == getClass() && ((SpecSnapshot<?>) old).stamp().equals(stamp())) {
      return TypeSerializerSchemaCompatibility.compatibleAsIs();
    }
    return TypeSerializerSchemaCompatibility.incompatible();
  }
}
