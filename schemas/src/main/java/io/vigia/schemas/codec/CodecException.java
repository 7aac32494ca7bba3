package io.vigia.schemas.codec;

/** A payload that is not what it should be. The message says what was found and expected. */
public final class CodecException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why a payload is refused. */
  public enum Kind {
    /** Larger than is read. */
    TOO_LARGE,
    /** Written with a schema that is not known. */
    UNKNOWN_SCHEMA,
    /** Not of the encoding, truncated, or with more behind it. */
    UNREADABLE
  }

  private final Kind kind;

  public CodecException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Why the payload is refused. */
  public Kind kind() {
    return kind;
  }
}
