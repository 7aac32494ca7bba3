package io.vigia.engine.expr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is written as an expression, it is compiled or refused, and what is compiled runs. */
class ExpressionGarbageTest {

  @Property(tries = 2000, seed = "5")
  void tokensAreCompiledOrRefused(@ForAll("tokens") List<String> tokens) {
    compileOrRefuse(String.join(" ", tokens));
  }

  @Property(tries = 500, seed = "6")
  void textsAreCompiledOrRefused(@ForAll String text) {
    compileOrRefuse(text);
  }

  private static void compileOrRefuse(String source) {
    try {
      Expression expression = TestSlots.compiler().number(source, TestSlots.visible());
      double value = expression.evaluate(TestSlots.event("EUR", null, 1, 1, 2, 3, Double.NaN, 4));
      assertThat(Double.isInfinite(value)).isFalse();
    } catch (ExpressionException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<List<String>> tokens() {
    return Arbitraries.of(
            "a",
            "b",
            "d",
            "flag",
            "currency",
            "merchant",
            "channel",
            "embedding",
            "score",
            "1",
            "2.5",
            "7u",
            "\"EUR\"",
            "'CHIP'",
            "b'x'",
            "null",
            "true",
            "+",
            "-",
            "*",
            "/",
            "%",
            "==",
            "!=",
            "<",
            ">=",
            "&&",
            "||",
            "!",
            "?",
            ":",
            "in",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ",",
            ".",
            "min(a, b)",
            "size(",
            "abs(",
            ".startsWith('x')",
            ".matches('[')",
            "has(a.b)",
            "[1, 2].all(x, x > 0)",
            "missing(",
            "a.b",
            "timestamp('x')",
            "dyn(a)",
            "int(a)",
            "type(a)",
            "\"\\",
            "//")
        .list()
        .ofMaxSize(9);
  }
}
