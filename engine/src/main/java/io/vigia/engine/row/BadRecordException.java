package io.vigia.engine.row;

import io.vigia.schemas.DeadLetterReason;

/**
 * A record that cannot become a row. The message names the field, the value and what was expected.
 */
public final class BadRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  private final DeadLetterReason reason;

  public BadRecordException(DeadLetterReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Kind of failure. */
  public DeadLetterReason reason() {
    return reason;
  }
}
