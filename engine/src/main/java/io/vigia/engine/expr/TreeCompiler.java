package io.vigia.engine.expr;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.List;
import java.util.Map;

/**
 * Turns a checked tree into nodes of primitive arithmetic. What only CEL can compute, functions of
 * texts, becomes a leaf that is interpreted.
 */
final class TreeCompiler {
  private final CelAbstractSyntaxTree tree;
  private final Map<String, Variable> visible;
  private final TextComparison texts;
  private boolean isNative = true;

  TreeCompiler(CelAbstractSyntaxTree tree, Map<String, Variable> visible, Slots slots) {
    this.tree = tree;
    this.visible = visible;
    this.texts = new TextComparison(visible, slots);
  }

  boolean isNative() {
    return isNative;
  }

  NumberNode number(CelExpr node) {
    if (type(node).equals(SimpleType.BOOL)) {
      return node.getKind() == Kind.IDENT ? variable(node) : condition(node).asNumber();
    }
    switch (node.getKind()) {
      case CONSTANT -> {
        double constant = node.constant().doubleValue();
        return (v, t, s) -> constant;
      }
      case IDENT -> {
        return variable(node);
      }
      case CALL -> {
        return numberCall(node);
      }
      default -> throw impossible(node);
    }
  }

  ConditionNode condition(CelExpr node) {
    switch (node.getKind()) {
      case CONSTANT -> {
        boolean constant = node.constant().booleanValue();
        return (v, t, s) -> constant;
      }
      case IDENT -> {
        NumberNode variable = variable(node);
        return (v, t, s) -> variable.value(v, t, s) == 1;
      }
      case CALL -> {
        return conditionCall(node);
      }
      default -> throw impossible(node);
    }
  }

  private NumberNode variable(CelExpr node) {
    int slot = visible.get(node.ident().name()).slot();
    if (slot == Variable.SCORE_SLOT) {
      return (v, t, s) -> s;
    }
    return (v, t, s) -> v[slot];
  }

  private NumberNode numberCall(CelExpr node) {
    CelCall call = node.call();
    if (call.function().equals(CelFront.SIZE)) {
      return interpreted(node).size();
    }
    List<CelExpr> arguments = call.args();
    if (call.function().equals("_?_:_")) {
      ConditionNode condition = condition(arguments.get(0));
      NumberNode yes = number(arguments.get(1));
      NumberNode no = number(arguments.get(2));
      return (v, t, s) -> condition.test(v, t, s) ? yes.value(v, t, s) : no.value(v, t, s);
    }
    List<NumberNode> numbers = arguments.stream().map(this::number).toList();
    NumberNode a = numbers.get(0);
    if (call.function().equals("-_")) {
      return (v, t, s) -> -a.value(v, t, s);
    }
    var named = NumberFunction.of(call.function());
    if (named.isPresent()) {
      return named.get().node(numbers);
    }
    NumberNode b = numbers.get(1);
    return switch (call.function()) {
      case "_+_" -> (v, t, s) -> a.value(v, t, s) + b.value(v, t, s);
      case "_-_" -> (v, t, s) -> a.value(v, t, s) - b.value(v, t, s);
      case "_*_" -> (v, t, s) -> a.value(v, t, s) * b.value(v, t, s);
      case "_/_" -> (v, t, s) -> a.value(v, t, s) / b.value(v, t, s);
      default -> throw impossible(node);
    };
  }

  private ConditionNode conditionCall(CelExpr node) {
    CelCall call = node.call();
    List<CelExpr> arguments = call.args();
    switch (call.function()) {
      case "!_" -> {
        ConditionNode a = condition(arguments.get(0));
        return (v, t, s) -> !a.test(v, t, s);
      }
      case "_&&_" -> {
        ConditionNode a = condition(arguments.get(0));
        ConditionNode b = condition(arguments.get(1));
        return (v, t, s) -> a.test(v, t, s) && b.test(v, t, s);
      }
      case "_||_" -> {
        ConditionNode a = condition(arguments.get(0));
        ConditionNode b = condition(arguments.get(1));
        return (v, t, s) -> a.test(v, t, s) || b.test(v, t, s);
      }
      case "_?_:_" -> {
        ConditionNode a = condition(arguments.get(0));
        ConditionNode yes = condition(arguments.get(1));
        ConditionNode no = condition(arguments.get(2));
        return (v, t, s) -> a.test(v, t, s) ? yes.test(v, t, s) : no.test(v, t, s);
      }
      case CelFront.MISSING -> {
        NumberNode a = missingOperand(arguments.get(0));
        return (v, t, s) -> Double.isNaN(a.value(v, t, s));
      }
      case "@in" -> {
        return membership(node, arguments.get(0), arguments.get(1));
      }
      default -> {
        return comparison(node);
      }
    }
  }

