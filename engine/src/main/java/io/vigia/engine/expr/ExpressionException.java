package io.vigia.engine.expr;

import java.util.Optional;

/** An expression that is refused. The message says what was found and what was expected. */
public final class ExpressionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String unknownName;

  public ExpressionException(String message) {
    this(message, null);
  }

  ExpressionException(String message, String unknownName) {
    super(message);
    this.unknownName = unknownName;
  }

  /** The name that the expression may not read, where that is the mistake. */
  public Optional<String> unknownName() {
    return Optional.ofNullable(unknownName);
  }
}
