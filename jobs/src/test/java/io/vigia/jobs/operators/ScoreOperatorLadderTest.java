package io.vigia.jobs.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.engine.model.DetectorException;
import io.vigia.engine.score.ScoringException;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.jobs.testing.AmountModel;
import io.vigia.jobs.testing.Await;
import io.vigia.jobs.testing.HeldModel;
import io.vigia.schemas.Tier;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What answers when the model is slow, fails, hangs or cannot be loaded. */
@Timeout(20)
class ScoreOperatorLadderTest {
  private static final double SLOW = 11;
  private static final double SLOWER = 12;
  private static final long BUDGET = 100;

  private final HeldModel model = new HeldModel();

  @Test
  void aBatchThatIsTooSlowIsAnsweredByTheNextRung() throws Exception {
    try (var harness = new ScoringHarness(model, 2, 1, BUDGET)) {
      model.hold(SLOW);
      harness.rows(SLOW, 100);
      harness.watermark(7);
      model.awaitEntered(SLOW);
      harness.pass(BUDGET - 1);
      assertThat(harness.order()).isEmpty();
      harness.pass(1);
      assertThat(harness.order()).containsExactly("1", "2", "W7");
      assertThat(harness.out())
          .allMatch(row -> row.score == HeldModel.FALLBACK_SCORE)
          .allMatch(row -> row.tier == Tier.PCA)
          .allMatch(row -> row.model.ref().getSha256().startsWith("1"));

      // The late answer is thrown away, and the worker is there again.
      model.release(SLOW);
      harness.awaitMail();
      assertThat(harness.out()).hasSize(2);
      harness.rows(300, 100);
      harness.awaitRows(4);
      assertThat(harness.tiers()).containsExactly(Tier.PCA, Tier.PCA, Tier.INT8, Tier.INT8);
      assertThat(harness.sample())
          .containsEntry("deadline_missed_total", 2.0)
          .containsEntry("late_scores_total", 2.0)
          .containsEntry("tier_pca_total", 2.0)
          .containsEntry("tier_int8_total", 2.0)
          .containsEntry("stuck_workers_total", 0.0);
    }
  }

  @Test
  void rowsThatFindNoWorkerAreAnsweredInTheirTimeToo() throws Exception {
    try (var harness = new ScoringHarness(model, 2, 1, BUDGET)) {
      model.hold(SLOW);
      harness.rows(SLOW, 2);
      model.awaitEntered(SLOW);
      harness.pass(60);
      harness.rows(3);
      harness.runMails();
      harness.pass(40);
      assertThat(harness.ids()).containsExactly(1L, 2L);
      harness.pass(60);
      assertThat(harness.ids()).containsExactly(1L, 2L, 3L);
      assertThat(harness.tiers()).containsOnly(Tier.PCA);
      model.release(SLOW);
    }
  }

  @Test
  void withoutARungInBetweenTheRulesAnswer() throws Exception {
    HeldModel alone = new HeldModel(false);
    try (var harness = new ScoringHarness(alone, 2, 1, BUDGET)) {
      alone.hold(SLOW);
      harness.rows(SLOW, 100);
      alone.awaitEntered(SLOW);
      harness.pass(BUDGET);
      assertThat(harness.tiers()).containsExactly(Tier.RULES, Tier.RULES);
      assertThat(harness.out()).allMatch(row -> Double.isNaN(row.score) && row.model == null);
      alone.release(SLOW);
    }
  }

  @Test
  void aWorkerThatDoesNotReturnIsReplaced() throws Exception {
    try (var harness = new ScoringHarness(model, 2, 1, BUDGET)) {
      model.hold(SLOW);
      harness.rows(SLOW, 2);
      model.awaitEntered(SLOW);
      harness.pass(BUDGET);
      harness.pass(9 * BUDGET);
      assertThat(harness.sample()).containsEntry("stuck_workers_total", 1.0);
      harness.rows(300, 100);
      harness.awaitRows(4);
      assertThat(harness.tiers()).containsExactly(Tier.PCA, Tier.PCA, Tier.INT8, Tier.INT8);

      // It closes its session when it comes back after all.
      Await.until(Duration.ofSeconds(30), () -> model.open() == 3);
      model.release(SLOW);
      harness.awaitMail();
      Await.until(Duration.ofSeconds(30), () -> model.open() == 2);
      assertThat(harness.out()).hasSize(4);
    }
  }

