package io.vigia.engine.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
  private static final double NAN = Double.NaN;

  // a = 12, b = 5, c = 3, d missing, f1 = 1, f2 = -2.5, flag = true
  private static final Operands EVENT =
      TestSlots.event("EUR", "Shop 7 Ltd", 2, 12, 5, 3, NAN, 1, -2.5, 1);

  private static Expression compile(String source) {
    return TestSlots.compiler().number(source, TestSlots.visible());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "a > 11 # 1",
        "a > 12.0 # 0",
        "a >= 12u # 1",
        "a / b * 2 # 4.8",
        "c / 2 # 1.5",
        "a / 64.0 # 0.1875",
        "floor(a / 64.0) # 0",
        "-a # -12",
        "- -a # 12",
        "a - -3 # 15",
        "a > b && !(c <= 3) || f1 == 1 # 1",
        "a > b ? a : b # 12",
        "a < b ? a : b # 5",
        "(a < b ? f1 > 3 : f2 < 0) # 1",
        "f1 == 1 # 1",
        "f1 != 1 # 0",
        "c in [1, 2, 3] # 1",
        "c in [1, 2.5] # 0",
        "c in [a, b, f1 + 2] # 1",
        "c in [] # 0",
        "abs(f2) # 2.5",
        "sqrt(a + 4) # 4",
        "log(exp(f2)) # -2.5",
        "min(a, b) + max(a, b) # 17",
        "ceil(f2) + floor(f2) # -5",
        "pow(c, 2) # 9",
        "flag # 1",
        "!flag # 0",
        "flag == true # 1",
        "flag != true # 0",
        "true # 1",
        "score > 0.5 # 1",
        "score * 4 # 3",
        "1e3 + 0x10 # 1016",
        "missing(d) # 1",
        "missing(a) || missing(currency) || missing(flag) # 0",
        "currency == \"EUR\" # 1",
        "\"USD\" == currency # 0",
        "currency != 'USD' # 1",
        "currency in [\"EUR\", \"USD\"] # 1",
        "currency in [\"USD\"] # 0",
        "currency == merchant # 0",
        "channel == \"ONLINE\" # 1",
        "channel in [\"CHIP\", \"SWIPE\"] # 0",
        "channel != \"CHIP\" # 1",
      })
  void computesNatively(String source, double expected) {
    Expression expression = compile(source);
    assertThat(expression.evaluate(EVENT)).isEqualTo(expected);
    assertThat(expression.isNative()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "merchant.startsWith(\"Shop\") # 1",
        "merchant.endsWith(\"Inc\") # 0",
        "merchant.contains(\"7\") && a > 11 # 1",
        "merchant.matches(\"^[A-Z]+$\") # 0",
        "matches(merchant, \"Sho. \") # 1",
        "size(merchant) / 2 # 5",
        "merchant.size() > 3 # 1",
        "(merchant + currency).contains(\"LtdEUR\") # 1",
        "merchant < \"T\" # 1",
        "channel + \"!\" == \"ONLINE!\" # 1",
        "channel.startsWith(\"ON\") # 1",
        "channel == currency # 0",
        "merchant in [currency, \"x\"] # 0",
      })
  void interpretsFunctionsOfTexts(String source, double expected) {
    Expression expression = compile(source);
    assertThat(expression.evaluate(EVENT)).isEqualTo(expected);
    assertThat(expression.isNative()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "d > 0",
        "d <= 0",
        "d == d",
        "d != d",
        "d != 1",
        "1 != d",
        "d in [1, 2]",
        "missing(a)",
        "sqrt(f2) == 1",
        "0 / (a - 12) > 1"
      })
  void comparesNothingWithAMissingValue(String source) {
    assertThat(compile(source).evaluate(EVENT)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "d + 1",
        "-d",
        "min(d, 1)",
        "max(1, d)",
        "a > 1 ? d : 0",
        "a / (b - 5)",
        "0 / (b - 5)",
        "log(f2)",
        "exp(a * 1000)"
      })
  void answersMissingWhereThereIsNoNumber(String source) {
    assertThat(compile(source).evaluate(EVENT)).isNaN();
  }

  @Test
  void countsAMissingTextAsNeitherEqualNorDifferent() {
    Operands event = TestSlots.event(null, null, -1, 1, 2, 3, 4, 5, 6, NAN);
    for (String source :
        new String[] {
          "merchant == \"x\"",
          "merchant != \"x\"",
          "merchant == currency",
          "merchant != currency",
          "merchant in [\"x\"]",
          "merchant.startsWith(\"\")",
          "channel == \"CHIP\"",
          "channel != \"CHIP\"",
          "channel.contains(\"\")",
          "flag == true",
          "flag == false",
          "flag",
        }) {
      assertThat(TestSlots.compiler().condition(source, TestSlots.visible()).evaluate(event))
          .as(source)
          .isZero();
    }
    assertThat(compile("size(merchant)").evaluate(event)).isNaN();
    assertThat(compile("flag").evaluate(event)).isNaN();
    assertThat(compile("missing(merchant) && missing(channel)").evaluate(event)).isOne();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "amout > 3 # unknown name 'amout' at column 1; names it can read: a, b, c, d, flag, currency, merchant, channel, embedding, f1, f2, score",
        "curency == \"EUR\" # unknown name 'curency' at column 1; did you mean 'currency'?",
        "sqr(a) > 3 # unknown function 'sqr' at column 4; did you mean 'sqrt'?",
        "a > # mismatched input '<EOF>' at column 4",
        "a + currency > 3 # found no matching overload for '_+_' applied to '(double, string)' at column 3",
        "f1 && a > 1 # found no matching overload for '_&&_' applied to '(double, bool)' at column 4; compare a number to make it a condition, such as x == 1",
        "a % 2 == 0 # the operator % at column 3 cannot be used here; expressions have numbers, texts, names, arithmetic, comparisons, &&, ||, !, ?:, in, and the functions abs, sqrt, log, exp, floor, ceil, min, max, pow, missing, startsWith, endsWith, contains, matches, size",
        "a == null # null at column 6 cannot be compared; ask missing(x) whether x is missing",
        "embedding == 3 # 'embedding' at column 1 is neither a number nor a boolean, a text or an enum, so an expression cannot read it",
        "channel == \"ONLIN\" # 'ONLIN' is no symbol of the enum 'channel'; did you mean 'ONLINE'?",
        "merchant.matches(\"[\") # error parsing regexp: missing closing ]: `[`",
        "merchant.matches(currency) # the pattern of matches must be a constant text",
        "(a > 1 ? merchant : currency).contains(\"x\") # a function of texts takes constant texts, fields and their concatenation with +, and nothing that is computed otherwise",
        "currency # its value is a text; expected a condition, such as amount > 220",
        "a # its value is a number; expected a condition, such as amount > 220",
      })
  void refuses(String source, String message) {
    assertThatThrownBy(() -> TestSlots.compiler().condition(source, TestSlots.visible()))
        .isInstanceOf(ExpressionException.class)
        .hasMessage("expression \"" + source + "\": " + message);
  }

  @Test
  void refusesWhatIsTooLongTooDeepOrEmpty() {
    assertThatThrownBy(() -> compile("a + ".repeat(600) + "1"))
        .isInstanceOf(ExpressionException.class)
        .hasMessage(
            "an expression of 2401 characters; at most 2000 are read, so split it into several"
                + " features");
    assertThatThrownBy(() -> compile("a+".repeat(500) + "1"))
        .isInstanceOf(ExpressionException.class)
        .hasMessageEndingWith(
            "nested more than 200 deep; split it into several features, each an expression of its"
                + " own");
    assertThatThrownBy(() -> compile("a+".repeat(220) + "1")).hasMessageContaining("nested more");
    assertThatThrownBy(() -> compile("(".repeat(900) + "a" + ")".repeat(900)))
        .isInstanceOf(ExpressionException.class);
    assertThatThrownBy(() -> compile("  "))
        .isInstanceOf(ExpressionException.class)
        .hasMessage("an empty expression; expected one such as amount > 220");
  }

  @Test
  void readsOnlyWhatIsVisible() {
    assertThatThrownBy(() -> TestSlots.compiler().condition("f1 > 1", java.util.List.of("a", "f2")))
        .hasMessage("expression \"f1 > 1\": unknown name 'f1' at column 1; did you mean 'f2'?");
  }
}
