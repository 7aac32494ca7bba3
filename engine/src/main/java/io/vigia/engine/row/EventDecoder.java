package io.vigia.engine.row;

import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.EventSpec.Validity;
import io.vigia.schemas.DeadLetterReason;
import io.vigia.schemas.codec.CodecException;
import io.vigia.schemas.codec.SchemaStore;
import io.vigia.schemas.codec.SingleObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * Turns an event's bytes, in Avro's single-object encoding, into a {@link Row}. A record of the
 * current schema is read straight from its bytes by a plan compiled from the schema; one of an
 * older version is brought to the current schema by Avro first.
 *
 * <p>Not thread safe: a reader makes its own.
 */
public final class EventDecoder {
  private final Schema schema;
  private final SchemaStore schemas;
  private final long currentFingerprint;
  private final RowLayout layout;
  private final FieldReaders readers;
  private final FieldReader[] plan;
  private final String[] names;
  private final KeyReader id;
  private final KeyReader[] keys;
  private final int timeField;
  private final long microsPerTick;
  private final Validity valid;
  private final int[] textFields;
  private final AvroCursor cursor = new AvroCursor();

  private EventDecoder(DetectorSpec spec) {
    schema = spec.event().schema();
    schemas = SchemaStore.of(schema);
    currentFingerprint = SchemaNormalization.parsingFingerprint64(schema);
    layout = RowLayout.of(spec);
    readers = new FieldReaders(schema);
    List<Schema.Field> fields = schema.getFields();
    plan = new FieldReader[fields.size()];
    names = new String[plan.length];
    for (Schema.Field field : fields) {
      names[field.pos()] = field.name();
      plan[field.pos()] =
          readers.compile(field, layout.fieldSlot(field.name()), layout.fieldWidth(field.name()));
    }
    KeyReaders keyReaders = new KeyReaders(schema, layout, readers);
    id = keyReaders.compile("event.id", List.of(spec.event().idField()));
    keys =
        spec.event().keys().stream()
            .map(key -> keyReaders.compile("key '" + key.name() + "'", key.parts()))
            .toArray(KeyReader[]::new);
    Schema.Field time = schema.getField(spec.event().timeField());
    timeField = time.pos();
    microsPerTick =
        time.schema().getLogicalType() instanceof LogicalTypes.TimestampMicros ? 1 : 1_000;
    valid = spec.event().valid();
    textFields =
        layout.textFields().stream().mapToInt(name -> schema.getField(name).pos()).toArray();
  }

  /** The decoder of a detector's events. */
  public static EventDecoder of(DetectorSpec spec) {
    return new EventDecoder(spec);
  }

  /**
   * Fills a row with an event: kind, time, id, keys, fields, texts and the payload itself. Features
   * become missing.
   *
   * @throws BadRecordException when the bytes are no such event, a number is not finite, a key is
   *     missing, or the time lies outside {@code event.valid}; the row is then undefined
   */
  public void decode(byte[] payload, Row into) throws BadRecordException {
    prepare(into);
    byte[] current = current(payload);
    cursor.reset(current, SingleObject.HEADER_BYTES);
    for (int i = 0; i < plan.length; i++) {
      cursor.field = names[i];
      plan[i].read(cursor, into);
    }
    if (cursor.left() > 0) {
      throw new BadRecordException(
          DeadLetterReason.UNREADABLE,
          cursor.left() + " bytes left behind the last field of " + schema.getFullName());
    }
    into.kind = Row.Kind.EVENT;
    into.time = time(readers.wholes[timeField]);
    id.read(into);
    into.id = id.number;
    into.idText = id.text;
    for (int i = 0; i < textFields.length; i++) {
      into.texts[i] = readers.texts[textFields[i]];
    }
    for (int i = 0; i < keys.length; i++) {
      keys[i].read(into);
      into.keys[i] = keys[i].number;
      into.keyTexts[i] = keys[i].text;
    }
    into.payload = payload;
  }

  private void prepare(Row row) {
    if (row.values == null || row.values.length != layout.width()) {
      row.values = new double[layout.width()];
    }
    java.util.Arrays.fill(row.values, layout.firstFeature(), layout.width(), Double.NaN);
    if (row.keys == null || row.keys.length != keys.length) {
      row.keys = new long[keys.length];
      row.keyTexts = new String[keys.length];
    }
    if (row.texts == null || row.texts.length != textFields.length) {
      row.texts = new String[textFields.length];
    }
  }

  private long time(long ticks) throws BadRecordException {
    long most = Long.MAX_VALUE / microsPerTick;
    boolean fits = ticks >= -most && ticks <= most;
    long micros = fits ? ticks * microsPerTick : 0;
    if (fits && micros >= valid.fromMicros() && micros < valid.toMicros()) {
      return micros;
    }
    throw new BadRecordException(
        DeadLetterReason.TIME_OUT_OF_RANGE,
        "field '"
            + names[timeField]
            + "' is "
            + (fits ? text(micros) : ticks + " ticks since 1970")
            + "; expected "
            + text(valid.fromMicros())
            + " up to "
            + text(valid.toMicros())
            + " (event.valid)");
  }

  private static String text(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }

  /** The payload as one of the current schema. */
  private byte[] current(byte[] payload) throws BadRecordException {
    try {
      long fingerprint = SingleObject.fingerprint(payload, SingleObject.MAX_EVENT_BYTES);
      if (fingerprint == currentFingerprint) {
        return payload;
      }
      Schema writer =
          schemas
              .find(fingerprint)
              .orElseThrow(() -> SingleObject.unknownSchema(fingerprint, schema));
      return resolve(payload, writer);
    } catch (CodecException e) {
      throw new BadRecordException(reason(e.kind()), e.getMessage());
    }
  }

  private byte[] resolve(byte[] payload, Schema writer) throws BadRecordException {
    int from = SingleObject.HEADER_BYTES;
    try {
      SingleObject.checkLengths(payload, writer);
      BinaryDecoder decoder =
          DecoderFactory.get().binaryDecoder(payload, from, payload.length - from, null);
      GenericRecord record =
          new GenericDatumReader<GenericRecord>(writer, schema).read(null, decoder);
      if (!decoder.isEnd()) {
        throw new BadRecordException(
            DeadLetterReason.UNREADABLE,
            "bytes left behind the last field of an older " + schema.getFullName());
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 64);
      out.writeBytes(SingleObject.header(schema));
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
      return out.toByteArray();
    } catch (CodecException e) {
      throw new BadRecordException(reason(e.kind()), e.getMessage());
    } catch (IOException | RuntimeException e) {
      throw new BadRecordException(
          DeadLetterReason.UNREADABLE, "not an older " + schema.getFullName() + ": " + e);
    }
  }

  static DeadLetterReason reason(CodecException.Kind kind) {
    return switch (kind) {
      case TOO_LARGE -> DeadLetterReason.TOO_LARGE;
      case UNKNOWN_SCHEMA -> DeadLetterReason.UNKNOWN_SCHEMA;
      case UNREADABLE -> DeadLetterReason.UNREADABLE;
    };
  }
}
