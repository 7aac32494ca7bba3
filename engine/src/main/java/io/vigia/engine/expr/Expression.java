package io.vigia.engine.expr;

/**
 * A compiled expression. Not thread safe and not serializable: an operator compiles its own.
 *
 * <p>Arithmetic is that of IEEE 754 doubles. A missing value is NaN: arithmetic carries it on,
 * every comparison with it is false, {@code !=} included.
 */
public interface Expression {

  /**
   * The value for an event. A condition answers 1 or 0; a number that is not finite (a division by
   * zero, an overflow) is answered as NaN, missing.
   */
  double evaluate(Operands event);

  /**
   * Whether the whole expression runs as primitive arithmetic. False where a part of it (a function
   * of texts such as {@code startsWith}) needs CEL's interpreter, which costs tens of times as much
   * and allocates.
   */
  boolean isNative();

  /** Whether it is a condition, which answers 1 or 0. */
  boolean isCondition();

  /** The expression as it was written. */
  String source();
}
