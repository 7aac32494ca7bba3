package io.vigia.benchmarks.contender.flink;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.typeutils.GenericRecordAvroTypeInfo;

/**
 * Generic records of single-object encoded Avro, by Avro's {@code BinaryMessageDecoder} and,
 * between tasks, by flink-avro's serializer.
 */
final class GenericRecords implements DeserializationSchema<GenericRecord> {
  private static final long serialVersionUID = 1L;

  private final String schema;
  private transient BinaryMessageDecoder<GenericRecord> decoder;

  GenericRecords(Schema schema) {
    this.schema = schema.toString();
  }

  private Schema schema() {
    return new Schema.Parser().parse(schema);
  }

  @Override
  public void open(InitializationContext context) {
    decoder = new BinaryMessageDecoder<>(GenericData.get(), schema());
  }

  @Override
  public GenericRecord deserialize(byte[] message) throws IOException {
    return decoder.decode(message);
  }

  @Override
  public boolean isEndOfStream(GenericRecord next) {
    return false;
  }

  @Override
  public TypeInformation<GenericRecord> getProducedType() {
    return new GenericRecordAvroTypeInfo(schema());
  }
}
