package io.vigia.jobs.read;

import io.vigia.jobs.types.Instruction;
import io.vigia.schemas.ControlCommand;
import io.vigia.schemas.DeadLetterReason;
import io.vigia.schemas.codec.CodecException;
import io.vigia.schemas.codec.PayloadCodec;
import io.vigia.schemas.codec.SingleObjectCodec;

/** Reads commands; what is no command becomes a dead letter. Never throws. */
public final class ControlReader {
  private final String detector;
  private final PayloadCodec<ControlCommand> codec = new SingleObjectCodec<>(ControlCommand.class);

  /**
   * The reader of a job.
   *
   * @param detector name of the detector, for dead letters
   */
  public ControlReader(String detector) {
    this.detector = detector;
  }

  /** Reads one record. */
  public Instruction read(RawRecord record) {
    if (record.value() == null) {
      return dead(record, DeadLetterReason.UNREADABLE, "command without a value");
    }
    try {
      return new Instruction(codec.decode(record.value()), null);
    } catch (CodecException e) {
      return dead(record, DeadLetterReason.valueOf(e.kind().name()), e.getMessage());
    } catch (RuntimeException e) {
      return dead(record, DeadLetterReason.UNREADABLE, "cannot decode the command: " + e);
    }
  }

  private Instruction dead(RawRecord record, DeadLetterReason reason, String message) {
    return new Instruction(null, DeadLetters.of(detector, record, reason, message));
  }
}
