package io.vigia.jobs.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.jobs.testing.AmountModel;
import io.vigia.jobs.testing.HeldModel;
import io.vigia.schemas.Tier;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scoring beside the thread of the task; the model waits where the test holds it. */
@Timeout(20)
class ScoreOperatorWorkersTest {
  private static final double SLOW = 11;
  private static final double SLOWER = 12;

  private final HeldModel model = new HeldModel();

  @Test
  void scoresOnAWorkerWhileTheTaskGoesOn() throws Exception {
    AtomicReference<Thread> thread = new AtomicReference<>();
    model.onRun(() -> thread.set(Thread.currentThread()));
    try (var harness = new ScoringHarness(model, 2, 1, 0)) {
      model.hold(SLOW);
      harness.rows(100, SLOW);
      model.awaitEntered(SLOW);
      harness.rows(300);
      harness.runMails();
      harness.pass(1);
      assertThat(harness.out()).isEmpty();

      model.release(SLOW);
      harness.awaitRows(3);
      assertThat(harness.out())
          .extracting(row -> row.score)
          .containsExactly(0.5, SLOW / (SLOW + 100), 0.75);
      assertThat(harness.tiers()).containsOnly(Tier.INT8);
      assertThat(thread.get()).isNotEqualTo(Thread.currentThread());
      assertThat(thread.get().getName()).isEqualTo("score-test-card-0-1");
      assertThat(thread.get().isDaemon()).isTrue();
    }
  }

  @Test
  void batchesLeaveInTheirOrderAndWatermarksBehindThem() throws Exception {
    try (var harness = new ScoringHarness(model, 2, 2, 0)) {
      model.hold(SLOW);
      harness.rows(SLOW, 2);
      harness.watermark(5);
      harness.rows(3, 4);
      harness.watermark(6);
      model.awaitEntered(SLOW);
      // The second batch is done before the first.
      harness.awaitMail();
      harness.runMails();
      assertThat(harness.order()).isEmpty();

      model.release(SLOW);
      harness.awaitRows(4);
      assertThat(harness.order()).containsExactly("1", "2", "W5", "3", "4", "W6");
    }
  }

  @Test
  void aWatermarkWithNothingBeforeItGoesOnAtOnce() throws Exception {
    try (var harness = new ScoringHarness(model, 2, 1, 0)) {
      harness.watermark(5);
      assertThat(harness.order()).containsExactly("W5");
    }
  }

  @Test
  void rowsAreGatheredWhileAllWorkersAreBusy() throws Exception {
    try (var harness = new ScoringHarness(model, 16, 1, 0)) {
      model.hold(SLOW);
      harness.rows(SLOW);
      harness.runMails();
      model.awaitEntered(SLOW);
      harness.rows(2, 3, 4);
      harness.runMails();

      model.release(SLOW);
      harness.awaitRows(4);
      assertThat(harness.ids()).containsExactly(1L, 2L, 3L, 4L);
      // One row alone, then three together.
      assertThat(harness.sample()).containsEntry("batch_size_max", 3.0);
    }
  }

  @Test
  void nothingIsInFlightBehindABarrier() throws Exception {
    try (var harness = new ScoringHarness(model, 2, 2, 0)) {
      model.hold(SLOW);
      harness.rows(SLOW, 2, 3, 4, 5);
      model.awaitEntered(SLOW);
      model.release(SLOW);
      harness.barrier();
      assertThat(harness.ids()).containsExactly(1L, 2L, 3L, 4L, 5L);

      harness.rows(6);
      harness.end();
      assertThat(harness.ids()).hasSize(6);
    }
  }

