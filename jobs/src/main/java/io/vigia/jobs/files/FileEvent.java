package io.vigia.jobs.files;

import io.vigia.schemas.DeadLetterReason;

/**
 * A row of a file.
 *
 * @param file name of the file
 * @param rowNumber number of the row in it, from 0
 * @param payload the event in single-object encoding; for a bad row, the row as it came
 * @param label the truth; NaN where there is none
 * @param reason why the row is bad, or {@code null}
 * @param message what is wrong with a bad row
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
public record FileEvent(
    String file,
    long rowNumber,
    byte[] payload,
    double label,
    DeadLetterReason reason,
    String message) {

  /** Whether the row could not be read. */
  public boolean isBad() {
    return reason != null;
  }
}
