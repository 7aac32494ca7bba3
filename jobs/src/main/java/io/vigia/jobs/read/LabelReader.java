package io.vigia.jobs.read;

import io.vigia.engine.row.BadRecordException;
import io.vigia.engine.row.LabelDecoder;
import io.vigia.engine.row.Row;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.jobs.types.Incoming;
import io.vigia.schemas.DeadLetterReason;

/**
 * Decodes labels. A label whose time is wrong harms nobody else: its stage follows the slower of
 * events and labels, so only the valid times are checked.
 */
public final class LabelReader implements RecordReader {
  private final DetectorSpec spec;
  private final LabelDecoder decoder;
  private long latest = Long.MIN_VALUE;

  /** The reader of a detector's labels. */
  public LabelReader(DetectorSpec spec) {
    this.spec = spec;
    this.decoder = LabelDecoder.of(spec);
  }

  @Override
  public Incoming read(RawRecord record) {
    if (record.value() == null) {
      return dead(record, DeadLetterReason.UNREADABLE, "label without a value");
    }
    Row row = new Row();
    try {
      decoder.decode(record.value(), row);
    } catch (BadRecordException e) {
      return dead(record, e.reason(), e.getMessage());
    } catch (RuntimeException e) {
      return dead(record, DeadLetterReason.UNREADABLE, "cannot decode the label: " + e);
    }
    if (row.time < spec.event().valid().fromMicros()
        || row.time >= spec.event().valid().toMicros()) {
      return dead(
          record,
          DeadLetterReason.TIME_OUT_OF_RANGE,
          "label_time is outside event.valid: " + row.time + " microseconds since 1970");
    }
    row.partition = record.partition();
    row.offset = record.offset();
    row.ingestMillis = record.timestamp();
    latest = Math.max(latest, row.time);
    return Incoming.of(row, latest);
  }

  private Incoming dead(RawRecord record, DeadLetterReason reason, String message) {
    return Incoming.of(DeadLetters.of(spec.name(), record, reason, message));
  }
}
