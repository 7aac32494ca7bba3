package io.vigia.engine.expr;

/** An expression that is refused. The message says what was found and what was expected. */
public final class ExpressionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ExpressionException(String message) {
    super(message);
  }
}
