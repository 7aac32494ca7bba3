package io.vigia.jobs.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.row.Row;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.jobs.scoring.ScoringOptions;
import io.vigia.jobs.testing.AmountModel;
import io.vigia.jobs.testing.Rows;
import io.vigia.jobs.testing.TestDetector;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.jobs.types.Types;
import io.vigia.schemas.MetricSample;
import io.vigia.schemas.Tier;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class ScoreOperatorTest {
  private static final SpecFiles SPEC = TestDetector.spec();

  private static ScoringOptions inline(int capacity) {
    return ScoringOptions.live().withBatchSize(capacity).withWorkers(0);
  }

  private static OneInputStreamOperatorTestHarness<Row, Row> harness(
      ModelSource model, int capacity, Duration interval) throws Exception {
    OneInputStreamOperatorTestHarness<Row, Row> harness =
        new OneInputStreamOperatorTestHarness<>(
            new ScoreOperator.Factory(SPEC, model, inline(capacity), interval),
            Types.row(SPEC).createSerializer(new SerializerConfigImpl()));
    harness.setup(Types.row(SPEC).createSerializer(new SerializerConfigImpl()));
    harness.open();
    return harness;
  }

  private static OneInputStreamOperatorTestHarness<Row, Row> harness(int capacity)
      throws Exception {
    return harness(new AmountModel(5, 0.5), capacity, Duration.ZERO);
  }

  private static StreamRecord<Row> payment(long id, double amount) {
    Row row = Rows.payment(id, id, 1, 2, amount);
    return new StreamRecord<>(row, row.time / 1000);
  }

  @Test
  void scoresAFullBatchInItsOrder() throws Exception {
    try (var harness = harness(3)) {
      harness.processElement(payment(1, 100));
      harness.processElement(payment(2, 300));
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.processElement(payment(3, 0));

      List<Row> rows = harness.extractOutputValues();
      assertThat(rows).extracting(row -> row.id).containsExactly(1L, 2L, 3L);
      assertThat(rows).extracting(row -> row.score).containsExactly(0.5, 0.75, 0.0);
      assertThat(rows).extracting(row -> row.tier).containsOnly(Tier.INT8);
    }
  }

  @Test
  void scoresTheMomentTheInputRunsDry() throws Exception {
    try (var harness = harness(256)) {
      harness.processElement(payment(1, 100));
      harness.processElement(payment(2, 300));
      drain(harness);
      assertThat(harness.extractOutputValues()).hasSize(2);
    }
  }

  @Test
  void gathersAsLongAsTheInputHasMoreRows() throws Exception {
    try (var harness = harness(256)) {
      for (long id = 1; id <= 5; id++) {
        harness.processElement(payment(id, 100));
        // Between two records a task gives its mails a turn.
        harness.getTaskMailbox().tryTake(0).orElseThrow().run();
      }
      assertThat(harness.extractOutputValues()).isEmpty();
      drain(harness);
      assertThat(harness.extractOutputValues()).hasSize(5);
    }
  }

  /** Runs the mails that wait. */
  private static void drain(OneInputStreamOperatorTestHarness<Row, Row> harness) throws Exception {
    for (var mail = harness.getTaskMailbox().tryTake(0);
        mail.isPresent();
        mail = harness.getTaskMailbox().tryTake(0)) {
      mail.get().run();
    }
  }

  @Test
  void keepsWatermarksBehindTheRowsBeforeThem() throws Exception {
    try (var harness = harness(256)) {
      harness.processElement(payment(1, 100));
      harness.processWatermark(new Watermark(5));
      assertThat(harness.getOutput()).isEmpty();
      drain(harness);
      assertThat(harness.getOutput()).hasSize(2);
      assertThat(harness.getOutput().toArray()[1]).isEqualTo(new Watermark(5));

      harness.processWatermark(new Watermark(6));
      assertThat(harness.getOutput()).last().isEqualTo(new Watermark(6));
    }
  }

  @Test
  void nothingIsInFlightAtACheckpointOrTheEnd() throws Exception {
    try (var harness = harness(256)) {
      harness.processElement(payment(1, 100));
      harness.prepareSnapshotPreBarrier(1);
      assertThat(harness.extractOutputValues()).hasSize(1);

      harness.processElement(payment(2, 100));
      harness.endInput();
      assertThat(harness.extractOutputValues()).hasSize(2);
    }
  }

  @Test
  void aModelThatFailsIsNoScoreOfZero() throws Exception {
    try (var harness = harness(3)) {
      harness.processElement(payment(1, 300));
      harness.processElement(payment(2, AmountModel.POISON));
      harness.processElement(payment(3, 100));

      List<Row> rows = harness.extractOutputValues();
      assertThat(rows).extracting(row -> row.score).containsExactly(0.75, Double.NaN, 0.5);
      assertThat(rows)
          .extracting(row -> row.tier)
          .containsExactly(Tier.INT8, Tier.RULES, Tier.INT8);
    }
  }

  @Test
  void withoutAModelTheRulesAnswer() throws Exception {
    try (var harness = harness(null, 1, Duration.ZERO)) {
      harness.processElement(payment(1, 100));
      Row row = harness.extractOutputValues().get(0);
      assertThat(row.score).isNaN();
      assertThat(row.tier).isEqualTo(Tier.RULES);
    }
  }

  @Test
  void reportsWhatItMeasured() throws Exception {
    try (var harness = harness(new AmountModel(5, 0.5), 2, Duration.ofSeconds(5))) {
      harness.setProcessingTime(1);
      harness.processElement(payment(1, 100));
      harness.processElement(payment(2, 100));
      harness.setProcessingTime(10_000);

      MetricSample sample = harness.getSideOutput(Metrics.TAG).peek().getValue();
      assertThat(sample.getDetector()).isEqualTo("test-card");
      assertThat(sample.getOperator()).isEqualTo("score");
      assertThat(sample.getValues())
          .containsEntry("scored_total", 2.0)
          .containsEntry("batch_size_mean", 2.0)
          .containsEntry("scoring_failures_total", 0.0);
    }
  }

  @Test
  void objectReuseIsSafe() throws Exception {
    try (var harness = harness(2)) {
      ExecutionConfig config = harness.getExecutionConfig();
      config.enableObjectReuse();
      StreamRecord<Row> shell = payment(1, 100);
      harness.processElement(shell);
      Row second = Rows.payment(2, 2, 1, 2, 300);
      harness.processElement(shell.replace(second, second.time / 1000));
      assertThat(harness.extractOutputValues())
          .extracting(row -> row.score)
          .containsExactly(0.5, 0.75);
    }
  }
}
