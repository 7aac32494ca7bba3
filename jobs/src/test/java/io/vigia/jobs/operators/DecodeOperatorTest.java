package io.vigia.jobs.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.learned.LearnedTables;
import io.vigia.engine.row.Row;
import io.vigia.jobs.testing.Rows;
import io.vigia.jobs.testing.TestDetector;
import io.vigia.jobs.types.Incoming;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.jobs.types.Types;
import io.vigia.schemas.DeadLetter;
import io.vigia.schemas.DeadLetterReason;
import io.vigia.schemas.MetricSample;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class DecodeOperatorTest {
  private static final SpecFiles SPEC = TestDetector.spec();
  private static final DecodeOperator.Outputs OUTPUTS = DecodeOperator.Outputs.of(SPEC);

  private static OneInputStreamOperatorTestHarness<Incoming, Row> harness() throws Exception {
    OneInputStreamOperatorTestHarness<Incoming, Row> harness =
        new OneInputStreamOperatorTestHarness<>(
            new DecodeOperator.Factory(
                SPEC, LearnedTables.NONE, DecodeOperator.EVENTS_UID, Duration.ofSeconds(5), false));
    harness.getExecutionConfig().enableObjectReuse();
    harness.setup(Types.row(SPEC).createSerializer(new SerializerConfigImpl()));
    return harness;
  }

  private static StreamRecord<Incoming> event(long id, long seconds) {
    Row row = Rows.payment(id, seconds, 1, 2, 10);
    return new StreamRecord<>(Incoming.of(row), row.time / 1000);
  }

  @Test
  void partsEventsLabelsAndDeadLetters() throws Exception {
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setDetector("test-card")
            .setTopic("transactions")
            .setPartition(0)
            .setOffset(3)
            .setTimestamp(Instant.EPOCH)
            .setReason(DeadLetterReason.UNREADABLE)
            .setMessage("truncated")
            .build();
    try (var harness = harness()) {
      harness.open();
      harness.processElement(event(1, 0));
      harness.processElement(new StreamRecord<>(Incoming.of(letter)));
      Row label = Rows.label(Rows.payment(1, 0, 1, 2, 10), 60, 1);
      harness.processElement(new StreamRecord<>(Incoming.of(label), label.time / 1000));

      assertThat(harness.extractOutputValues()).extracting(row -> row.id).containsExactly(1L);
      assertThat(harness.getSideOutput(OUTPUTS.deadLetters()))
          .extracting(StreamRecord::getValue)
          .containsExactly(letter);
      assertThat(harness.getSideOutput(OUTPUTS.labels()))
          .extracting(record -> record.getValue().kind)
          .containsExactly(Row.Kind.LABEL);
      assertThat(Rows.feature(harness.extractOutputValues().get(0), "amount")).isEqualTo(10);
    }
  }

  @Test
  void marksWhatIsBehindTheWatermarkAndPutsItBehindIt() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement(event(1, 100));
      harness.processWatermark(new Watermark(Rows.millis(90)));
      harness.processElement(event(2, 90));
      harness.processElement(event(3, 91));

      assertThat(harness.extractOutputValues())
          .extracting(row -> row.late)
          .containsExactly(false, true, false);
      assertThat(harness.extractOutputStreamRecords())
          .extracting(StreamRecord::getTimestamp)
          .element(1)
          .isEqualTo(Rows.millis(90) + 1);
    }
  }

  @Test
  void whatWasLateIsLateAgainAfterARestart() throws Exception {
    OperatorSubtaskState snapshot;
    Row first = Rows.payment(1, 100, 1, 2, 10);
    try (var harness = harness()) {
      harness.open();
      harness.processElement(new StreamRecord<>(Incoming.of(first, first.time)));
      snapshot = harness.snapshot(1, 1);
    }
    try (var harness = harness()) {
      harness.initializeState(snapshot);
      harness.open();
      harness.processElement(event(2, 89));
      harness.processElement(event(3, 90));
      assertThat(harness.extractOutputValues())
          .extracting(row -> row.late)
          .containsExactly(true, false);
    }
  }

  @Test
  void reportsWhatItCounted() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.setProcessingTime(0);
      harness.processElement(event(1, 100));
      harness.setProcessingTime(20_000);
      MetricSample sample = harness.getSideOutput(Metrics.TAG).peek().getValue();
      assertThat(sample.getOperator()).isEqualTo("decode");
      assertThat(sample.getValues())
          .containsEntry("events_total", 1.0)
          .containsEntry("dead_letters_total", 0.0)
          .containsEntry("late_total", 0.0);
    }
  }
}
