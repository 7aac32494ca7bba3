package io.vigia.engine.spec;

/**
 * A detector file that is refused. The message has the form {@code file:line: what was found, what
 * was expected and what to do}; with several mistakes, one line each in the order of the file.
 */
public final class SpecException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SpecException(String message) {
    super(message);
  }
}
