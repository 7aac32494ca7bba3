package io.vigia.jobs.types;

import io.vigia.engine.row.Row;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The types of the pipeline's streams; none of them is left to reflection or Kryo. */
public final class Types {

  private Types() {}

  /** Rows of a detector. */
  public static TypeInformation<Row> row(SpecFiles spec) {
    return new Own<>(Row.class, new RowSerializer(spec));
  }

  /** What was read for a detector. */
  public static TypeInformation<Incoming> incoming(SpecFiles spec) {
    return new Own<>(Incoming.class, new IncomingSerializer(spec));
  }

  /** Scored rows of a detector. */
  public static TypeInformation<Scored> scored(SpecFiles spec) {
    return new Own<>(Scored.class, new ScoredSerializer(spec));
  }

  /** Alerts before suppression. */
  public static TypeInformation<Candidate> candidate() {
    return new Own<>(Candidate.class, new CandidateSerializer());
  }

  /** Candidates of which the threshold of a key decides. */
  public static TypeInformation<Peak> peak() {
    return new Own<>(Peak.class, new PeakSerializer());
  }

  /** What was read from the control topic. */
  public static TypeInformation<Instruction> instruction() {
    return new Own<>(Instruction.class, new InstructionSerializer());
  }

  /** Orders to all subtasks, as bytes. */
  public static TypeInformation<byte[]> order() {
    return PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;
  }

  /** Records of a topic's schema. */
  public static <T extends SpecificRecord> TypeInformation<T> avro(Class<T> type) {
    return new Own<>(type, new AvroSerializer<>(type));
  }

  /** A type that is known by its serializer. */
  private static final class Own<T> extends TypeInformation<T> {
    private static final long serialVersionUID = 1L;

    private final Class<T> type;
    private final TypeSerializer<T> serializer;

    Own(Class<T> type, TypeSerializer<T> serializer) {
      this.type = type;
      this.serializer = serializer;
    }

    @Override
    public boolean isBasicType() {
      return false;
    }

    @Override
    public boolean isTupleType() {
      return false;
    }

    @Override
    public int getArity() {
      return 1;
    }

    @Override
    public int getTotalFields() {
      return 1;
    }

    @Override
    public Class<T> getTypeClass() {
      return type;
    }

    @Override
    public boolean isKeyType() {
      return false;
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
      return serializer.duplicate();
    }

    @Override
    public String toString() {
      return type.getSimpleName();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Own<?> that
          && type.equals(that.type)
          && serializer.equals(that.serializer);
    }

    @Override
    public int hashCode() {
      return serializer.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
      return other instanceof Own<?>;
    }
  }
}