  @Test
  void notMoreThanTwoForEachWorkerAreReplaced() throws Exception {
    try (var harness = new ScoringHarness(model, 2, 1, BUDGET)) {
      double[] stuck = {21, 22, 23};
      for (double amount : stuck) {
        model.hold(amount);
        harness.rows(amount);
        harness.runMails();
        model.awaitEntered(amount);
        harness.pass(20 * BUDGET);
        harness.pass(20 * BUDGET);
      }
      assertThat(harness.sample()).containsEntry("stuck_workers_total", 2.0);
      harness.rows(1);
      harness.runMails();
      harness.pass(BUDGET);
      assertThat(harness.tiers()).containsOnly(Tier.PCA).hasSize(4);
      for (double amount : stuck) {
        model.release(amount);
      }
    }
  }

  @Test
  void aFailingModelIsRestedAndTriedAgain() throws Exception {
    try (var harness = new ScoringHarness(model, 1, 1, BUDGET)) {
      model.onRun(
          () -> {
            throw new ScoringException("out of native memory");
          });
      for (int i = 1; i <= 5; i++) {
        harness.rows(i);
        harness.awaitRows(i);
      }
      assertThat(harness.tiers()).containsOnly(Tier.PCA);
      // Answered at once: the model is not asked.
      harness.rows(6);
      assertThat(harness.out()).hasSize(6);
      model.onRun(() -> {});
      harness.rows(7);
      assertThat(harness.out()).hasSize(7);

      harness.pass(1_000);
      harness.rows(8);
      harness.awaitRows(8);
      assertThat(harness.out().get(7).tier).isEqualTo(Tier.INT8);
      assertThat(harness.sample())
          .containsEntry("breaker_opened_total", 1.0)
          .containsEntry("breaker_state", 0.0)
          .containsEntry("model_failures_total", 5.0)
          .containsEntry("tier_pca_total", 7.0);
    }
  }

  @Test
  void failsInlineAsOnWorkers() throws Exception {
    try (var harness = new ScoringHarness(model, 3, 0, BUDGET)) {
      harness.rows(300, AmountModel.POISON, 100);
      assertThat(harness.tiers()).containsExactly(Tier.INT8, Tier.PCA, Tier.INT8);
      model.onRun(
          () -> {
            throw new IllegalStateException("broken");
          });
      harness.rows(1, 2, 3);
      assertThat(harness.tiers().subList(3, 6)).containsOnly(Tier.PCA);
    }
  }

  @Test
  void aModelThatCannotBeLoadedDoesNotEndTheTask() throws Exception {
    model.failLoad(new UnsatisfiedLinkError("no native library"));
    try (var harness = new ScoringHarness(model, 2, 1, BUDGET)) {
      harness.rows(1, 2);
      assertThat(harness.tiers()).containsExactly(Tier.PCA, Tier.PCA);

      // Tried again, in vain at first.
      harness.runMails();
      harness.pass(10_000);
      harness.awaitMail();
      harness.rows(3, 4);
      assertThat(harness.tiers()).containsOnly(Tier.PCA).hasSize(4);

      harness.runMails();
      model.failLoad(null);
      harness.pass(20_000);
      harness.awaitMail();
      harness.rows(5, 6);
      harness.awaitRows(6);
      assertThat(harness.tiers().subList(4, 6)).containsOnly(Tier.INT8);
    }
    assertThat(model.open()).isZero();
  }

  @Test
  void aFolderThatIsRefusedEndsTheTask() {
    ModelSource refused =
        () -> {
          throw new DetectorException("refused");
        };
    assertThatThrownBy(() -> new ScoringHarness(refused, 2, 1, BUDGET))
        .isInstanceOf(DetectorException.class)
        .hasMessage("refused");
  }

  @Test
  void withoutABudgetTheModelIsWaitedFor() throws Exception {
    try (var harness = new ScoringHarness(model, 2, 1, 0)) {
      model.hold(SLOW);
      model.hold(SLOWER);
      harness.rows(SLOW, AmountModel.POISON);
      model.awaitEntered(SLOW);
      harness.pass(1_000_000);
      assertThat(harness.out()).isEmpty();
      model.release(SLOW);
      harness.awaitRows(2);
      // What it fails on is no score of another rung: a file is scored by its model.
      assertThat(harness.tiers()).containsExactly(Tier.INT8, Tier.RULES);
      model.release(SLOWER);
    }
    model.failLoad(new OutOfMemoryError("no memory"));
    assertThatThrownBy(() -> new ScoringHarness(model, 2, 1, 0))
        .isInstanceOf(OutOfMemoryError.class);
  }
}
