/**
 * Expressions of a detector: CEL parses and type-checks the source, a small compiler turns the
 * checked tree into primitive arithmetic. Knows rows only by {@link io.vigia.engine.expr.Operands}
 * and {@link io.vigia.engine.expr.Slots}, so that the rooms of rows and of the spec can both use
 * it.
 */
package io.vigia.engine.expr;
