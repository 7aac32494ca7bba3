package io.vigia.engine.expr;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** The functions of numbers that expressions have beyond CEL's own. */
enum NumberFunction {
  ABS(Math::abs),
  SQRT(Math::sqrt),
  LOG(Math::log),
  EXP(Math::exp),
  FLOOR(Math::floor),
  CEIL(Math::ceil),
  MIN(Math::min),
  MAX(Math::max),
  POW(Math::pow);

  private final DoubleUnaryOperator unary;
  private final DoubleBinaryOperator binary;

  NumberFunction(DoubleUnaryOperator unary) {
    this.unary = unary;
    this.binary = null;
  }

  NumberFunction(DoubleBinaryOperator binary) {
    this.unary = null;
    this.binary = binary;
  }

  String celName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<NumberFunction> of(String celName) {
    return Arrays.stream(values()).filter(f -> f.celName().equals(celName)).findFirst();
  }

  CelFunctionDecl declaration() {
    CelOverloadDecl overload =
        unary != null
            ? CelOverloadDecl.newGlobalOverload(
                celName() + "_double", SimpleType.DOUBLE, SimpleType.DOUBLE)
            : CelOverloadDecl.newGlobalOverload(
                celName() + "_double_double",
                SimpleType.DOUBLE,
                SimpleType.DOUBLE,
                SimpleType.DOUBLE);
    return CelFunctionDecl.newFunctionDeclaration(celName(), overload);
  }

  /** The node of a call, whose arguments the type check has counted. */
  NumberNode node(List<NumberNode> arguments) {
    NumberNode a = arguments.get(0);
    if (unary != null) {
      DoubleUnaryOperator f = unary;
      return (v, t, s) -> f.applyAsDouble(a.value(v, t, s));
    }
    NumberNode b = arguments.get(1);
    DoubleBinaryOperator f = binary;
    return (v, t, s) -> f.applyAsDouble(a.value(v, t, s), b.value(v, t, s));
  }

  static List<String> celNames() {
    List<String> names = new ArrayList<>();
    for (NumberFunction function : values()) {
      names.add(function.celName());
    }
    return names;
  }
}
