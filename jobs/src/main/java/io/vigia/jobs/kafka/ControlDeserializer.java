package io.vigia.jobs.kafka;

import io.vigia.jobs.read.ControlReader;
import io.vigia.jobs.types.Instruction;
import io.vigia.jobs.types.Types;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Kafka records as commands or dead letters. Never throws: nothing on a topic stops the job. */
final class ControlDeserializer implements KafkaRecordDeserializationSchema<Instruction> {
  private static final long serialVersionUID = 1L;

  private final String detector;
  private transient ControlReader reader;

  ControlDeserializer(String detector) {
    this.detector = detector;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    reader = new ControlReader(detector);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Instruction> out) {
    out.collect(reader.read(RecordDeserializer.raw(record)));
  }

  @Override
  public TypeInformation<Instruction> getProducedType() {
    return Types.instruction();
  }
}
