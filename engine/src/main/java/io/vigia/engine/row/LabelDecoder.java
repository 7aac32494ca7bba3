package io.vigia.engine.row;

import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.EventSpec.KeySpec;
import io.vigia.schemas.DeadLetterReason;
import io.vigia.schemas.Label;
import io.vigia.schemas.codec.CodecException;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Turns the truth about an event into a {@link Row} of kind label. Not thread safe: a reader makes
 * its own.
 */
public final class LabelDecoder {
  private final SingleObjectCodec<Label> codec = new SingleObjectCodec<>(Label.class);
  private final List<KeySpec> keys;
  private final boolean[] isWhole;
  private final boolean idIsWhole;

  private LabelDecoder(DetectorSpec spec) {
    Schema schema = spec.event().schema();
    keys = spec.event().keys();
    isWhole = new boolean[keys.size()];
    for (int i = 0; i < isWhole.length; i++) {
      isWhole[i] = KeyReaders.isWhole(schema, keys.get(i).parts());
    }
    idIsWhole = KeyReaders.isWhole(schema, List.of(spec.event().idField()));
  }

  /** The decoder of a detector's labels. */
  public static LabelDecoder of(DetectorSpec spec) {
    return new LabelDecoder(spec);
  }

  /**
   * Fills a row with a label.
   *
   * @throws BadRecordException when the bytes are no label, a key of the detector is missing or is
   *     no number though its field is, or the truth is not in [0, 1]
   */
  public void decode(byte[] payload, Row into) throws BadRecordException {
    Label label;
    try {
      label = codec.decode(payload);
    } catch (CodecException e) {
      throw new BadRecordException(EventDecoder.reason(e.kind()), e.getMessage());
    }
    if (!(label.getLabel() >= 0 && label.getLabel() <= 1)) {
      throw invalid("'label' is " + label.getLabel() + "; expected a number from 0 to 1");
    }
    into.kind = Row.Kind.LABEL;
    into.time = micros(label.getLabelTime());
    into.labelledTime = micros(label.getEventTime());
    into.label = label.getLabel();
    into.id = number(idIsWhole, "event_id", label.getEventId());
    into.idText = idIsWhole ? null : label.getEventId();
    into.keys = new long[isWhole.length];
    into.keyTexts = new String[isWhole.length];
    for (int i = 0; i < isWhole.length; i++) {
      String name = keys.get(i).name();
      String text = label.getKeys().get(name);
      if (text == null) {
        throw invalid(
            "'keys' has no '"
                + name
                + "', only "
                + label.getKeys().keySet()
                + "; expected every key of the detector");
      }
      into.keys[i] = number(isWhole[i], "keys." + name, text);
      into.keyTexts[i] = isWhole[i] ? null : text;
    }
  }

  private static long micros(Instant time) throws BadRecordException {
    try {
      return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    } catch (ArithmeticException e) {
      throw invalid("a time is " + time + ", which is out of range");
    }
  }

  private static long number(boolean whole, String what, String text) throws BadRecordException {
    if (!whole) {
      return Keys.hash(text);
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw invalid("'" + what + "' is '" + text + "'; expected a whole number, as in the events");
    }
  }

  private static BadRecordException invalid(String message) {
    return new BadRecordException(DeadLetterReason.INVALID_VALUE, message);
  }
}
