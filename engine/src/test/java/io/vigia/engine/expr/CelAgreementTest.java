package io.vigia.engine.expr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The compiled tree answers what CEL's own interpreter answers. */
class CelAgreementTest {
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder()
          .addFunctionBindings(
              CelFunctionBinding.from("abs_double", Double.class, Math::abs),
              CelFunctionBinding.from("sqrt_double", Double.class, Math::sqrt),
              CelFunctionBinding.from("exp_double", Double.class, Math::exp),
              CelFunctionBinding.from("log_double", Double.class, Math::log),
              CelFunctionBinding.from("floor_double", Double.class, Math::floor),
              CelFunctionBinding.from("ceil_double", Double.class, Math::ceil),
              CelFunctionBinding.from("min_double_double", Double.class, Double.class, Math::min),
              CelFunctionBinding.from("max_double_double", Double.class, Double.class, Math::max),
              CelFunctionBinding.from("pow_double_double", Double.class, Double.class, Math::pow))
          .build();

  @Property(tries = 1500, seed = "7")
  void numbersAgree(@ForAll("numbers") String source, @ForAll("events") Map<String, Object> event)
      throws Exception {
    Object interpreted = interpret(source, event);
    double expected = ((Number) interpreted).doubleValue();
    assertThat(compiled(source, event))
        .isEqualTo(Double.valueOf(Double.isFinite(expected) ? expected : Double.NaN));
  }

  @Property(tries = 1500, seed = "8")
  void conditionsAgree(
      @ForAll("conditions") String source, @ForAll("events") Map<String, Object> event)
      throws Exception {
    Object interpreted = interpret(source, event);
    assertThat(compiled(source, event)).isEqualTo((Boolean) interpreted ? 1 : 0);
  }

  @Provide
  Arbitrary<Map<String, Object>> events() {
    Arbitrary<Double> numbers =
        Arbitraries.oneOf(
            Arbitraries.integers().between(-3, 3).map(i -> (double) i),
            Arbitraries.doubles().between(-1e6, 1e6));
    Arbitrary<String> texts = Arbitraries.of("EUR", "USD", "", "a b");
    return Combinators.combine(
            numbers.list().ofSize(6),
            texts,
            texts,
            Arbitraries.of("CHIP", "SWIPE", "ONLINE"),
            Arbitraries.of(true, false))
        .as(
            (n, currency, merchant, channel, flag) -> {
              Map<String, Object> event = new HashMap<>();
              List<String> names = List.of("a", "b", "c", "d", "f1", "f2");
              for (int i = 0; i < names.size(); i++) {
                event.put(names.get(i), n.get(i));
              }
              event.put("currency", currency);
              event.put("merchant", merchant);
              event.put("channel", channel);
              event.put("flag", flag);
              return event;
            });
  }

  @Provide
  Arbitrary<String> numbers() {
    return numbers(3);
  }

  @Provide
  Arbitrary<String> conditions() {
    return conditions(3);
  }

  private static Arbitrary<String> numbers(int depth) {
    Arbitrary<String> leaf =
        Arbitraries.of("a", "b", "c", "d", "f1", "f2", "0", "1", "2.5", "-3", "1e3", "7u");
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<String> inner = numbers(depth - 1);
    return Arbitraries.oneOf(
        leaf,
        Combinators.combine(inner, Arbitraries.of("+", "-", "*", "/"), inner)
            .as((l, op, r) -> "(" + l + " " + op + " " + r + ")"),
        Combinators.combine(Arbitraries.of("abs", "sqrt", "exp", "log", "floor", "ceil"), inner)
            .as((f, x) -> f + "(" + x + ")"),
        Combinators.combine(Arbitraries.of("min", "max", "pow"), inner, inner)
            .as((f, x, y) -> f + "(" + x + ", " + y + ")"),
        inner.map(x -> "-(" + x + ")"),
        Combinators.combine(conditions(depth - 1), inner, inner)
            .as((c, x, y) -> "(" + c + " ? " + x + " : " + y + ")"));
  }

  private static Arbitrary<String> conditions(int depth) {
    Arbitrary<String> texts = Arbitraries.of("currency", "merchant", "\"EUR\"", "\"a b\"");
    Arbitrary<String> leaf =
        Arbitraries.oneOf(
            Arbitraries.of(
                "true",
                "flag",
                "channel == \"CHIP\"",
                "channel in [\"CHIP\", \"ONLINE\"]",
                "currency in [\"EUR\", \"\"]",
                "merchant.startsWith(\"a\")",
                "(merchant + currency).contains(\"E\")"),
            Combinators.combine(texts, Arbitraries.of("==", "!=", "<", ">="), texts)
                .as((l, op, r) -> l + " " + op + " " + r));
    if (depth == 0) {
      return leaf;
    }
    // A NaN is no text, no number: CEL says NaN != NaN, and we that nothing compares with missing.
    Arbitrary<String> number = numbers(depth - 1).filter(s -> !s.matches(".*(sqrt|log|pow|/).*"));
    Arbitrary<String> inner = conditions(depth - 1);
    return Arbitraries.oneOf(
        leaf,
        Combinators.combine(number, Arbitraries.of("==", "!=", "<", "<=", ">", ">="), number)
            .as((l, op, r) -> "(" + l + " " + op + " " + r + ")"),
        Combinators.combine(number, number, number)
            .as((x, y, z) -> "(" + x + " in [" + y + ", " + z + "])"),
        Combinators.combine(inner, Arbitraries.of("&&", "||", "==", "!="), inner)
            .as((l, op, r) -> "((" + l + ") " + op + " (" + r + "))"),
        inner.map(x -> "!(" + x + ")"));
  }

  private static Object interpret(String source, Map<String, Object> event) throws Exception {
    Map<String, Variable> variables = new LinkedHashMap<>();
    for (String name : TestSlots.NAMES) {
      var field = TestSlots.SCHEMA.getField(name);
      FieldKind kind = field == null ? FieldKind.NUMBER : FieldKind.of(field.schema());
      variables.put(name, new Variable(name, kind, 0, 0, List.of()));
    }
    CelAbstractSyntaxTree tree = CelFront.check(source, variables);
    return RUNTIME.createProgram(tree).eval(event);
  }

  private static double compiled(String source, Map<String, Object> event) {
    double[] numbers = {
      (Double) event.get("a"),
      (Double) event.get("b"),
      (Double) event.get("c"),
      (Double) event.get("d"),
      (Double) event.get("f1"),
      (Double) event.get("f2"),
      (Boolean) event.get("flag") ? 1 : 0
    };
    int channel = List.of("CHIP", "SWIPE", "ONLINE").indexOf((String) event.get("channel"));
    return TestSlots.compiler()
        .number(source, TestSlots.visible())
        .evaluate(
            TestSlots.event(
                (String) event.get("currency"), (String) event.get("merchant"), channel, numbers));
  }
}
