package io.vigia.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  @Property(tries = 300, seed = "1")
  void readsEveryUnit(@ForAll @LongRange(min = 0, max = 36_525) long count) {
    MILLIS.forEach(
        (unit, millis) ->
            assertThat(Durations.parse(count + unit)).contains(Duration.ofMillis(count * millis)));
  }

  @Property(tries = 300, seed = "2")
  void neverThrows(@ForAll String text) {
    assertThat(Durations.parse(text)).isNotNull();
    assertThat(Durations.parsePeriod(text)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "d", "1 d", "-1d", "1.5h", "1D", "1w", "36526d", "9999999999999s"})
  void refusesOtherTexts(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @Example
  void readsPeriods() {
    assertThat(Durations.parsePeriod("week")).contains(Duration.ofDays(7));
    assertThat(Durations.parsePeriod("12h")).contains(Duration.ofHours(12));
    assertThat(Durations.parsePeriod("0h")).isEmpty();
  }
}
