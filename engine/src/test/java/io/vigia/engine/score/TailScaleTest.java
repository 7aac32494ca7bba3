package io.vigia.engine.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TailScaleTest {
  private static final double[] FOUR = {1, 2, 4, 8};
  private static final double[] EQUAL = {1, 1, 1, 1};

  @Test
  void the_share_reaches_the_threshold() {
    TailScale scale = new TailScale(FOUR, EQUAL, 0.6, 0.25);
    assertThat(scale.score(4)).isCloseTo(0.6, within(1e-12));
    assertThat(scale.score(3.9)).isLessThan(0.6);
    assertThat(scale.score(8)).isEqualTo(1);
    assertThat(scale.score(1e9)).isEqualTo(1);
    assertThat(scale.score(6)).isCloseTo(0.8, within(1e-12));
    assertThat(scale.score(0)).isEqualTo(0);
    assertThat(scale.score(2)).isCloseTo(0.6 * 0.5 / 0.75, within(1e-12));
    assertThat(scale.score(3)).isCloseTo(0.6 * 0.625 / 0.75, within(1e-12));
  }

  @Test
  void weights_say_how_common_a_row_is() {
    TailScale scale = new TailScale(FOUR, new double[] {97, 1, 1, 1}, 0.5, 0.01);
    assertThat(scale.score(4)).isCloseTo(0.5, within(1e-12));
    assertThat(scale.score(1)).isCloseTo(0.5 * 0.97 / 0.99, within(1e-12));
  }

  @Test
  void equal_numbers_count_as_one() {
    TailScale scale = new TailScale(new double[] {3, 1, 3, 3}, EQUAL, 0.5, 0.25);
    assertThat(scale.score(3)).isEqualTo(1);
    assertThat(scale.score(1)).isCloseTo(0.5 / 3, within(1e-12));
  }

  @Test
  void refuses_a_share_of_nothing() {
    assertThatThrownBy(() -> new TailScale(FOUR, EQUAL, 0.5, 0))
        .hasMessage("share is 0.0, expected a number between 0 and 1");
  }

  @Property(tries = 200, seed = "11")
  void scores_rank_as_the_numbers_do_and_no_more_than_the_share_alerts(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 200) int rows,
      @ForAll @DoubleRange(min = 0, max = 1) double threshold,
      @ForAll @DoubleRange(min = 0.01, max = 0.5) double share) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] numbers = random.doubles(rows, 0, 100).map(Math::floor).toArray();
    double[] weights = random.doubles(rows, 0.1, 10).toArray();
    TailScale scale = new TailScale(numbers, weights, threshold, share);

    double[] asked = random.doubles(100, 0, 110).sorted().toArray();
    double before = 0;
    for (double number : asked) {
      double score = scale.score(number);
      assertThat(score).isBetween(before, 1.0);
      before = score;
    }
    double alerting = 0;
    double largest = 0;
    for (int i = 0; i < rows; i++) {
      int at = i;
      // Rows of one number alert together.
      double tied =
          java.util.stream.IntStream.range(0, rows)
              .filter(j -> numbers[j] == numbers[at])
              .mapToDouble(j -> weights[j])
              .sum();
      largest = Math.max(largest, tied);
      alerting += scale.score(numbers[i]) >= threshold && threshold > 0 ? weights[i] : 0;
    }
    double total = Arrays.stream(weights).sum();
    assertThat(alerting / total).isLessThanOrEqualTo(share + largest / total + 1e-9);
  }
}
