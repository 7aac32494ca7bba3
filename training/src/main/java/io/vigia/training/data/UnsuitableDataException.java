package io.vigia.training.data;

/**
 * Events that no detector can be made of, such as too few or none that is positive. The message
 * says what was found and what is needed.
 */
public final class UnsuitableDataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception with its message. */
  public UnsuitableDataException(String message) {
    super(message);
  }

  /** An exception with its message and where it came from. */
  public UnsuitableDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
