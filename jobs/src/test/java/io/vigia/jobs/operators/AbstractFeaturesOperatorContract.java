package io.vigia.jobs.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.learned.LearnedTables;
import io.vigia.engine.row.Row;
import io.vigia.jobs.testing.Rows;
import io.vigia.jobs.testing.TestDetector;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.jobs.types.Types;
import io.vigia.schemas.MetricSample;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** What a keyed stage does, wherever its state is kept. */
abstract class AbstractFeaturesOperatorContract {
  private static final SpecFiles SPEC = TestDetector.spec();
  private static final int CUSTOMER = 0;
  private static final int TERMINAL = 1;
  private static final long DAY = 24 * 3600;

  /** Where the state is kept. */
  abstract StateBackend backend();

  /** Another place, to which a savepoint can bring the state. */
  abstract StateBackend otherBackend();

  private KeyedOneInputStreamOperatorTestHarness<Long, Row, Row> harness(
      int stage, Ordering ordering, int parallelism, int subtask) throws Exception {
    return harness(backend(), stage, ordering, parallelism, subtask);
  }

  private static KeyedOneInputStreamOperatorTestHarness<Long, Row, Row> harness(
      StateBackend backend, int stage, Ordering ordering, int parallelism, int subtask)
      throws Exception {
    return harness(SPEC, backend, stage, ordering, parallelism, subtask);
  }

