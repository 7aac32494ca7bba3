package io.vigia.app.simulate;

import io.vigia.schemas.Transaction;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;

/** Payments as an Avro container: the fields of {@link Transaction} and the truth. */
final class CardAvro implements CardWriter {
  private final DataFileWriter<Integer> writer;
  private final Fields fields;

  CardAvro(OutputStream out) throws IOException {
    fields = new Fields();
    writer = new DataFileWriter<>(fields);
    writer.setCodec(CodecFactory.deflateCodec(1));
    writer.create(schema(), out);
  }

  /** Of the records in the file. */
  static Schema schema() {
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : Transaction.getClassSchema().getFields()) {
      fields.add(new Schema.Field(field, field.schema()));
    }
    Schema number = Schema.create(Schema.Type.INT);
    fields.add(new Schema.Field("tx_fraud", number, "1 = fraud, 0 = not."));
    fields.add(
        new Schema.Field(
            "tx_fraud_scenario",
            number,
            "1 = amount, 2 = compromised terminal, 3 = stolen card, 0 = no fraud."));
    return Schema.createRecord(
        "LabelledTransaction",
        "A simulated card payment with its truth.",
        Transaction.getClassSchema().getNamespace(),
        false,
        fields);
  }

  @Override
  public void write(CardDay day) throws IOException {
    fields.day = day;
    for (int i = 0; i < day.size(); i++) {
      writer.append(i);
    }
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  /** Writes the fields of a payment of the day straight from its columns. */
  private static final class Fields implements DatumWriter<Integer> {
    private CardDay day;

    @Override
    public void setSchema(Schema schema) {}

    @Override
    public void write(Integer index, Encoder out) throws IOException {
      out.writeLong(day.id(index));
      out.writeLong(day.timeMillis(index));
      out.writeLong(day.customer(index));
      out.writeLong(day.terminal(index));
      out.writeDouble(day.amount(index));
      out.writeInt(day.fraud(index) ? 1 : 0);
      out.writeInt(day.scenario(index));
    }
  }
}
