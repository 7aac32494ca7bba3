package io.vigia.engine.control;

/** A command that cannot be followed; the message says why, and what to do instead. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A refusal. */
  public RefusedException(String message) {
    super(message);
  }

  /** A refusal with its cause. */
  public RefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
