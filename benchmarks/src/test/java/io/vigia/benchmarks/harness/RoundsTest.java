package io.vigia.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private static final Duration LONG = Duration.ofHours(1);

  private static Map<String, Integer> contenders() {
    Map<String, Integer> contenders = new LinkedHashMap<>();
    contenders.put("ours", 10);
    contenders.put("rival", 2);
    return contenders;
  }

  @Test
  void contenders_take_turns_and_the_first_rounds_do_not_count() throws Exception {
    List<String> order = new ArrayList<>();

    Rounds<Integer> rounds =
        Rounds.interleaved(
            contenders(),
            2,
            1,
            LONG,
            (name, contender, round) -> {
              order.add(name + round);
              return round;
            });

    assertThat(order).containsExactly("ours-1", "rival-1", "ours0", "rival0", "ours1", "rival1");
    assertThat(rounds.runs()).containsEntry("ours", List.of(1)).hasSize(2);
  }

  @Test
  void ratios_are_of_figures_of_the_same_round() throws Exception {
    Rounds<Integer> rounds =
        Rounds.interleaved(
            contenders(),
            1,
            3,
            LONG,
            (name, contender, round) -> contender * (round == 2 ? 100 : 1));

    assertThat(rounds.ratio("rival", "ours", run -> run)).isEqualTo(0.2);
    assertThat(rounds.median("ours", run -> run)).isEqualTo(10);
  }

  @Test
  void one_round_counts_when_the_time_is_up() throws Exception {
    Rounds<Integer> rounds =
        Rounds.interleaved(contenders(), 4, 9, Duration.ZERO, (name, contender, round) -> round);

    assertThat(rounds.runs()).containsEntry("ours", List.of(1));
  }

  @Test
  void the_median_of_an_even_number_is_the_mean_of_the_middle() {
    assertThat(Rounds.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
  }
}
