package io.vigia.engine.expr;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelMutableAst;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableCall;
import io.vigia.engine.text.Nearest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prepares a parsed tree for the type check: whole numbers become doubles, since CEL computes with
 * one type at a time, and names are checked here, where a misspelling can be named.
 */
final class AstPreparation {
  /** Deepest nesting of a tree, which recursion can follow without fear for the stack. */
  static final int MAX_DEPTH = 200;

  static final String TOO_DEEP =
      "nested more than "
          + MAX_DEPTH
          + " deep; split it into several features, each an expression of its own";

  private final CelMutableAst tree;
  private final Map<Long, Integer> positions;
  private final Map<String, Variable> visible;
  private final Map<String, Variable> used = new LinkedHashMap<>();

  AstPreparation(CelAbstractSyntaxTree parsed, Map<String, Variable> visible) {
    this.tree = CelMutableAst.fromCelAst(parsed);
    this.positions = parsed.getSource().getPositionsMap();
    this.visible = visible;
  }

  CelAbstractSyntaxTree run() {
    visit(tree.expr(), 0);
    return tree.toParsedAst(true);
  }

  /** The names that the expression reads. */
  Collection<Variable> used() {
    return used.values();
  }

  private void visit(CelMutableExpr node, int depth) {
    if (depth > MAX_DEPTH) {
      throw new ExpressionException(TOO_DEEP);
    }
    switch (node.getKind()) {
      case CONSTANT -> constant(node);
      case IDENT -> name(node);
      case CALL -> call(node, depth);
      case LIST -> node.list().elements().forEach(element -> visit(element, depth + 1));
      case SELECT -> throw refused(node, "'." + node.select().field() + "'");
      case MAP, STRUCT -> throw refused(node, "a map");
      default -> throw refused(node, "this");
    }
  }

  private void constant(CelMutableExpr node) {
    CelConstant constant = node.constant();
    switch (constant.getKind()) {
      case INT64_VALUE -> node.setConstant(CelConstant.ofValue((double) constant.int64Value()));
      case UINT64_VALUE ->
          node.setConstant(CelConstant.ofValue(constant.uint64Value().doubleValue()));
      case DOUBLE_VALUE, BOOLEAN_VALUE, STRING_VALUE -> {}
      case NULL_VALUE ->
          throw new ExpressionException(
              "null" + at(node) + " cannot be compared; ask missing(x) whether x is missing");
      default -> throw refused(node, "a constant of this type");
    }
  }

  private void name(CelMutableExpr node) {
    String name = node.ident().name();
    Variable variable = visible.get(name);
    if (variable == null) {
      throw new ExpressionException(
          "unknown name '"
              + name
              + "'"
              + at(node)
              + "; "
              + Nearest.hint(name, visible.keySet(), "names it can read"),
          name);
    }
    if (variable.kind() == FieldKind.NUMBERS || variable.kind() == FieldKind.OTHER) {
      throw new ExpressionException(
          "'"
              + name
              + "'"
              + at(node)
              + " is neither a number nor a boolean, a text or an enum, so an expression cannot"
              + " read it");
    }
    used.put(name, variable);
  }

  private void call(CelMutableExpr node, int depth) {
    CelMutableCall call = node.call();
    String function = call.function();
    boolean isNamed = Character.isLetter(function.charAt(0));
    if (isNamed && !CelFront.functions().contains(function)) {
      throw new ExpressionException(
          "unknown function '"
              + function
              + "'"
              + at(node)
              + "; "
              + Nearest.hint(function, CelFront.functions(), "functions"));
    }
    if (List.of("_[_]", "_%_", "_[?_]", "_?._").contains(function)) {
      throw refused(node, "the operator " + function.replace("_", ""));
    }
    call.target().ifPresent(target -> visit(target, depth + 1));
    call.args().forEach(argument -> visit(argument, depth + 1));
  }

  private ExpressionException refused(CelMutableExpr node, String what) {
    return new ExpressionException(
        what
            + at(node)
            + " cannot be used here; expressions have numbers, texts, names, arithmetic,"
            + " comparisons, &&, ||, !, ?:, in, and the functions "
            + String.join(", ", CelFront.functions()));
  }

  private String at(CelMutableExpr node) {
    Integer offset = positions.get(node.id());
    return offset == null ? "" : CelFront.column(offset);
  }
}
