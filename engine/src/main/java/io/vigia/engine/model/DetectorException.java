package io.vigia.engine.model;

/**
 * A detector folder that is refused. The message names the folder and the file, what was found,
 * what was expected and what to do.
 */
public final class DetectorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DetectorException(String message) {
    super(message);
  }

  public DetectorException(String message, Throwable cause) {
    super(message, cause);
  }
}