  @Test
  void theInputWaitsWhileTooMuchIsUnderWay() throws Exception {
    int batch = 4;
    int workers = 2;
    AtomicInteger taken = new AtomicInteger();
    AtomicInteger scored = new AtomicInteger();
    List<Integer> underWay = Collections.synchronizedList(new java.util.ArrayList<>());
    model.onRun(() -> underWay.add(taken.get() - scored.get()));
    try (var harness = new ScoringHarness(model, batch, workers, 0)) {
      for (int i = 0; i < 500; i++) {
        scored.set(harness.out().size());
        harness.rows(i);
        taken.incrementAndGet();
      }
      harness.barrier();
      assertThat(harness.ids()).isEqualTo(LongStream.rangeClosed(1, 500).boxed().toList());
    }
    // Two batches for each worker, and the one that is gathered.
    assertThat(underWay).isNotEmpty().allMatch(rows -> rows <= (2 * workers + 1) * batch);
  }

  @Test
  void saysHowBusyTheWorkersAreAndKeepsBatchesToTheTarget() throws Exception {
    try (var harness = new ScoringHarness(model, 4, 2, 0)) {
      model.hold(SLOW);
      harness.rows(SLOW, 2, 3, 4);
      model.awaitEntered(SLOW);
      assertThat(harness.sample())
          .containsEntry("workers", 2.0)
          .containsEntry("workers_busy", 0.5)
          .containsEntry("in_flight_batches", 1.0)
          .containsEntry("batch_limit", 4.0);
      model.release(SLOW);
      harness.awaitRows(4);
      // It took five seconds of the test's clock, and the target is 20 ms.
      assertThat(harness.sample())
          .containsEntry("workers_busy", 0.0)
          .containsEntry("in_flight_batches", 0.0)
          .containsEntry("batch_limit", 3.0);
    }
  }

  @Test
  void aLightModelMovesToTheThreadOfTheTask() throws Exception {
    AtomicReference<Thread> thread = new AtomicReference<>();
    model.onRun(() -> thread.set(Thread.currentThread()));
    try (var harness = new ScoringHarness(model, 2, 1, 0)) {
      assertThat(harness.sample()).containsEntry("scoring_inline", 0.0);
      // The clock of the test stands still: the model takes no time at all.
      for (int batch = 0; batch < 8; batch++) {
        harness.rows(1, 2);
        harness.barrier();
      }
      assertThat(harness.sample()).containsEntry("scoring_inline", 1.0);
      harness.rows(1, 2);
      assertThat(harness.out()).hasSize(18);
      assertThat(thread.get()).isEqualTo(Thread.currentThread());
    }
  }

  @Test
  void oneRowThatTheModelFailsOnTakesNoOtherWithIt() throws Exception {
    try (var harness = new ScoringHarness(new HeldModel(false), 3, 1, 100)) {
      harness.rows(300, AmountModel.POISON, 100);
      harness.awaitRows(3);
      assertThat(harness.out()).extracting(row -> row.score).containsExactly(0.75, Double.NaN, 0.5);
      assertThat(harness.tiers()).containsExactly(Tier.INT8, Tier.RULES, Tier.INT8);
      assertThat(harness.sample())
          .containsEntry("scoring_failures_total", 1.0)
          .containsEntry("breaker_state", 0.0);
    }
  }

  @Test
  void anErrorThatIsNoFailureOfTheModelEndsTheTask() throws Exception {
    try (var harness = new ScoringHarness(model, 2, 1, 100)) {
      model.onRun(
          () -> {
            throw new AssertionError("a bug");
          });
      harness.rows(1, 2);
      assertThatThrownBy(() -> harness.awaitRows(2))
          .isInstanceOf(AssertionError.class)
          .hasMessage("a bug");
      // The harness finishes what a task would not.
      harness.pass(100);
    }
  }

  @Test
  void closingClosesEverySessionAndNoneThatIsInUse() throws Exception {
    var harness = new ScoringHarness(model, 2, 2, 0);
    assertThat(model.open()).isEqualTo(3);
    model.hold(SLOW);
    model.hold(SLOWER);
    harness.rows(SLOW, 1, SLOWER, 1);
    model.awaitEntered(SLOW);
    model.awaitEntered(SLOWER);
    // The model itself says so when it is closed while it runs.
    Thread release =
        new Thread(
            () -> {
              model.release(SLOW);
              model.release(SLOWER);
            });
    release.start();
    harness.close();
    release.join();
    assertThat(model.open()).isZero();
  }
}
