package io.vigia.engine.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.score.FixedScorer;
import io.vigia.schemas.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReasonsTest {
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");
  private static final double[] USUAL = {0, 0, 0, 0, Double.NaN};

  /** A logistic model: a contribution is weight × (value − usual). Missing counts as 0. */
  private static FixedScorer logistic(int capacity, double... weights) {
    return new FixedScorer(
        weights.length,
        capacity,
        x -> {
          double sum = 0;
          for (int i = 0; i < weights.length; i++) {
            sum += Double.isNaN(x[i]) ? 0 : weights[i] * x[i];
          }
          return 1 / (1 + Math.exp(-sum));
        });
  }

  @Test
  void the_largest_contributions_come_first() {
    FixedScorer scorer = logistic(256, 0.5, 2, -1, 1, 0);
    List<Reason> reasons =
        new Reasons(NAMES, USUAL).explain(new double[] {9, 1, 2, 1, 1, 5}, 1, scorer);
    assertThat(reasons).extracting(r -> r.getFeature().toString()).containsExactly("b", "d", "a");
    assertThat(reasons).extracting(Reason::getValue).containsExactly(2.0, 1.0, 1.0);
    assertThat(reasons).extracting(Reason::getUsual).containsExactly(0.0, 0.0, 0.0);
    assertThat(reasons.get(0).getContribution()).isCloseTo(4, within(1e-9));
    assertThat(reasons.get(1).getContribution()).isCloseTo(1, within(1e-9));
    assertThat(reasons.get(2).getContribution()).isCloseTo(0.5, within(1e-9));
    assertThat(scorer.runs()).isEqualTo(1);
  }

  @Test
  void a_small_batch_gives_the_same_reasons_in_more_runs() {
    double[] event = {1, 2, 3, 4, 5};
    List<Reason> expected =
        new Reasons(NAMES, USUAL).explain(event, 0, logistic(256, .3, .1, -1, .2, .9));
    for (int capacity = 2; capacity < 8; capacity++) {
      FixedScorer scorer = logistic(capacity, .3, .1, -1, .2, .9);
      // As text, because the usual value of the last feature is NaN, which equals nothing.
      assertThat(new Reasons(NAMES, USUAL).explain(event, 0, scorer)).hasToString(expected + "");
    }
  }

  @Test
  void usual_values_contribute_nothing_and_ties_go_by_the_detectors_order() {
    FixedScorer scorer = logistic(256, 1, 1, 1, 1, 1);
    List<Reason> reasons =
        new Reasons(NAMES, USUAL).explain(new double[] {0, 1, 0, 1, Double.NaN}, 0, scorer);
    assertThat(reasons).extracting(r -> r.getFeature().toString()).containsExactly("b", "d", "a");
    assertThat(reasons.get(2).getContribution()).isZero();
    FixedScorer idle = logistic(256, 1, 1, 1, 1, 1);
    assertThat(new Reasons(NAMES, USUAL).explain(USUAL, 0, idle))
        .allMatch(reason -> reason.getContribution() == 0);
    assertThat(idle.runs()).isZero();
  }

  @Test
  void scores_of_one_and_zero_stay_finite() {
    FixedScorer step = new FixedScorer(1, 2, x -> x[0] > 0 ? 1 : 0);
    List<Reason> reasons =
        new Reasons(List.of("a"), new double[1]).explain(new double[] {3}, 0, step);
    assertThat(reasons).hasSize(1);
    assertThat(reasons.get(0).getContribution()).isCloseTo(2 * Math.log(1e7), within(1e-6));
  }

  @Test
  void refuses_wrong_use() {
    assertThatThrownBy(() -> new Reasons(NAMES, new double[2]))
        .hasMessage("2 usual values, expected one for each of 5 features");
    assertThatThrownBy(
            () -> new Reasons(NAMES, USUAL).explain(new double[5], 0, logistic(1, 1, 1, 1, 1, 1)))
        .hasMessage(
            "a scorer of batches of 1, expected at least 2: the event and what it is compared with");
  }
}
