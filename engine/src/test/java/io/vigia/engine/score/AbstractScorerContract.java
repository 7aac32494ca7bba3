package io.vigia.engine.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What every {@link Scorer} keeps to. */
public abstract class AbstractScorerContract {

  /** A scorer whose score is the first of the row's inputs. */
  protected abstract Scorer firstInput(int width, int capacity);

  @Test
  void knows_its_width_and_capacity() {
    try (Scorer scorer = firstInput(3, 40)) {
      assertThat(scorer.width()).isEqualTo(3);
      assertThat(scorer.capacity()).isEqualTo(40);
    }
  }

  @Test
  void answers_row_by_row_from_the_place_in_the_array() {
    try (Scorer scorer = firstInput(2, 40)) {
      for (int i = 39; i >= 0; i--) {
        scorer.put(i, new double[] {9, i / 64.0, 0.5, 9}, 1);
      }
      scorer.run(40);
      for (int i = 0; i < 40; i++) {
        assertThat(scorer.score(i)).isEqualTo(i / 64.0);
      }
    }
  }

  @Test
  void copies_the_inputs() {
    try (Scorer scorer = firstInput(1, 2)) {
      double[] values = {0.25};
      scorer.put(0, values, 0);
      values[0] = 0.75;
      scorer.put(1, values, 0);
      scorer.run(2);
      assertThat(scorer.score(0)).isEqualTo(0.25);
      assertThat(scorer.score(1)).isEqualTo(0.75);
    }
  }

  @Test
  void a_row_stays_in_the_batch_until_it_is_overwritten() {
    try (Scorer scorer = firstInput(1, 4)) {
      for (int i = 0; i < 4; i++) {
        scorer.put(i, new double[] {i / 8.0}, 0);
      }
      scorer.run(1);
      scorer.put(2, new double[] {1}, 0);
      scorer.run(4);
      assertThat(scorer.score(1)).isEqualTo(0.125);
      assertThat(scorer.score(2)).isEqualTo(1);
      assertThat(scorer.score(3)).isEqualTo(0.375);
    }
  }

  @Test
  void refuses_batches_that_it_does_not_hold() {
    try (Scorer scorer = firstInput(2, 4)) {
      assertThatThrownBy(() -> scorer.run(5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("rows is 5, expected 1 to 4");
      assertThatThrownBy(() -> scorer.run(0)).hasMessage("rows is 0, expected 1 to 4");
    }
  }

  @Test
  void closing_twice_is_fine_and_scoring_after_it_is_not() {
    Scorer scorer = firstInput(2, 4);
    scorer.close();
    scorer.close();
    assertThatThrownBy(() -> scorer.run(1))
        .isInstanceOf(ScoringException.class)
        .hasMessage("the scorer is closed");
  }
}
