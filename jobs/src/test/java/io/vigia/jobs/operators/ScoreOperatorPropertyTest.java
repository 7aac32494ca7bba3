package io.vigia.jobs.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.row.Row;
import io.vigia.jobs.testing.AmountModel;
import io.vigia.jobs.testing.HeldModel;
import io.vigia.schemas.Tier;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds of the score operator for any input, time and haste of its workers. */
class ScoreOperatorPropertyTest {
  private static final long BUDGET = 100;
  private static final Object[] PCA = {Tier.PCA};
  private static final Object[] ANY = {Tier.INT8, Tier.PCA};

  @Property(tries = 150, seed = "17")
  void everyRowHasOneAnswerInItsOrderAndWatermarksBehindIt(@ForAll("steps") List<Step> steps)
      throws Exception {
    HeldModel any = new HeldModel();
    List<Double> amounts = new ArrayList<>();
    // Of each watermark, how many rows came before it.
    List<Integer> watermarks = new ArrayList<>();
    try (var harness = new ScoringHarness(any, 3, 2, BUDGET)) {
      for (Step step : steps) {
        switch (step) {
          case ROW, POISON -> {
            amounts.add(step == Step.ROW ? 50.0 + amounts.size() % 7 : AmountModel.POISON);
            harness.rows(amounts.get(amounts.size() - 1));
          }
          case WATERMARK -> {
            watermarks.add(amounts.size());
            harness.watermark(watermarks.size());
          }
          case TIME -> harness.pass(40);
          case MAILS -> harness.runMails();
          case BARRIER -> {
            harness.barrier();
            assertThat(harness.out()).hasSize(amounts.size());
          }
        }
      }
      harness.end();
      for (int i = 0; i < amounts.size(); i++) {
        Row row = harness.out().get(i);
        double amount = amounts.get(i);
        assertThat(row.id).isEqualTo(i + 1);
        assertThat(row.score)
            .isEqualTo(row.tier == Tier.INT8 ? amount / (amount + 100) : HeldModel.FALLBACK_SCORE);
        assertThat(row.tier).isIn(amount == AmountModel.POISON ? PCA : ANY);
      }
      assertThat(harness.out()).hasSize(amounts.size());
      checkWatermarks(harness.order(), watermarks);
    }
    assertThat(any.open()).isZero();
  }

  private static void checkWatermarks(List<String> order, List<Integer> rowsBefore) {
    int rows = 0;
    int last = 0;
    for (String element : order) {
      if (element.startsWith("W")) {
        int number = Integer.parseInt(element.substring(1));
        assertThat(number).isGreaterThan(last);
        assertThat(rows).isGreaterThanOrEqualTo(rowsBefore.get(number - 1));
        last = number;
      } else {
        rows++;
      }
    }
    // A watermark that another one follows before the next row may be left out, but not the last.
    assertThat(last).isEqualTo(rowsBefore.size());
  }

  /** What may happen to the operator. */
  enum Step {
    ROW,
    POISON,
    WATERMARK,
    TIME,
    MAILS,
    BARRIER
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Arbitraries.frequency(
            Tuple.of(20, Step.ROW),
            Tuple.of(1, Step.POISON),
            Tuple.of(3, Step.WATERMARK),
            Tuple.of(3, Step.TIME),
            Tuple.of(4, Step.MAILS),
            Tuple.of(1, Step.BARRIER))
        .list()
        .ofMaxSize(120);
  }
}
