package io.vigia.app.simulate;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;

/** Events as an Avro container: the fields of their schema and the truth. */
final class AvroTable implements EventTable {
  private final DataFileWriter<Integer> writer;
  private final Fields fields;

  AvroTable(OutputStream out, Simulator simulator) throws IOException {
    Schema schema = schema(simulator);
    fields = new Fields(schema);
    writer = new DataFileWriter<>(fields);
    writer.setCodec(CodecFactory.deflateCodec(1));
    writer.create(schema, out);
  }

  /** Of the records in the file. */
  private static Schema schema(Simulator simulator) {
    Schema event = simulator.schema();
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : event.getFields()) {
      fields.add(new Schema.Field(field, field.schema()));
    }
    fields.addAll(simulator.truth());
    return Schema.createRecord(
        "Labelled" + event.getName(),
        "A simulated " + event.getName() + " with its truth.",
        event.getNamespace(),
        false,
        fields);
  }

  @Override
  public void write(EventBatch batch) throws IOException {
    fields.batch = batch;
    for (int i = 0; i < batch.size(); i++) {
      writer.append(i);
    }
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  /** Writes an event of the batch straight from its columns. */
  private static final class Fields implements DatumWriter<Integer> {
    private final AvroCells cells;
    private EventBatch batch;

    Fields(Schema schema) {
      cells = new AvroCells(schema.getFields());
    }

    @Override
    public void setSchema(Schema schema) {}

    @Override
    public void write(Integer index, Encoder out) throws IOException {
      cells.begin(out);
      batch.event(index, cells);
      batch.truth(index, cells);
    }
  }
}
