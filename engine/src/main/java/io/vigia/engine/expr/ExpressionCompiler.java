package io.vigia.engine.expr;

import java.util.Collection;
import org.apache.avro.Schema;

/** Compiles the expressions of one detector. */
public final class ExpressionCompiler {

  /** The name by which rules read the score. */
  public static final String SCORE = "score";

  private final Slots slots;
  private final Schema eventSchema;

  private ExpressionCompiler(Slots slots, Schema eventSchema) {
    this.slots = slots;
    this.eventSchema = eventSchema;
  }

  /**
   * A compiler for the rows of a layout.
   *
   * @param slots where fields and features stand
   * @param eventSchema the record schema of the events; names that are no field of it are features,
   *     which are numbers
   */
  public static ExpressionCompiler of(Slots slots, Schema eventSchema) {
    return new ExpressionCompiler(slots, eventSchema);
  }

  /**
   * Compiles an expression whose value is a number; a condition counts as 1 or 0.
   *
   * @param source the expression in CEL
   * @param visibleNames fields, features and {@link #SCORE} that it may read
   * @throws ExpressionException when it is refused; the message names neither file nor line
   */
  public Expression number(String source, Collection<String> visibleNames) {
    throw new UnsupportedOperationException(source + slots + eventSchema + visibleNames);
  }

  /**
   * Compiles a condition.
   *
   * @param source the expression in CEL
   * @param visibleNames fields, features and {@link #SCORE} that it may read
   * @throws ExpressionException when it is refused; the message names neither file nor line
   */
  public Expression condition(String source, Collection<String> visibleNames) {
    throw new UnsupportedOperationException(source + slots + eventSchema + visibleNames);
  }
}