  private NumberNode missingOperand(CelExpr node) {
    if (!isText(node)) {
      return number(node);
    }
    if (node.getKind() != Kind.IDENT) {
      throw new ExpressionException("missing(...) of a computed text; ask it of a field");
    }
    return variable(node);
  }

  private ConditionNode membership(CelExpr node, CelExpr what, CelExpr list) {
    if (list.getKind() != Kind.LIST) {
      throw impossible(node);
    }
    List<CelExpr> elements = list.list().elements();
    if (isText(what)) {
      return texts.membership(what, elements).orElseGet(() -> interpreted(node));
    }
    NumberNode a = number(what);
    if (elements.stream().allMatch(TreeCompiler::isNumberConstant)) {
      double[] constants =
          elements.stream().mapToDouble(element -> element.constant().doubleValue()).toArray();
      return (v, t, s) -> TextComparison.contains(constants, a.value(v, t, s));
    }
    NumberNode[] members = elements.stream().map(this::number).toArray(NumberNode[]::new);
    return (v, t, s) -> {
      double value = a.value(v, t, s);
      for (NumberNode member : members) {
        if (member.value(v, t, s) == value) {
          return true;
        }
      }
      return false;
    };
  }

  private static boolean isNumberConstant(CelExpr node) {
    return node.getKind() == Kind.CONSTANT
        && node.constant().getKind() == CelConstant.Kind.DOUBLE_VALUE;
  }

  private ConditionNode comparison(CelExpr node) {
    String operator = node.call().function();
    List<CelExpr> arguments = node.call().args();
    if (!operator.startsWith("_")) {
      return interpreted(node);
    }
    if (isText(arguments.get(0))) {
      return texts.equality(operator, arguments).orElseGet(() -> interpreted(node));
    }
    if (!type(arguments.get(0)).equals(SimpleType.DOUBLE)
        && !type(arguments.get(0)).equals(SimpleType.BOOL)) {
      throw impossible(node);
    }
    return compare(node, operator, number(arguments.get(0)), number(arguments.get(1)));
  }

  private ConditionNode compare(CelExpr node, String operator, NumberNode a, NumberNode b) {
    return switch (operator) {
      case "_==_" -> (v, t, s) -> a.value(v, t, s) == b.value(v, t, s);
      case "_!=_" ->
          (v, t, s) -> {
            double left = a.value(v, t, s);
            double right = b.value(v, t, s);
            // Not !=, which holds for NaN: a missing value compares with nothing.
            return left < right || left > right;
          };
      case "_<_" -> (v, t, s) -> a.value(v, t, s) < b.value(v, t, s);
      case "_<=_" -> (v, t, s) -> a.value(v, t, s) <= b.value(v, t, s);
      case "_>_" -> (v, t, s) -> a.value(v, t, s) > b.value(v, t, s);
      case "_>=_" -> (v, t, s) -> a.value(v, t, s) >= b.value(v, t, s);
      default -> throw impossible(node);
    };
  }

  private InterpretedNode interpreted(CelExpr node) {
    isNative = false;
    return InterpretedNode.of(tree, node, visible);
  }

  private boolean isText(CelExpr node) {
    return type(node).equals(SimpleType.STRING);
  }

  private CelType type(CelExpr node) {
    return tree.getTypeOrThrow(node.id());
  }

  private static ExpressionException impossible(CelExpr node) {
    String what = node.getKind() == Kind.CALL ? "'" + node.call().function() + "'" : "this";
    return new ExpressionException(
        what
            + " of these operands cannot be computed; numbers, conditions and texts can be compared"
            + " with their like");
  }
}
