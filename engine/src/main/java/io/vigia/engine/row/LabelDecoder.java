package io.vigia.engine.row;

import io.vigia.engine.spec.DetectorSpec;
import io.vigia.schemas.DeadLetterReason;
import io.vigia.schemas.Label;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

public final class LabelDecoder {
  private final List<String> names;

  private LabelDecoder(DetectorSpec spec) {
    names = RowLayout.of(spec).keyNames();
  }

  public static LabelDecoder of(DetectorSpec spec) {
    return new LabelDecoder(spec);
  }

  public void decode(byte[] payload, Row into) throws BadRecordException {
    Label l;
    try {
      l = Label.getDecoder().decode(ByteBuffer.wrap(payload));
    } catch (IOException | RuntimeException e) {
      throw new BadRecordException(DeadLetterReason.UNREADABLE, e.toString());
    }
    into.kind = Row.Kind.LABEL;
    into.id = Long.parseLong(l.getEventId());
    into.time = ChronoUnit.MICROS.between(Instant.EPOCH, l.getLabelTime());
    into.labelledTime = ChronoUnit.MICROS.between(Instant.EPOCH, l.getEventTime());
    into.label = l.getLabel();
    into.keys = names.stream().mapToLong(n -> Long.parseLong(l.getKeys().get(n))).toArray();
    into.keyTexts = new String[into.keys.length];
  }
}
