package io.vigia.jobs.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.score.ScoreLevels.Tail;
import io.vigia.jobs.testing.Rows;
import io.vigia.jobs.testing.TestDetector;
import io.vigia.jobs.types.Candidate;
import io.vigia.jobs.types.CandidateSerializer;
import io.vigia.jobs.types.Peak;
import io.vigia.jobs.types.PeakSerializer;
import io.vigia.jobs.types.SpecFiles;
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
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Thresholds of terminals: a budget of 4 alerts a day for two, and a floor of 0.5. */
class AdaptOperatorTest {
  private static final SpecFiles SPEC =
      SpecFiles.of(
          TestDetector.files(
              TestDetector.YAML.replace(
                  "alerts:\n",
                  """
                  model: {file: model.onnx}
                  alerts:
                    budget: 4/day
                    adapt: {key: terminal, half_life: 7d}
                  """)));
  private static final Tail TAIL = new Tail(0.5, 20, 2);
  private static final double TRAINED = 0.9;
  private static final long DAY = 24 * 3600;

  private static KeyedOneInputStreamOperatorTestHarness<Long, Peak, Candidate> harness(
      Ordering ordering, Duration interval, int parallelism, int subtask) throws Exception {
    KeyedOneInputStreamOperatorTestHarness<Long, Peak, Candidate> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new AdaptOperator(SPEC, ordering, interval),
            Peak::key,
            Types.LONG,
            128,
            parallelism,
            subtask);
    harness.setup(new CandidateSerializer());
    harness.getExecutionConfig().enableObjectReuse();
    return harness;
  }

  private static KeyedOneInputStreamOperatorTestHarness<Long, Peak, Candidate> harness(
      Ordering ordering) throws Exception {
    return harness(ordering, Duration.ZERO, 1, 0);
  }

  private static StreamRecord<Peak> peak(
      long id, long seconds, long terminal, double score, String... rules) {
    Alert alert =
        Alert.newBuilder()
            .setId("id-" + id)
            .setDetector("test-card")
            .setEventId(Long.toString(id))
            .setEventTime(TestDetector.START.plusSeconds(seconds))
            .setDetectionTime(TestDetector.START)
            .setKeys(Map.of("terminal", Long.toString(terminal)))
            .setScore(score)
            .setThreshold(TRAINED)
            .setSeverity(rules.length > 0 ? Severity.HIGH : Severity.LOW)
            .setRules(List.of(rules))
            .setReasons(List.of())
            .setModel(null)
            .setTier(Tier.INT8)
            .setLate(false)
            .setSource(new Source("transactions", 0, id))
            .setEvent(ByteBuffer.wrap(new byte[] {1}))
            .build();
    return new StreamRecord<>(
        new Peak(new Candidate(alert, id, id, -1), terminal, TAIL), Rows.millis(seconds));
  }

  /** So many peaks a day just over the floor, for some days. */
  private static void live(
      KeyedOneInputStreamOperatorTestHarness<Long, Peak, Candidate> harness,
      long terminal,
      int aDay,
      int days)
      throws Exception {
    for (int i = 0; i < aDay * days; i++) {
      harness.processElement(peak(i, i * DAY / aDay, terminal, 0.55));
    }
  }

  private static List<Alert> alerts(
      KeyedOneInputStreamOperatorTestHarness<Long, Peak, Candidate> harness) {
    return harness.extractOutputValues().stream().map(Candidate::alert).toList();
  }

  @Test
  void aNewKeyIsHeldAgainstTheTrainedThreshold() throws Exception {
    try (var harness = harness(Ordering.ARRIVAL)) {
      harness.open();
      harness.processElement(peak(1, 0, 3, 0.89));
      harness.processElement(peak(2, 0, 4, 0.9));
      harness.processElement(peak(3, 0, 5, 0.99));
      assertThat(alerts(harness)).extracting(Alert::getEventId).containsExactly("2", "3");
      assertThat(alerts(harness)).extracting(Alert::getThreshold).containsOnly(TRAINED);
      assertThat(alerts(harness))
          .extracting(Alert::getSeverity)
          .containsExactly(Severity.LOW, Severity.CRITICAL);
    }
  }

  @Test
  void theThresholdFollowsTheKeyAndStandsInTheAlert() throws Exception {
    try (var harness = harness(Ordering.ARRIVAL)) {
      harness.open();
      // Terminal 3 has ten peaks a day less than training had, terminal 4 none.
      live(harness, 3, 10, 30);
      assertThat(alerts(harness)).isEmpty();
      harness.processElement(peak(1000, 30 * DAY, 3, 0.85));
      harness.processElement(peak(1001, 30 * DAY, 4, 0.85));
      assertThat(alerts(harness))
          .singleElement()
          .satisfies(
              alert -> {
                assertThat(alert.getEventId()).isEqualTo("1000");
                assertThat(alert.getThreshold()).isBetween(0.5, 0.84);
              });
    }
  }

  @Test
  void aRuleAlertsWhateverTheThresholdAndIsNotLearnedFrom() throws Exception {
    try (var harness = harness(Ordering.ARRIVAL, Duration.ofSeconds(5), 1, 0)) {
      harness.open();
      harness.processElement(peak(1, 0, 3, 0.6, "large"));
      harness.processElement(peak(2, 1, 3, 0.6));
      harness.processElement(peak(3, 2, 3, 0.95, "large"));
      assertThat(alerts(harness)).extracting(Alert::getEventId).containsExactly("1", "3");
      assertThat(alerts(harness)).extracting(Alert::getSeverity).containsOnly(Severity.HIGH);
      harness.setProcessingTime(6_000);
      MetricSample sample = harness.getSideOutput(Metrics.TAG).peek().getValue();
      assertThat(sample.getOperator()).isEqualTo("adapt");
      assertThat(sample.getValues())
          .containsEntry("peaks_total", 3.0)
          .containsEntry("learned_total", 1.0)
          .containsEntry("over_threshold_total", 2.0)
          .containsKeys("threshold_min", "threshold_max");
    }
  }

  @Test
  void inEventTimeTheOrderOfArrivalDoesNotMatter() throws Exception {
    List<Double> expected;
    try (var harness = harness(Ordering.ARRIVAL)) {
      harness.open();
      live(harness, 3, 10, 20);
      harness.processElement(peak(1000, 20 * DAY, 3, 0.95));
      expected = alerts(harness).stream().map(Alert::getThreshold).toList();
    }
    OperatorSubtaskState snapshot;
    try (var harness = harness(Ordering.EVENT_TIME)) {
      harness.open();
      harness.processElement(peak(1000, 20 * DAY, 3, 0.95));
      for (int i = 199; i >= 0; i--) {
        harness.processElement(peak(i, i * DAY / 10, 3, 0.55));
      }
      harness.processWatermark(new Watermark(Rows.millis(10 * DAY)));
      assertThat(alerts(harness)).isEmpty();
      snapshot = harness.snapshot(1, 1);
    }
    try (var harness = harness(Ordering.EVENT_TIME)) {
      harness.initializeState(snapshot);
      harness.open();
      harness.processWatermark(Watermark.MAX_WATERMARK);
      assertThat(alerts(harness)).extracting(Alert::getThreshold).isEqualTo(expected);
      assertThat(harness.numKeyedStateEntries()).as("and it is gone after expiry").isZero();
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void whatWasLearnedFollowsItsKeyToMoreSubtasks() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = harness(Ordering.ARRIVAL)) {
      harness.open();
      for (long terminal = 0; terminal < 8; terminal++) {
        live(harness, terminal, 10, 30);
      }
      snapshot = harness.snapshot(1, 1);
    }
    int alerts = 0;
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var harness = harness(Ordering.ARRIVAL, Duration.ZERO, 2, subtask)) {
        harness.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                snapshot, 128, 1, 2, subtask));
        harness.open();
        for (long terminal = 0; terminal < 8; terminal++) {
          if (KeyGroupRangeAssignment.assignKeyToParallelOperator(terminal, 128, 2) == subtask) {
            harness.processElement(peak(1000, 30 * DAY, terminal, 0.85));
          }
        }
        alerts += alerts(harness).size();
      }
    }
    assertThat(alerts).isEqualTo(8);
  }

  @Test
  void peaksComeBackFromTheirBytes() throws Exception {
    var out = new org.apache.flink.core.memory.DataOutputSerializer(64);
    Peak peak = peak(1, 0, 7, 0.75).getValue();
    new PeakSerializer().serialize(peak, out);
    Peak back =
        new PeakSerializer()
            .deserialize(
                new org.apache.flink.core.memory.DataInputDeserializer(out.getCopyOfBuffer()));
    assertThat(back).isEqualTo(peak);
    assertThat(back.candidate().alert().getScore()).isCloseTo(0.75, within(0.0));
  }
}
