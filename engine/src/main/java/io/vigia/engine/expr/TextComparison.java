package io.vigia.engine.expr;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import io.vigia.engine.text.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Equality of texts, done on the numbers that stand for them at their slots: the hash of a string,
 * the ordinal of an enum's symbol.
 */
final class TextComparison {
  private final Map<String, Variable> visible;
  private final Slots slots;

  TextComparison(Map<String, Variable> visible, Slots slots) {
    this.visible = visible;
    this.slots = slots;
  }

  /** The node of {@code ==} or {@code !=}; empty where it has to be interpreted. */
  Optional<ConditionNode> equality(String operator, List<CelExpr> operands) {
    boolean isEqual = operator.equals("_==_");
    if (!isEqual && !operator.equals("_!=_")) {
      return Optional.empty();
    }
    CelExpr left = operands.get(0);
    CelExpr right = operands.get(1);
    if (left.getKind() == Kind.CONSTANT && right.getKind() == Kind.IDENT) {
      CelExpr swapped = left;
      left = right;
      right = swapped;
    }
    if (left.getKind() != Kind.IDENT) {
      return Optional.empty();
    }
    Variable variable = visible.get(left.ident().name());
    int slot = variable.slot();
    if (right.getKind() == Kind.CONSTANT) {
      double number = number(variable, right.constant());
      return Optional.of(
          isEqual
              ? (v, t, s) -> v[slot] == number
              : (v, t, s) -> v[slot] < number || v[slot] > number);
    }
    if (right.getKind() != Kind.IDENT) {
      return Optional.empty();
    }
    Variable other = visible.get(right.ident().name());
    if (variable.kind() != other.kind() || !variable.symbols().equals(other.symbols())) {
      return Optional.empty();
    }
    int otherSlot = other.slot();
    return Optional.of(
        isEqual
            ? (v, t, s) -> v[slot] == v[otherSlot]
            : (v, t, s) -> v[slot] < v[otherSlot] || v[slot] > v[otherSlot]);
  }

  /** The node of {@code in}; empty where it has to be interpreted. */
  Optional<ConditionNode> membership(CelExpr what, List<CelExpr> elements) {
    if (what.getKind() != Kind.IDENT
        || elements.stream().anyMatch(element -> element.getKind() != Kind.CONSTANT)) {
      return Optional.empty();
    }
    Variable variable = visible.get(what.ident().name());
    int slot = variable.slot();
    double[] numbers =
        elements.stream().mapToDouble(element -> number(variable, element.constant())).toArray();
    return Optional.of((v, t, s) -> contains(numbers, v[slot]));
  }

  /** Whether a number is in a list; NaN is in none. */
  static boolean contains(double[] numbers, double value) {
    for (double number : numbers) {
      if (number == value) {
        return true;
      }
    }
    return false;
  }

  private double number(Variable variable, CelConstant constant) {
    String text = constant.stringValue();
    if (variable.kind() == FieldKind.TEXT) {
      return slots.textNumber(text);
    }
    int ordinal = variable.symbols().indexOf(text);
    if (ordinal < 0) {
      throw new ExpressionException(
          "'"
              + text
              + "' is no symbol of the enum '"
              + variable.name()
              + "'; "
              + Nearest.hint(text, variable.symbols(), "symbols"));
    }
    return ordinal;
  }
}
