package io.vigia.engine.onnx;

/**
 * A model file that is refused. The message names the file, what was found and what was expected.
 */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
