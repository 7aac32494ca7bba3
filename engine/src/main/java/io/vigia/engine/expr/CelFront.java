package io.vigia.engine.expr;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.checker.CelStandardDeclarations.StandardIdentifier;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelVarDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** CEL's parser and type checker, set up for expressions of a detector. */
final class CelFront {
  /** Longest expression, in characters. */
  static final int MAX_LENGTH = 2_000;

  /** Asks whether a value is missing. */
  static final String MISSING = "missing";

  /** Length of a text. */
  static final String SIZE = "size";

  private static final List<String> TEXT_FUNCTIONS =
      List.of("startsWith", "endsWith", "contains", "matches", SIZE);

  private static final CelCompiler BASE = base();

  private CelFront() {}

  private static CelCompiler base() {
    CelStandardDeclarations declarations =
        CelStandardDeclarations.newBuilder()
            .includeFunctions(
                StandardFunction.ADD,
                StandardFunction.SUBTRACT,
                StandardFunction.MULTIPLY,
                StandardFunction.DIVIDE,
                StandardFunction.NEGATE,
                StandardFunction.EQUALS,
                StandardFunction.NOT_EQUALS,
                StandardFunction.LESS,
                StandardFunction.LESS_EQUALS,
                StandardFunction.GREATER,
                StandardFunction.GREATER_EQUALS,
                StandardFunction.LOGICAL_AND,
                StandardFunction.LOGICAL_OR,
                StandardFunction.LOGICAL_NOT,
                StandardFunction.CONDITIONAL,
                StandardFunction.IN,
                StandardFunction.STARTS_WITH,
                StandardFunction.ENDS_WITH,
                StandardFunction.CONTAINS,
                StandardFunction.MATCHES)
            .excludeIdentifiers(StandardIdentifier.values())
            .build();
    List<CelFunctionDecl> functions = new ArrayList<>();
    for (NumberFunction function : NumberFunction.values()) {
      functions.add(function.declaration());
    }
    functions.add(
        CelFunctionDecl.newFunctionDeclaration(
            MISSING,
            CelOverloadDecl.newGlobalOverload("missing_double", SimpleType.BOOL, SimpleType.DOUBLE),
            CelOverloadDecl.newGlobalOverload("missing_bool", SimpleType.BOOL, SimpleType.BOOL),
            CelOverloadDecl.newGlobalOverload(
                "missing_string", SimpleType.BOOL, SimpleType.STRING)));
    // CEL's own size is an int, which would not compute with the doubles that all else is here.
    functions.add(
        CelFunctionDecl.newFunctionDeclaration(
            SIZE,
            CelOverloadDecl.newGlobalOverload("size_string", SimpleType.DOUBLE, SimpleType.STRING),
            CelOverloadDecl.newMemberOverload(
                "string_size", SimpleType.DOUBLE, SimpleType.STRING)));
    return CelCompilerFactory.standardCelCompilerBuilder()
        .setStandardEnvironmentEnabled(false)
        .setStandardDeclarations(declarations)
        .setOptions(
            CelOptions.current()
                .maxExpressionCodePointSize(MAX_LENGTH)
                .maxParseErrorRecoveryLimit(1)
                .build())
        .addFunctionDeclarations(functions)
        .build();
  }

  /** Names of all functions. */
  static List<String> functions() {
    List<String> names = NumberFunction.celNames();
    names.add(MISSING);
    names.addAll(TEXT_FUNCTIONS);
    return names;
  }

  /** Parses and type-checks; whole numbers in the source become doubles, as all numbers are. */
  static CelAbstractSyntaxTree check(String source, Map<String, Variable> visible) {
    try {
      CelAbstractSyntaxTree parsed = BASE.parse(source).getAst();
      AstPreparation preparation = new AstPreparation(parsed, visible);
      CelAbstractSyntaxTree prepared = preparation.run();
      return checker(preparation.used()).check(prepared).getAst();
    } catch (CelValidationException e) {
      throw new ExpressionException(message(e.getErrors()));
    }
  }

  private static CelCompiler checker(Collection<Variable> used) {
    CelCompilerBuilder builder = BASE.toCompilerBuilder();
    for (Variable variable : used) {
      builder.addVarDeclarations(CelVarDecl.newVarDeclaration(variable.name(), type(variable)));
    }
    return builder.build();
  }

  private static CelType type(Variable variable) {
    if (variable.isText()) {
      return SimpleType.STRING;
    }
    return variable.kind() == FieldKind.BOOLEAN ? SimpleType.BOOL : SimpleType.DOUBLE;
  }

  private static String message(List<CelIssue> issues) {
    CelIssue issue = issues.get(0);
    String text = issue.getMessage();
    if (text.contains("recursion limit exceeded")) {
      return AstPreparation.TOO_DEEP;
    }
    // What would fit in place of a token, or all overloads of an operator: long, and no help.
    for (String tail : List.of(" expecting ", " (candidates:")) {
      int cut = text.indexOf(tail);
      text = cut > 0 ? text.substring(0, cut) : text;
    }
    text = text.replace('\n', ' ').strip();
    String hint =
        text.contains("(double, bool)")
                || text.contains("(bool, double)")
                || text.contains("expected type 'bool' but found 'double'")
            ? "; compare a number to make it a condition, such as x == 1"
            : "";
    return text + column(issue.getSourceLocation().getColumn()) + hint;
  }

  /** Where in the expression, for people, who count from 1. */
  static String column(int zeroBased) {
    return " at column " + (zeroBased + 1);
  }
}
