package io.vigia.engine.expr;

/** A node of the compiled tree whose value is true or false. */
@FunctionalInterface
interface ConditionNode {
  boolean test(double[] values, String[] texts, double score);

  /** The node as a number: 1 or 0. */
  default NumberNode asNumber() {
    return (v, t, s) -> test(v, t, s) ? 1 : 0;
  }
}
