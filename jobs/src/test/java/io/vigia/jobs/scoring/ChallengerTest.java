package io.vigia.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.row.Row;
import io.vigia.engine.score.Scorer;
import io.vigia.jobs.testing.AmountModel;
import io.vigia.jobs.testing.Rows;
import io.vigia.jobs.testing.TestDetector;
import io.vigia.schemas.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.clock.ManualClock;
import org.junit.jupiter.api.Test;

class ChallengerTest {
  private static final int FIRST = TestDetector.spec().layout().firstFeature();
  private static final int CAPACITY = 8;

  private final ManualClock clock = new ManualClock();
  private final List<String> said = new ArrayList<>();

  /** Writes down what it is told. */
  private final class Notes implements Challenger.Comparing {
    @Override
    public void compared(long id, long key, long time, double active, double challenger) {
      said.add(id + " of " + key + ": " + active + " " + challenger);
    }

    @Override
    public void shed(int events) {
      said.add("shed " + events);
    }

    @Override
    public void failed(int events) {
      said.add("failed " + events);
    }
  }

  private Challenger challenger(Duration takes) {
    Scorer scorer = new AmountModel(5, 0.5).load().newScorer(CAPACITY);
    return new Challenger(
        new Scorer() {
          @Override
          public int width() {
            return scorer.width();
          }

          @Override
          public int capacity() {
            return scorer.capacity();
          }

          @Override
          public void put(int row, double[] values, int from) {
            scorer.put(row, values, from);
          }

          @Override
          public void run(int rows) {
            clock.advanceTime(takes);
            scorer.run(rows);
          }

          @Override
          public double score(int row) {
            return scorer.score(row);
          }

          @Override
          public void close() {
            scorer.close();
          }
        },
        1,
        clock,
        new Notes());
  }

  private static Batch batch(Row... rows) {
    Batch batch = new Batch(CAPACITY, FIRST);
    for (Row row : rows) {
      batch.add(row, 0);
    }
    return batch;
  }

  private static Row answered(long id, double amount, Tier tier) {
    Row row = Rows.payment(id, 0, 7, 3, amount);
    row.score = 0.25;
    row.tier = tier;
    return row;
  }

  @Test
  void scoresWhatTheActiveModelAnsweredAlsoWhenTheRowsAreGone() {
    Challenger challenger = challenger(Duration.ZERO);
    Batch batch =
        batch(
            answered(1, 100, Tier.INT8), answered(2, 100, Tier.RULES), answered(3, 300, Tier.FP32));
    challenger.take(batch);
    for (Row row : batch.rows) {
      if (row != null) {
        row.values[FIRST] = -1;
        row.id = -1;
      }
    }
    challenger.compare();
    assertThat(said).containsExactly("1 of 3: 0.25 0.5", "3 of 3: 0.25 0.75");
  }

  @Test
  void leavesOutWhatDoesNotFitIntoItsShareOfTime() {
    Challenger challenger = challenger(Duration.ofMillis(100));
    challenger.take(batch(answered(1, 100, Tier.INT8)));
    challenger.compare();
    // It saved up 50 ms before, took 100, and has a quarter of the time from now on.
    challenger.take(batch(answered(2, 100, Tier.INT8), answered(3, 100, Tier.INT8)));
    challenger.compare();
    clock.advanceTime(Duration.ofMillis(201));
    challenger.take(batch(answered(4, 100, Tier.INT8)));
    challenger.compare();
    assertThat(said).containsExactly("1 of 3: 0.25 0.5", "shed 2", "4 of 3: 0.25 0.5");
  }

  @Test
  void countsWhatItFailsOn() {
    Challenger challenger = challenger(Duration.ZERO);
    challenger.take(batch(answered(1, AmountModel.POISON, Tier.INT8), answered(2, 100, Tier.INT8)));
    challenger.compare();
    assertThat(said).containsExactly("failed 2");
  }
}
