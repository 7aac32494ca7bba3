package io.vigia.engine.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.engine.spec.AlertSpec.Budget;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BudgetThresholdTest {
  private static final long DAY = 86_400_000_000L;

  private static Budget aDay(double alerts) {
    return new Budget(alerts, Duration.ofDays(1));
  }

  @Test
  void lies_between_the_last_score_that_alerts_and_the_next() {
    double[] scores = {0.1, 0.9, 0.5, 0.8, 0.2, 0.6};
    long[] times = {0, 1, 2, DAY, DAY + 1, DAY + 2};
    BudgetThreshold.Choice choice =
        new BudgetThreshold(scores, times).choose(aDay(1.5), 0, 2 * DAY);
    assertThat(choice.threshold()).isEqualTo(0.55);
    assertThat(choice.alerts()).isEqualTo(3);
    assertThat(choice.perPeriod()).isEqualTo(1.5);
  }

  @Test
  void the_budget_is_an_average_over_the_whole_period() {
    double[] scores = {0.9, 0.8, 0.7, 0.1};
    long[] times = {0, 1, 2, 3};
    // Three alerts in the first of three days are one a day.
    assertThat(new BudgetThreshold(scores, times).choose(aDay(1), 0, 3 * DAY).alerts())
        .isEqualTo(3);
    assertThat(new BudgetThreshold(scores, times).choose(aDay(1), 0, DAY).alerts()).isEqualTo(1);
  }

  @Test
  void equal_scores_alert_together_or_not_at_all() {
    double[] scores = {0.9, 0.5, 0.5, 0.5};
    long[] times = {0, 1, 2, 3};
    assertThat(new BudgetThreshold(scores, times).choose(aDay(3), 0, DAY).alerts()).isEqualTo(1);
    double[] one = {0.5, 0.5, 0.5, 0.5};
    BudgetThreshold.Choice none = new BudgetThreshold(one, times).choose(aDay(3), 0, DAY);
    assertThat(none.threshold()).isEqualTo(0.75);
    assertThat(none.alerts()).isZero();
    double[] full = {1, 1, 1, 1};
    BudgetThreshold.Choice most = new BudgetThreshold(full, times).choose(aDay(3), 0, DAY);
    assertThat(most.threshold()).isEqualTo(1);
    assertThat(most.alerts()).isEqualTo(4);
  }

  @Test
  void a_large_budget_alerts_on_everything() {
    double[] scores = {0.3, 0.5};
    BudgetThreshold.Choice choice =
        new BudgetThreshold(scores, new long[] {0, 1}).choose(aDay(9), 0, DAY);
    assertThat(choice.threshold()).isEqualTo(0.15);
    assertThat(choice.alerts()).isEqualTo(2);
  }

  @Test
  void alerts_that_are_held_back_do_not_use_the_budget_up() {
    double[] scores = {0.9, 0.8, 0.7, 0.6};
    long[] times = {0, 1, 2, 3};
    long[] keys = {7, 7, 7, 8};
    BudgetThreshold.Choice choice =
        new BudgetThreshold(
                scores, times, keys, Optional.of(Suppression.during(Duration.ofHours(1))))
            .choose(aDay(2), 0, DAY);
    assertThat(choice.threshold()).isEqualTo(0.3);
    assertThat(choice.alerts()).isEqualTo(2);
  }

  /** The binary search stands on this. */
  @Property(tries = 200, seed = "51")
  void a_higher_threshold_never_gives_more_alerts_and_the_choice_is_the_lowest(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int rows) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] scores = new double[rows];
    long[] times = new long[rows];
    long[] keys = new long[rows];
    for (int i = 0; i < rows; i++) {
      scores[i] = random.nextInt(20) / 25.0;
      times[i] = random.nextInt(1000);
      keys[i] = random.nextInt(3);
    }
    BudgetThreshold budget =
        new BudgetThreshold(scores, times, keys, Optional.of(new Suppression(100)));
    double[] levels = Arrays.stream(scores).distinct().sorted().toArray();
    long last = Long.MAX_VALUE;
    for (double level : levels) {
      assertThat(budget.alerts(level)).isLessThanOrEqualTo(last);
      last = budget.alerts(level);
    }
    int allowed = random.nextInt(rows + 1);
    BudgetThreshold.Choice choice =
        budget.choose(new Budget(Math.max(0.5, allowed), Duration.ofSeconds(1)), 0, 1_000_000);
    assertThat(choice.alerts()).isLessThanOrEqualTo(allowed);
    for (double level : levels) {
      if (level < choice.threshold()) {
        assertThat(budget.alerts(level)).isGreaterThan(allowed);
      }
    }
  }

  @Test
  void refuses_wrong_use() {
    assertThatThrownBy(() -> new BudgetThreshold(new double[0], new long[0]))
        .hasMessage("0 scores, 0 times and 0 keys, expected as many, and at least one");
    assertThatThrownBy(() -> new BudgetThreshold(new double[1], new long[1]).choose(aDay(1), 5, 5))
        .hasMessage("the validation period ends at 5 and begins at 5, expected it to end later");
  }
}
