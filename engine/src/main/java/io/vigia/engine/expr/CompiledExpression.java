package io.vigia.engine.expr;

/** An expression with the tree that computes it. */
record CompiledExpression(String source, NumberNode root, boolean isNative, boolean isCondition)
    implements Expression {

  @Override
  public double evaluate(Operands event) {
    double value = root.value(event.values(), event.texts(), event.score());
    return Double.isFinite(value) ? value : Double.NaN;
  }
}