  private static KeyedOneInputStreamOperatorTestHarness<Long, Row, Row> harness(
      SpecFiles spec,
      StateBackend backend,
      int stage,
      Ordering ordering,
      int parallelism,
      int subtask)
      throws Exception {
    KeyedOneInputStreamOperatorTestHarness<Long, Row, Row> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new FeaturesOperator(
                spec, LearnedTables.NONE, stage, ordering, false, Duration.ofSeconds(5)),
            row -> row.keys[stage],
            org.apache.flink.api.common.typeinfo.Types.LONG,
            128,
            parallelism,
            subtask);
    harness.getExecutionConfig().enableObjectReuse();
    harness.setStateBackend(backend);
    harness.setup(Types.row(spec).createSerializer(new SerializerConfigImpl()));
    return harness;
  }

  private KeyedOneInputStreamOperatorTestHarness<Long, Row, Row> harness(
      int stage, Ordering ordering) throws Exception {
    return harness(stage, ordering, 1, 0);
  }

  private static StreamRecord<Row> record(Row row) {
    return new StreamRecord<>(row, Math.floorDiv(row.time, 1000L));
  }

  private static StreamRecord<Row> payment(long id, long seconds, long customer, double amount) {
    return record(Rows.payment(id, seconds, customer, 3, amount));
  }

  private static List<Double> values(
      KeyedOneInputStreamOperatorTestHarness<Long, Row, Row> harness, String feature) {
    return harness.extractOutputValues().stream().map(row -> Rows.feature(row, feature)).toList();
  }

  private static List<Long> ids(KeyedOneInputStreamOperatorTestHarness<Long, Row, Row> harness) {
    return harness.extractOutputValues().stream().map(row -> row.id).toList();
  }

  @Test
  void inArrivalARecordIsProcessedWhenItComes() throws Exception {
    try (var harness = harness(CUSTOMER, Ordering.ARRIVAL)) {
      harness.open();
      harness.processElement(payment(1, 0, 7, 10));
      harness.processElement(payment(2, 5, 7, 30));
      harness.processElement(payment(3, 6, 8, 50));
      assertThat(values(harness, "customer_count_1d")).containsExactly(1.0, 2.0, 1.0);
      assertThat(values(harness, "customer_mean_1d")).containsExactly(10.0, 20.0, 50.0);
    }
  }

  @Test
  void inARushTheSameComesOutInTheSameOrder() throws Exception {
    try (var harness = harness(CUSTOMER, Ordering.ARRIVAL)) {
      harness.open();
      // All at one time of the machine: more than enough for a rush, and the last block not full.
      int records = 500;
      for (int i = 0; i < records; i++) {
        harness.processElement(payment(i, i, i % 7, 1));
      }
      harness.setProcessingTime(2);
      assertThat(ids(harness))
          .containsExactlyElementsOf(LongStream.range(0, records).boxed().toList());
      assertThat(values(harness, "customer_count_1d"))
          .containsExactlyElementsOf(
              IntStream.range(0, records).mapToObj(i -> i / 7 + 1.0).toList());

      harness.setProcessingTime(10);
      for (int i = 0; i < 100; i++) {
        harness.setProcessingTime(harness.getProcessingTime() + 5);
        harness.processElement(payment(records + i, records, 8, 1));
      }
      harness.setProcessingTime(harness.getProcessingTime() + 5);
      harness.processElement(payment(1000, records, 8, 1));
      assertThat(ids(harness)).as("when it is over, each comes at once").endsWith(1000L);
    }
  }

  @Test
  void nothingGatheredIsLeftBehindAWatermarkOrMissingInACheckpoint() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = harness(CUSTOMER, Ordering.ARRIVAL)) {
      harness.open();
      for (int i = 0; i < 500; i++) {
        harness.processElement(payment(i, i, 7, 1));
      }
      harness.processWatermark(new Watermark(Rows.millis(500)));
      assertThat(harness.getOutput().stream().filter(StreamRecord.class::isInstance)).hasSize(500);
      assertThat(harness.getOutput()).last().isEqualTo(new Watermark(Rows.millis(500)));
      for (int i = 500; i < 510; i++) {
        harness.processElement(payment(i, i, 7, 1));
      }
      harness.prepareSnapshotPreBarrier(1);
      snapshot = harness.snapshot(1, 1);
    }
    try (var harness = harness(CUSTOMER, Ordering.ARRIVAL)) {
      harness.initializeState(snapshot);
      harness.open();
      harness.processElement(payment(510, 511, 7, 1));
      assertThat(values(harness, "customer_count_1d")).containsExactly(511.0);
    }
  }

  @Test
  void inEventTimeTheOrderIsThatOfTimeThenId() throws Exception {
    try (var harness = harness(CUSTOMER, Ordering.EVENT_TIME)) {
      harness.open();
      harness.processElement(payment(3, 9, 7, 1));
      harness.processElement(payment(2, 5, 7, 1));
      harness.processElement(payment(1, 5, 7, 1));
      assertThat(ids(harness)).isEmpty();
      harness.processWatermark(new Watermark(Rows.millis(5)));
      assertThat(ids(harness)).containsExactly(1L, 2L);
      harness.processWatermark(new Watermark(Rows.millis(9)));
      assertThat(ids(harness)).containsExactly(1L, 2L, 3L);
      assertThat(values(harness, "customer_count_1d")).containsExactly(1.0, 2.0, 3.0);
    }
  }

  @Test
  void labelsComeBeforeEventsOfTheSameTimeAndDoNotLeave() throws Exception {
    try (var harness = harness(TERMINAL, Ordering.EVENT_TIME)) {
      harness.open();
      Row fraud = Rows.payment(1, 0, 7, 3, 10);
      harness.processElement(record(fraud));
      harness.processElement(payment(2, 2 * DAY, 8, 10));
      harness.processElement(record(Rows.label(fraud, 2 * DAY, 1)));
      harness.processWatermark(new Watermark(Rows.millis(3 * DAY)));
      assertThat(ids(harness)).containsExactly(1L, 2L);
      assertThat(values(harness, "terminal_risk_7d").get(1)).isEqualTo(1.0);
    }
  }

  @Test
  void aLateEventHasItsTurnWhereItWasRead() throws Exception {
    try (var harness = harness(CUSTOMER, Ordering.EVENT_TIME)) {
      harness.open();
      harness.processElement(payment(1, 10, 7, 1));
      harness.processWatermark(new Watermark(Rows.millis(10)));
      Row late = Rows.payment(2, 1, 7, 3, 1);
      late.late = true;
      harness.processElement(new StreamRecord<>(late, Rows.millis(10) + 1));
      harness.processElement(payment(3, 12, 7, 1));
      harness.processWatermark(new Watermark(Rows.millis(20)));
      assertThat(ids(harness)).containsExactly(1L, 2L, 3L);
    }
  }

  @Test
  void stateSurvivesARestart() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = harness(CUSTOMER, Ordering.ARRIVAL)) {
      harness.open();
      harness.processElement(payment(1, 0, 7, 10));
      snapshot = harness.snapshot(1, 1);
      harness.processElement(payment(2, 1, 7, 10));
    }
    try (var harness = harness(CUSTOMER, Ordering.ARRIVAL)) {
      harness.initializeState(snapshot);
      harness.open();
      harness.processElement(payment(2, 1, 7, 10));
      assertThat(values(harness, "customer_count_1d")).containsExactly(2.0);
    }
  }

  @Test
  void whatWaitsSurvivesARestartAndIsNotDoubled() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = harness(CUSTOMER, Ordering.EVENT_TIME)) {
      harness.open();
      harness.processElement(payment(1, 0, 7, 10));
      harness.processElement(payment(2, 60, 7, 10));
      harness.snapshot(1, 1);
      harness.processWatermark(new Watermark(Rows.millis(30)));
      snapshot = harness.snapshot(2, 2);
    }
    try (var harness = harness(CUSTOMER, Ordering.EVENT_TIME)) {
      harness.initializeState(snapshot);
      harness.open();
      harness.processWatermark(new Watermark(Rows.millis(90)));
      assertThat(ids(harness)).containsExactly(2L);
      assertThat(values(harness, "customer_count_1d")).containsExactly(2.0);
    }
  }

  @Test
  void stateAndWhatWaitsFollowTheirKeysToMoreSubtasks() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = harness(CUSTOMER, Ordering.EVENT_TIME)) {
      harness.open();
      for (long customer = 0; customer < 20; customer++) {
        harness.processElement(payment(customer, 0, customer, 10));
      }
      harness.processWatermark(new Watermark(Rows.millis(10)));
      for (long customer = 0; customer < 20; customer++) {
        harness.processElement(payment(100 + customer, 60, customer, 10));
      }
      snapshot = harness.snapshot(1, 1);
    }
    int rows = 0;
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var harness = harness(CUSTOMER, Ordering.EVENT_TIME, 2, subtask)) {
        harness.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                snapshot, 128, 1, 2, subtask));
        harness.open();
        harness.processWatermark(new Watermark(Rows.millis(90)));
        rows += harness.extractOutputValues().size();
        assertThat(values(harness, "customer_count_1d")).isNotEmpty().containsOnly(2.0);
      }
    }
    assertThat(rows).isEqualTo(20);
  }

  @Test
  void stateIsGoneAfterExpiry() throws Exception {
    try (var harness = harness(CUSTOMER, Ordering.ARRIVAL)) {
      harness.open();
      for (int i = 0; i < 50; i++) {
        harness.processElement(payment(i, i * 600, 7, 10));
      }
      assertThat(harness.numEventTimeTimers()).isEqualTo(1);
      harness.processWatermark(new Watermark(Rows.millis(DAY + 60)));
      assertThat(keysWithState(harness)).isEqualTo(1);
      harness.processWatermark(new Watermark(Rows.millis(40 * DAY)));
      assertThat(keysWithState(harness)).isZero();
      assertThat(harness.numEventTimeTimers()).isZero();

      harness.processElement(payment(99, 40 * DAY, 7, 10));
      assertThat(values(harness, "customer_count_1d")).last().isEqualTo(1.0);
    }
  }

  @Test
  void whatIsWrittenToASnapshotIsThatOfItsTime() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = harness(CUSTOMER, Ordering.ARRIVAL)) {
      harness.open();
      for (int i = 0; i < 30; i++) {
        harness.processElement(payment(i, i, 7, 10));
      }
      snapshot = harness.snapshot(1, 1);
      for (int i = 30; i < 60; i++) {
        harness.processElement(payment(i, i, 7, 10));
      }
      assertThat(values(harness, "customer_count_1d")).last().isEqualTo(60.0);
    }
    try (var harness = harness(CUSTOMER, Ordering.ARRIVAL)) {
      harness.initializeState(snapshot);
      harness.open();
      harness.processElement(payment(99, 60, 7, 10));
      assertThat(values(harness, "customer_count_1d")).containsExactly(31.0);
    }
  }

  @Test
  void expiryAndWhatWaitsSurviveARestart() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = harness(CUSTOMER, Ordering.EVENT_TIME)) {
      harness.open();
      harness.processElement(payment(1, 0, 7, 10));
      harness.processWatermark(new Watermark(Rows.millis(10)));
      harness.processElement(payment(2, 60, 8, 10));
      snapshot = harness.snapshot(1, 1);
    }
    try (var harness = harness(CUSTOMER, Ordering.EVENT_TIME)) {
      harness.initializeState(snapshot);
      harness.open();
      harness.processWatermark(new Watermark(Rows.millis(40 * DAY)));
      assertThat(ids(harness)).containsExactly(2L);
      harness.processWatermark(new Watermark(Rows.millis(80 * DAY)));
      assertThat(keysWithState(harness)).isZero();
    }
  }

  @Test
  void aCanonicalSavepointMovesStateWhatWaitsAndExpiryToAnotherBackend() throws Exception {
    OperatorSubtaskState savepoint;
    try (var harness = harness(CUSTOMER, Ordering.EVENT_TIME)) {
      harness.open();
      harness.processElement(payment(1, 0, 7, 10));
      harness.processWatermark(new Watermark(Rows.millis(10)));
      harness.processElement(payment(2, 60, 7, 30));
      savepoint =
          harness
              .snapshotWithLocalState(1, 1, SavepointType.savepoint(SavepointFormatType.CANONICAL))
              .getJobManagerOwnedState();
    }
    try (var harness = harness(otherBackend(), CUSTOMER, Ordering.EVENT_TIME, 1, 0)) {
      harness.initializeState(savepoint);
      harness.open();
      harness.processWatermark(new Watermark(Rows.millis(90)));
      assertThat(ids(harness)).containsExactly(2L);
      assertThat(values(harness, "customer_count_1d")).containsExactly(2.0);
      assertThat(values(harness, "customer_mean_1d")).containsExactly(20.0);
      harness.processWatermark(new Watermark(Rows.millis(40 * DAY)));
      harness.processWatermark(new Watermark(Rows.millis(80 * DAY)));
      assertThat(keysWithState(harness)).isZero();
    }
  }

  /** The detector with a bound on the customers, by subtask of one. */
  private static SpecFiles bounded(int max) {
    return SpecFiles.of(
        TestDetector.files(
            TestDetector.YAML.replace(
                "{customer: customer_id,", "{customer: {of: customer_id, max: " + max + "},")));
  }

  @Test
  void theKeyNotUsedForLongestStartsAnewAndTheOthersGoOn() throws Exception {
    try (var harness = harness(bounded(2), backend(), CUSTOMER, Ordering.ARRIVAL, 1, 0)) {
      harness.open();
      harness.processElement(payment(1, 0, 7, 10));
      harness.processElement(payment(2, 1, 8, 10));
      harness.processElement(payment(3, 2, 7, 10));
      harness.processElement(payment(4, 3, 9, 10));
      assertThat(keysWithState(harness)).isEqualTo(2);
      assertThat(harness.numEventTimeTimers()).as("no timer of the key that went").isEqualTo(2);
      harness.processElement(payment(5, 4, 7, 10));
      harness.processElement(payment(6, 5, 8, 10));
      assertThat(values(harness, "customer_count_1d"))
          .containsExactly(1.0, 1.0, 2.0, 1.0, 3.0, 1.0);
      harness.setProcessingTime(6_000);
      MetricSample sample = harness.getSideOutput(Metrics.TAG).peek().getValue();
      assertThat(sample.getOperator()).isEqualTo("features-1-customer");
      assertThat(sample.getValues())
          .containsEntry("evicted_keys_total", 2.0)
          .containsEntry("keys", 2.0);
    }
  }

  /** In a rush states are looked up before the records before them made one of them go. */
  @Test
  void inARushABoundedKeyIsTheSameAsOneByOne() throws Exception {
    java.util.SplittableRandom random = new java.util.SplittableRandom(4);
    int[] customers = IntStream.range(0, 2_000).map(i -> random.nextInt(12)).toArray();
    java.util.LinkedHashMap<Integer, Double> counts =
        new java.util.LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(java.util.Map.Entry<Integer, Double> eldest) {
            return size() > 8;
          }
        };
    List<Double> expected =
        IntStream.of(customers).mapToObj(each -> counts.merge(each, 1.0, Double::sum)).toList();
    try (var harness = harness(bounded(8), backend(), CUSTOMER, Ordering.ARRIVAL, 1, 0)) {
      harness.open();
      for (int i = 0; i < customers.length; i++) {
        harness.processElement(payment(i, i, customers[i], 10));
      }
      harness.setProcessingTime(2);
      assertThat(values(harness, "customer_count_1d")).containsExactlyElementsOf(expected);
      assertThat(keysWithState(harness)).isEqualTo(8);
      assertThat(harness.numEventTimeTimers()).isEqualTo(8);
    }
  }

  @Test
  void anExpiredKeyMakesRoomAndTheOrderSurvivesARestartAndASmallerBound() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = harness(bounded(4), backend(), CUSTOMER, Ordering.ARRIVAL, 1, 0)) {
      harness.open();
      harness.processElement(payment(1, 0, 6, 10));
      harness.processElement(payment(2, 30 * DAY, 7, 10));
      harness.processWatermark(new Watermark(Rows.millis(30 * DAY)));
      assertThat(keysWithState(harness)).as("6 has expired").isEqualTo(1);
      harness.processElement(payment(3, 30 * DAY + 1, 8, 10));
      harness.processElement(payment(4, 30 * DAY + 2, 9, 10));
      harness.processElement(payment(5, 30 * DAY + 3, 7, 10));
      snapshot = harness.snapshot(1, 1);
    }
    try (var harness = harness(bounded(2), backend(), CUSTOMER, Ordering.ARRIVAL, 1, 0)) {
      harness.initializeState(snapshot);
      harness.open();
      assertThat(keysWithState(harness)).isEqualTo(2);
      assertThat(harness.numEventTimeTimers()).isEqualTo(2);
      harness.processElement(payment(6, 30 * DAY + 4, 9, 10));
      harness.processElement(payment(7, 30 * DAY + 4, 10, 10));
      harness.processElement(payment(8, 30 * DAY + 5, 9, 10));
      harness.processElement(payment(9, 30 * DAY + 6, 7, 10));
      assertThat(values(harness, "customer_count_1d"))
          .as("8 went at once, 7 for 10, and 10 for 7")
          .containsExactly(2.0, 1.0, 3.0, 1.0);
    }
  }

  @Test
  void aBoundIsSharedAmongSubtasksByTheirKeyGroups() throws Exception {
    int rows = 0;
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var harness = harness(bounded(10), backend(), CUSTOMER, Ordering.ARRIVAL, 2, subtask)) {
        harness.open();
        for (long customer = 0; customer < 100; customer++) {
          if (org.apache.flink.runtime.state.KeyGroupRangeAssignment.assignKeyToParallelOperator(
                  customer, 128, 2)
              == subtask) {
            harness.processElement(payment(customer, 0, customer, 10));
          }
        }
        harness.setProcessingTime(2);
        rows += (int) keysWithState(harness);
      }
    }
    assertThat(rows).isEqualTo(10);
  }

  private static long keysWithState(
      KeyedOneInputStreamOperatorTestHarness<Long, Row, Row> harness) {
    KeyedStateBackend<Long> backend =
        ((FeaturesOperator) harness.getOneInputOperator()).getKeyedStateBackend();
    try (Stream<Long> keys = backend.getKeys("features", VoidNamespace.INSTANCE)) {
      return keys.count();
    }
  }
}
