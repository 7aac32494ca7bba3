package io.vigia.engine.row;

import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.EventSpec;
import io.vigia.schemas.DeadLetterReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;

public final class EventDecoder {
  private final BinaryMessageDecoder<GenericRecord> decoder;
  private final RowLayout layout;
  private final List<Schema.Field> fields;
  private final int idPos;
  private final int timePos;
  private final boolean micros;
  private final int[] keyPos;

  private EventDecoder(DetectorSpec spec) {
    Schema schema = spec.event().schema();
    this.decoder = new BinaryMessageDecoder<>(new GenericData(), schema);
    this.layout = RowLayout.of(spec);
    this.fields = schema.getFields();
    idPos = schema.getField(spec.event().idField()).pos();
    timePos = schema.getField(spec.event().timeField()).pos();
    micros =
        schema.getField(spec.event().timeField()).schema().getLogicalType()
            instanceof LogicalTypes.TimestampMicros;
    keyPos =
        spec.event().keys().stream()
            .map(EventSpec.KeySpec::parts)
            .mapToInt(p -> schema.getField(p.get(0)).pos())
            .toArray();
  }

  public static EventDecoder of(DetectorSpec spec) {
    return new EventDecoder(spec);
  }

  public void decode(byte[] payload, Row into) throws BadRecordException {
    GenericRecord r;
    try {
      r = decoder.decode(ByteBuffer.wrap(payload));
    } catch (IOException | RuntimeException e) {
      throw new BadRecordException(DeadLetterReason.UNREADABLE, e.toString());
    }
    into.values = new double[layout.width()];
    Arrays.fill(into.values, Double.NaN);
    into.texts = new String[0];
    into.keys = new long[keyPos.length];
    into.keyTexts = new String[keyPos.length];
    for (Schema.Field f : fields) {
      if (r.get(f.pos()) instanceof Number n) {
        double v = n.doubleValue();
        if (Double.isNaN(v) || Double.isInfinite(v)) {
          throw new BadRecordException(DeadLetterReason.INVALID_VALUE, f.name() + " is " + v);
        }
        into.values[layout.slot(f.name())] = v;
      }
    }
    into.id = ((Number) r.get(idPos)).longValue();
    long t = (Long) r.get(timePos);
    into.time = micros ? t : t * 1000;
    for (int i = 0; i < keyPos.length; i++) {
      into.keys[i] = ((Number) r.get(keyPos[i])).longValue();
    }
    into.payload = payload;
  }
}
