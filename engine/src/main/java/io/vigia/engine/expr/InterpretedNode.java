package io.vigia.engine.expr;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelVariableResolver;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A function of texts, computed by CEL's interpreter. Where one of its texts is missing, the number
 * is NaN and the condition false. Holds the texts of the event at hand: not thread safe.
 */
final class InterpretedNode implements ConditionNode {
  private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder().build();

  private final CelRuntime.Program program;
  private final Variable[] variables;
  private final String[] current;
  private final CelVariableResolver resolver = this::find;

  private InterpretedNode(CelRuntime.Program program, Set<Variable> variables) {
    this.program = program;
    this.variables = variables.toArray(new Variable[0]);
    this.current = new String[this.variables.length];
  }

  /**
   * @throws ExpressionException when the node is more than a function of texts, or its pattern is
   *     no regular expression
   */
  static InterpretedNode of(
      CelAbstractSyntaxTree tree, CelExpr node, Map<String, Variable> visible) {
    Set<Variable> variables = new LinkedHashSet<>();
    checkFunction(node, visible, variables);
    CelAbstractSyntaxTree part =
        CelAbstractSyntaxTree.newCheckedAst(
            node, tree.getSource(), tree.getReferenceMap(), tree.getTypeMap());
    try {
      InterpretedNode result = new InterpretedNode(RUNTIME.createProgram(part), variables);
      Arrays.fill(result.current, "");
      // A pattern that is no regular expression shows now, not at the first event.
      result.program.eval(result.resolver);
      return result;
    } catch (CelEvaluationException e) {
      throw new ExpressionException(
          e.getMessage().replaceFirst("^evaluation error( at <input>:\\d+)?: ", ""));
    }
  }

  private static void checkFunction(
      CelExpr node, Map<String, Variable> visible, Set<Variable> variables) {
    CelCall call = node.call();
    call.target().ifPresent(target -> checkText(target, visible, variables));
    call.args().forEach(argument -> checkText(argument, visible, variables));
    boolean isPattern = call.function().equals("matches");
    if (isPattern && call.args().get(call.args().size() - 1).getKind() != Kind.CONSTANT) {
      throw new ExpressionException("the pattern of matches must be a constant text");
    }
  }

  private static void checkText(
      CelExpr node, Map<String, Variable> visible, Set<Variable> variables) {
    switch (node.getKind()) {
      case CONSTANT -> {
        if (node.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
          throw refused();
        }
      }
      case IDENT -> {
        Variable variable = visible.get(node.ident().name());
        if (!variable.isText()) {
          throw refused();
        }
        variables.add(variable);
      }
      case LIST ->
          node.list().elements().forEach(element -> checkText(element, visible, variables));
      case CALL -> {
        if (!node.call().function().equals("_+_")) {
          throw refused();
        }
        node.call().args().forEach(argument -> checkText(argument, visible, variables));
      }
      default -> throw refused();
    }
  }

  private static ExpressionException refused() {
    return new ExpressionException(
        "a function of texts takes constant texts, fields and their concatenation with +, and"
            + " nothing that is computed otherwise");
  }

  /** The node whose value is a number: the size of a text. */
  NumberNode size() {
    return (v, t, s) -> load(v, t) ? ((Number) eval()).doubleValue() : Double.NaN;
  }

  @Override
  public boolean test(double[] values, String[] texts, double score) {
    return load(values, texts) && (Boolean) eval();
  }

  /** Takes the event's texts; whether none is missing. */
  private boolean load(double[] values, String[] texts) {
    for (int i = 0; i < variables.length; i++) {
      Variable variable = variables[i];
      if (variable.kind() == FieldKind.TEXT) {
        current[i] = texts[variable.textSlot()];
      } else {
        double ordinal = values[variable.slot()];
        current[i] = Double.isNaN(ordinal) ? null : variable.symbols().get((int) ordinal);
      }
      if (current[i] == null) {
        return false;
      }
    }
    return true;
  }

  private Object eval() {
    try {
      return program.eval(resolver);
    } catch (CelEvaluationException e) {
      // Types, overloads and patterns were checked, and every name is bound.
      throw new IllegalStateException("CEL failed on texts: " + e.getMessage(), e);
    }
  }

  private Optional<Object> find(String name) {
    for (int i = 0; i < variables.length; i++) {
      if (variables[i].name().equals(name)) {
        return Optional.of(current[i]);
      }
    }
    return Optional.empty();
  }
}
