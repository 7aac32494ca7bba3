package io.vigia.engine.expr;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * Compiles the expressions of one detector. CEL parses and checks them; what it has checked is
 * compiled into primitive arithmetic. The language is described in docs/guide/detector-format.md.
 */
public final class ExpressionCompiler {

  /** The name by which rules read the score. */
  public static final String SCORE = "score";

  private final Slots slots;
  private final Schema eventSchema;

  private ExpressionCompiler(Slots slots, Schema eventSchema) {
    this.slots = slots;
    this.eventSchema = eventSchema;
  }

  /**
   * A compiler for the rows of a layout.
   *
   * @param slots where fields and features stand
   * @param eventSchema the record schema of the events; names that are no field of it are features,
   *     which are numbers
   */
  public static ExpressionCompiler of(Slots slots, Schema eventSchema) {
    return new ExpressionCompiler(slots, eventSchema);
  }

  /**
   * Compiles an expression whose value is a number; a condition counts as 1 or 0, and the name of a
   * boolean field alone is NaN where it is missing.
   *
   * @param source the expression in CEL
   * @param visibleNames fields, features and {@link #SCORE} that it may read
   * @throws ExpressionException when it is refused; the message names neither file nor line
   */
  public Expression number(String source, Collection<String> visibleNames) {
    return compile(source, visibleNames, false);
  }

  /**
   * Compiles a condition.
   *
   * @param source the expression in CEL
   * @param visibleNames fields, features and {@link #SCORE} that it may read
   * @throws ExpressionException when it is refused; the message names neither file nor line
   */
  public Expression condition(String source, Collection<String> visibleNames) {
    return compile(source, visibleNames, true);
  }

  private Expression compile(String source, Collection<String> names, boolean mustBeCondition) {
    if (source.length() > CelFront.MAX_LENGTH) {
      throw new ExpressionException(
          "an expression of "
              + source.length()
              + " characters; at most "
              + CelFront.MAX_LENGTH
              + " are read, so split it into several features");
    }
    if (source.isBlank()) {
      throw new ExpressionException("an empty expression; expected one such as amount > 220");
    }
    try {
      Map<String, Variable> visible = variables(names);
      CelAbstractSyntaxTree tree = CelFront.check(source, visible);
      CelType type = tree.getResultType();
      boolean isCondition = type.equals(SimpleType.BOOL);
      if (!isCondition && (mustBeCondition || !type.equals(SimpleType.DOUBLE))) {
        throw new ExpressionException(
            (type.equals(SimpleType.DOUBLE)
                    ? "its value is a number"
                    : "its value is " + name(type))
                + "; expected "
                + (mustBeCondition
                    ? "a condition, such as amount > 220"
                    : "a number or a condition"));
      }
      TreeCompiler compiler = new TreeCompiler(tree, visible, slots);
      NumberNode root =
          mustBeCondition
              ? compiler.condition(tree.getExpr()).asNumber()
              : compiler.number(tree.getExpr());
      return new CompiledExpression(source, root, compiler.isNative(), isCondition);
    } catch (ExpressionException e) {
      throw new ExpressionException(
          "expression \"" + shortened(source) + "\": " + e.getMessage(),
          e.unknownName().orElse(null));
    }
  }

  private static String name(CelType type) {
    return type.equals(SimpleType.STRING) ? "a text" : "of type " + type.name();
  }

  private static String shortened(String source) {
    String line = source.strip().replaceAll("\\s+", " ");
    return line.length() <= 80 ? line : line.substring(0, 77) + "...";
  }

  private Map<String, Variable> variables(Collection<String> names) {
    Map<String, Variable> variables = new LinkedHashMap<>();
    for (String name : names) {
      variables.put(name, variable(name));
    }
    return variables;
  }

  private Variable variable(String name) {
    if (name.equals(SCORE)) {
      return new Variable(name, FieldKind.NUMBER, Variable.SCORE_SLOT, -1, List.of());
    }
    int slot = slots.slot(name);
    if (slot < 0) {
      throw new IllegalArgumentException(
          "no slot for '" + name + "', which was said to be visible");
    }
    Schema.Field field = eventSchema.getField(name);
    if (field == null) {
      return new Variable(name, FieldKind.NUMBER, slot, -1, List.of());
    }
    FieldKind kind = FieldKind.of(field.schema());
    List<String> symbols =
        kind == FieldKind.ENUM ? FieldKind.withoutNull(field.schema()).getEnumSymbols() : List.of();
    int textSlot = kind == FieldKind.TEXT ? slots.textFields().indexOf(name) : -1;
    return new Variable(name, kind, slot, textSlot, symbols);
  }
}
