package io.vigia.jobs.types;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Records of the topics' schemas between operators, in Avro's single-object encoding behind their
 * length. They are not changed after they were built, so they are not copied.
 *
 * @param <T> the record
 */
public final class AvroSerializer<T extends SpecificRecord> extends ImmutableSerializer<T> {
  private static final long serialVersionUID = 1L;

  private final Class<T> type;
  private transient BinaryMessageEncoder<T> encoder;
  private transient BinaryMessageDecoder<T> decoder;

  /** The serializer of a generated record class. */
  public AvroSerializer(Class<T> type) {
    this.type = type;
  }

  private void open() {
    if (encoder == null) {
      SpecificData model = SpecificData.getForClass(type);
      encoder = new BinaryMessageEncoder<>(model, model.getSchema(type));
      decoder = new BinaryMessageDecoder<>(model, model.getSchema(type));
    }
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return new AvroSerializer<>(type);
  }

  @Override
  public void serialize(T record, DataOutputView target) throws IOException {
    open();
    ByteBuffer bytes = encoder.encode(record);
    target.writeInt(bytes.remaining());
    target.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
  }

  @Override
  public T deserialize(DataInputView source) throws IOException {
    open();
    byte[] bytes = new byte[source.readInt()];
    source.readFully(bytes);
    return decoder.decode(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AvroSerializer<?> that && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new Snapshot<>(type);
  }

  /**
   * The class of the records of a checkpoint.
   *
   * @param <T> the record
   */
  public static final class Snapshot<T extends SpecificRecord>
      implements TypeSerializerSnapshot<T> {
    private Class<T> type;

    /** For restoring. */
    public Snapshot() {}

    Snapshot(Class<T> type) {
      this.type = type;
    }

    @Override
    public int getCurrentVersion() {
      return 1;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
      out.writeUTF(type.getName());
    }

    @Override
    @SuppressWarnings("unchecked")
    public void readSnapshot(int version, DataInputView in, ClassLoader loader) throws IOException {
      String name = in.readUTF();
      try {
        type = (Class<T>) Class.forName(name, true, loader).asSubclass(SpecificRecord.class);
      } catch (ClassNotFoundException e) {
        throw new IOException("state of " + name + ", which this job does not know", e);
      }
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
      return new AvroSerializer<>(type);
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
        TypeSerializerSnapshot<T> old) {
      return old instanceof Snapshot<?> that && that.type.equals(type)
          ? TypeSerializerSchemaCompatibility.compatibleAsIs()
          : TypeSerializerSchemaCompatibility.incompatible();
    }
  }
}
