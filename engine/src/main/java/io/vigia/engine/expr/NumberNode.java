package io.vigia.engine.expr;

/** A node of the compiled tree whose value is a number; NaN = missing. */
@FunctionalInterface
interface NumberNode {
  double value(double[] values, String[] texts, double score);
}
