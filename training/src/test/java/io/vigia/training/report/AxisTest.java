package io.vigia.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class AxisTest {

  @Test
  void round_numbers_along_a_linear_axis() {
    Axis axis = Axis.linear("share", 0, 1);

    assertThat(texts(axis)).containsExactly("0.0", "0.2", "0.4", "0.6", "0.8", "1.0");
    assertThat(axis.at(0.25)).isEqualTo(0.25);
  }

  @Test
  void ratios_along_a_logarithmic_axis() {
    Axis axis = Axis.logarithmic("bytes", new double[] {11_361, 19_780, 0, Double.NaN});

    assertThat(texts(axis)).containsExactly("10k", "20k", "50k");
    assertThat(axis.at(Math.sqrt(10_000.0 * 50_000))).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void many_decades_have_a_tick_each() {
    assertThat(texts(Axis.logarithmic("us", new double[] {0.12, 900})))
        .containsExactly("0.1", "1", "10", "100", "1k");
  }

  @Property(seed = "1")
  void a_logarithmic_axis_holds_its_numbers(
      @ForAll @DoubleRange(min = -6, max = 9) double exponent,
      @ForAll @DoubleRange(min = 1, max = 1e6) double ratio) {
    double low = Math.pow(10, exponent);
    Axis axis = Axis.logarithmic("any", new double[] {low, low * ratio});

    assertThat(axis.at(low)).isBetween(-1e-9, 1.0);
    assertThat(axis.at(low * ratio)).isBetween(0.0, 1 + 1e-9);
    assertThat(axis.ticks()).hasSizeBetween(2, 20);
  }

  @Test
  void without_numbers_there_is_an_axis_all_the_same() {
    assertThat(Axis.around("any", new double[] {Double.NaN}).ticks()).isNotEmpty();
    assertThat(Axis.logarithmic("any", new double[0]).ticks()).isNotEmpty();
    assertThat(Axis.around("any", new double[] {0.7}).at(0.7)).isCloseTo(0.5, within(1e-9));
  }

  private static List<String> texts(Axis axis) {
    return axis.ticks().stream().map(axis::text).toList();
  }
}
