package io.vigia.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ParetoFrontTest {

  @Test
  void known_points() {
    // 1 costs as much as 0 and is better; 3 costs more than 2 and is worse; NaN is no point.
    double[] cost = {1, 1, 2, 3, 4, 0.5};
    double[] quality = {0.5, 0.6, 0.8, 0.7, 0.9, Double.NaN};

    assertThat(ParetoFront.of(cost, quality)).containsExactly(1, 2, 4);
  }

  @Property(seed = "1")
  void on_the_front_are_those_that_no_other_beats(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 5) Integer> costs,
      @ForAll @Size(min = 12, max = 12) List<@IntRange(max = 5) Integer> qualities) {
    double[] cost = costs.stream().mapToDouble(i -> i).toArray();
    double[] quality = qualities.stream().limit(cost.length).mapToDouble(i -> i).toArray();

    List<Integer> front = ParetoFront.of(cost, quality);

    for (int i = 0; i < cost.length; i++) {
      int at = i;
      boolean beaten =
          IntStream.range(0, cost.length)
              .anyMatch(
                  j ->
                      cost[j] <= cost[at]
                          && quality[j] >= quality[at]
                          && (cost[j] < cost[at] || quality[j] > quality[at]));
      boolean isThere =
          front.stream().anyMatch(j -> cost[j] == cost[at] && quality[j] == quality[at]);
      assertThat(isThere).isEqualTo(!beaten);
    }
  }
}
