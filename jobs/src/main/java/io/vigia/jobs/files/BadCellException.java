package io.vigia.jobs.files;

/** A value of a file that its field cannot hold. */
final class BadCellException extends Exception {
  private static final long serialVersionUID = 1L;

  BadCellException(String message) {
    // One a bad row; the message says it all.
    super(message, null, false, false);
  }
}
