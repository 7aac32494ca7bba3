package io.vigia.jobs.kafka;

import io.vigia.engine.spec.DetectorSpec;
import io.vigia.jobs.read.EventReader;
import io.vigia.jobs.read.LabelReader;
import io.vigia.jobs.read.RawRecord;
import io.vigia.jobs.read.RecordReader;
import io.vigia.jobs.types.Incoming;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.jobs.types.Types;
import java.io.Serializable;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Kafka records as rows or dead letters. Never throws: nothing on a topic stops the job. */
final class RecordDeserializer implements KafkaRecordDeserializationSchema<Incoming> {
  private static final long serialVersionUID = 1L;

  private final SpecFiles spec;
  private final Reading reading;
  private transient RecordReader reader;

  private RecordDeserializer(SpecFiles spec, Reading reading) {
    this.spec = spec;
    this.reading = reading;
  }

  static RecordDeserializer events(SpecFiles spec) {
    return new RecordDeserializer(spec, EventReader::new);
  }

  static RecordDeserializer labels(SpecFiles spec) {
    return new RecordDeserializer(spec, LabelReader::new);
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    reader = reading.of(spec.spec());
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Incoming> out) {
    out.collect(reader.read(raw(record)));
  }

  /** What of a Kafka record is read. */
  static RawRecord raw(ConsumerRecord<byte[], byte[]> record) {
    return new RawRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.key(),
        record.value());
  }

  @Override
  public TypeInformation<Incoming> getProducedType() {
    return Types.incoming(spec);
  }

  /** Makes the reader on the task manager. */
  private interface Reading extends Serializable {
    RecordReader of(DetectorSpec spec);
  }
}
