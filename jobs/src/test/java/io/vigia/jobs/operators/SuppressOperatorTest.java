package io.vigia.jobs.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.jobs.testing.Rows;
import io.vigia.jobs.testing.TestDetector;
import io.vigia.jobs.types.Candidate;
import io.vigia.jobs.types.CandidateSerializer;
import io.vigia.schemas.Alert;
import io.vigia.schemas.MetricSample;
import io.vigia.schemas.Severity;
import io.vigia.schemas.Source;
import io.vigia.schemas.Tier;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class SuppressOperatorTest {
  private static final long HOUR = 3600;

  private static KeyedOneInputStreamOperatorTestHarness<Long, Candidate, Alert> harness(
      Ordering ordering, Duration interval) throws Exception {
    KeyedOneInputStreamOperatorTestHarness<Long, Candidate, Alert> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new SuppressOperator(TestDetector.spec(), ordering, interval),
            Candidate::key,
            Types.LONG);
    harness.setup(
        io.vigia.jobs.types.Types.avro(Alert.class)
            .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    harness.getExecutionConfig().enableObjectReuse();
    return harness;
  }

  private static StreamRecord<Candidate> candidate(long id, long seconds, long customer) {
    return candidate(id, seconds, customer, -1);
  }

  private static StreamRecord<Candidate> candidate(
      long id, long seconds, long customer, long ingestMillis) {
    Alert alert =
        Alert.newBuilder()
            .setId("id-" + id)
            .setDetector("test-card")
            .setEventId(Long.toString(id))
            .setEventTime(TestDetector.START.plusSeconds(seconds))
            .setDetectionTime(TestDetector.START)
            .setKeys(Map.of("customer", Long.toString(customer)))
            .setScore(0.9)
            .setThreshold(0.5)
            .setSeverity(Severity.HIGH)
            .setRules(List.of())
            .setReasons(List.of())
            .setModel(null)
            .setTier(Tier.INT8)
            .setLate(false)
            .setSource(new Source("transactions", 0, id))
            .setEvent(ByteBuffer.wrap(new byte[] {1}))
            .build();
    return new StreamRecord<>(
        new Candidate(alert, customer, id, ingestMillis), Rows.millis(seconds));
  }

  private static List<String> ids(
      KeyedOneInputStreamOperatorTestHarness<Long, Candidate, Alert> harness) {
    return harness.extractOutputValues().stream().map(Alert::getEventId).toList();
  }

  @Test
  void holdsBackTheSameKeyForTheDurationOnly() throws Exception {
    try (var harness = harness(Ordering.ARRIVAL, Duration.ZERO)) {
      harness.open();
      harness.processElement(candidate(1, 0, 7));
      harness.processElement(candidate(2, HOUR - 1, 7));
      harness.processElement(candidate(3, HOUR - 1, 8));
      harness.processElement(candidate(4, HOUR, 7));
      assertThat(ids(harness)).containsExactly("1", "3", "4");
    }
  }

  @Test
  void remembersAcrossARestart() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = harness(Ordering.ARRIVAL, Duration.ZERO)) {
      harness.open();
      harness.processElement(candidate(1, 0, 7));
      snapshot = harness.snapshot(1, 1);
    }
    try (var harness = harness(Ordering.ARRIVAL, Duration.ZERO)) {
      harness.initializeState(snapshot);
      harness.open();
      harness.processElement(candidate(2, 10, 7));
      harness.processElement(candidate(3, 10, 8));
      assertThat(ids(harness)).containsExactly("3");
    }
  }

  @Test
  void stateIsGoneAfterExpiry() throws Exception {
    try (var harness = harness(Ordering.ARRIVAL, Duration.ZERO)) {
      harness.open();
      harness.processElement(candidate(1, 0, 7));
      harness.processElement(candidate(2, 0, 8));
      assertThat(harness.numKeyedStateEntries()).isEqualTo(2);
      harness.processWatermark(new Watermark(Rows.millis(HOUR - 1)));
      assertThat(harness.numKeyedStateEntries()).isEqualTo(2);
      harness.processWatermark(new Watermark(Rows.millis(HOUR) + 1));
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void inEventTimeTheEarliestAlertPassesWhateverCameFirst() throws Exception {
    try (var harness = harness(Ordering.EVENT_TIME, Duration.ZERO)) {
      harness.open();
      harness.processElement(candidate(2, 20, 7));
      harness.processElement(candidate(1, 10, 7));
      assertThat(ids(harness)).isEmpty();
      harness.processWatermark(new Watermark(Rows.millis(30)));
      assertThat(ids(harness)).containsExactly("1");
    }
  }

  @Test
  void aLeapOfTheWatermarkForgetsNothingOnTheWay() throws Exception {
    try (var harness = harness(Ordering.EVENT_TIME, Duration.ZERO)) {
      harness.open();
      harness.processElement(candidate(1, 0, 7));
      harness.processElement(candidate(2, HOUR - 1, 7));
      harness.processElement(candidate(3, 2 * HOUR, 7));
      harness.processWatermark(Watermark.MAX_WATERMARK);
      assertThat(ids(harness)).containsExactly("1", "3");
    }
  }

  @Test
  void whatWaitsSurvivesARestart() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = harness(Ordering.EVENT_TIME, Duration.ZERO)) {
      harness.open();
      harness.processElement(candidate(2, 20, 7));
      snapshot = harness.snapshot(1, 1);
    }
    try (var harness = harness(Ordering.EVENT_TIME, Duration.ZERO)) {
      harness.initializeState(snapshot);
      harness.open();
      harness.processElement(candidate(1, 10, 7));
      harness.processWatermark(new Watermark(Rows.millis(30)));
      assertThat(ids(harness)).containsExactly("1");
    }
  }

  @Test
  void measuresTheLatencyFromTheKafkaRecordToTheAlert() throws Exception {
    try (var harness = harness(Ordering.ARRIVAL, Duration.ofSeconds(5))) {
      harness.open();
      harness.setProcessingTime(1_040);
      harness.processElement(candidate(1, 0, 7, 1_000));
      harness.processElement(candidate(2, 1, 7, 1_000));
      harness.setProcessingTime(6_000);
      MetricSample sample = harness.getSideOutput(Metrics.TAG).peek().getValue();
      assertThat(sample.getValues())
          .containsEntry("alerts_total", 1.0)
          .containsEntry("suppressed_total", 1.0)
          .containsEntry("latency_p50_ms", 40.0)
          .containsEntry("latency_p99_ms", 40.0);
    }
  }

  @Test
  void candidatesComeBackFromTheirBytes() throws Exception {
    var out = new org.apache.flink.core.memory.DataOutputSerializer(64);
    Candidate candidate = candidate(1, 0, 7, 12).getValue();
    new CandidateSerializer().serialize(candidate, out);
    assertThat(
            new CandidateSerializer()
                .deserialize(
                    new org.apache.flink.core.memory.DataInputDeserializer(out.getCopyOfBuffer())))
        .isEqualTo(candidate);
  }
}
