package io.vigia.jobs.read;

import io.vigia.engine.row.BadRecordException;
import io.vigia.engine.row.EventDecoder;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowPool;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.EventSpec;
import io.vigia.jobs.types.Incoming;
import io.vigia.schemas.DeadLetterReason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/**
 * Decodes events and holds their times against the clock of their partition. Runs where the bytes
 * are read, since the watermark of each partition needs the times.
 */
public final class EventReader implements RecordReader {
  private final DetectorSpec spec;
  private final EventDecoder decoder;
  private EventClock[] clocks = {};

  /** The reader of a detector's events. */
  public EventReader(DetectorSpec spec) {
    this.spec = spec;
    this.decoder = EventDecoder.of(spec);
  }

  @Override
  public Incoming read(RawRecord record) {
    Row row = RowPool.ofThread().take();
    Incoming refused = fill(row, record);
    return refused == null ? admit(record, row) : refused;
  }

  /** Decodes without looking at the clock. */
  public Incoming decode(RawRecord record) {
    Row row = new Row();
    Incoming refused = fill(row, record);
    return refused == null ? Incoming.of(row) : refused;
  }

  /** Fills a row with a record, or answers with the dead letter of one that cannot be used. */
  private Incoming fill(Row row, RawRecord record) {
    if (record.value() == null) {
      return dead(
          record,
          DeadLetterReason.UNREADABLE,
          "record without a value; expected an Avro " + spec.event().schema().getFullName());
    }
    try {
      decoder.decode(record.value(), row);
    } catch (BadRecordException e) {
      return dead(record, e.reason(), e.getMessage());
    } catch (RuntimeException e) {
      // A decoder that meets bytes it was not made for must not stop the stream.
      return dead(record, DeadLetterReason.UNREADABLE, "cannot decode: " + e);
    }
    row.partition = record.partition();
    row.offset = record.offset();
    row.ingestMillis = record.timestamp();
    return null;
  }

  private EventClock clock(int partition) {
    if (partition >= clocks.length) {
      clocks = Arrays.copyOf(clocks, partition + 1);
    }
    if (clocks[partition] == null) {
      clocks[partition] = new EventClock(spec.event());
    }
    return clocks[partition];
  }

  private Incoming admit(RawRecord record, Row row) {
    EventClock clock = clock(record.partition());
    long latest = clock.latest();
    EventClock.Verdict verdict = clock.accept(row.time, record.timestamp());
    if (verdict == EventClock.Verdict.INVALID || verdict == EventClock.Verdict.TOO_FAR_AHEAD) {
      return refuse(record, row.time, latest, verdict);
    }
    row.late = verdict == EventClock.Verdict.LATE;
    return Incoming.of(row, clock.settled());
  }

  /** The dead letter of an event whose time is refused. */
  public Incoming refuse(RawRecord record, long time, long latest, EventClock.Verdict verdict) {
    EventSpec event = spec.event();
    String found = event.timeField() + " is " + text(time);
    String message =
        verdict == EventClock.Verdict.INVALID
            ? found
                + "; expected "
                + text(event.valid().fromMicros())
                + " up to "
                + text(event.valid().toMicros())
                + " (event.valid)"
            : found
                + ", more than "
                + event.valid().maxAhead()
                + " ahead of "
                + text(latest)
                + " (event.valid.max_ahead)";
    return dead(record, DeadLetterReason.TIME_OUT_OF_RANGE, message);
  }

  /** The dead letter of a record that was refused before it could be decoded. */
  public Incoming refuse(RawRecord record, DeadLetterReason reason, String message) {
    return dead(record, reason, message);
  }

  private Incoming dead(RawRecord record, DeadLetterReason reason, String message) {
    return Incoming.of(DeadLetters.of(spec.name(), record, reason, message));
  }

  private static String text(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
