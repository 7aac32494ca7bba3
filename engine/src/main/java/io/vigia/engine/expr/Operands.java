package io.vigia.engine.expr;

/** What an expression reads: the numbers and texts of one event, and its score. */
public interface Operands {

  /** The numbers at their slots, NaN = missing. Read, not kept. */
  double[] values();

  /** The texts of the string fields at their text slots, {@code null} = missing. */
  String[] texts();

  /** The calibrated score in [0, 1]; NaN where there is none. */
  double score();
}
