package io.vigia.engine.control;

/**
 * What became of a command.
 *
 * @param kind whether it was followed
 * @param state the state after it
 * @param reason in words: what changed, or why nothing did
 */
public record Outcome(Kind kind, ControlState state, String reason) {

  /** Whether a command was followed. */
  public enum Kind {
    /** It was, and the state is another one. */
    ACCEPTED,
    /** It could not be; the state is as it was. */
    REFUSED,
    /** Its id was followed before; the state is as it was. */
    REPEATED
  }
}
