package io.vigia.jobs.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.control.ControlOrder;
import io.vigia.engine.control.ControlState;
import io.vigia.engine.control.KnownModel;
import io.vigia.engine.learned.LearnedTables;
import io.vigia.engine.row.Row;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.testing.Rows;
import io.vigia.jobs.testing.TestDetector;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.jobs.types.Types;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class ControlledFeaturesOperatorTest {
  private static final SpecFiles SPEC = TestDetector.spec();
  private static final String BASE = "base";
  private static final int CUSTOMER = 0;
  private static final String SHA = "a".repeat(64);

  private static KeyedTwoInputStreamOperatorTestHarness<Long, Row, byte[], Row> harness(
      String base, Ordering ordering, int parallelism, int subtask, OperatorSubtaskState state)
      throws Exception {
    KeyedTwoInputStreamOperatorTestHarness<Long, Row, byte[], Row> harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new ControlledFeaturesOperator(
                SPEC, LearnedTables.NONE, CUSTOMER, ordering, java.time.Duration.ZERO, base),
            row -> row.keys[CUSTOMER],
            null,
            org.apache.flink.api.common.typeinfo.Types.LONG,
            128,
            parallelism,
            subtask);
    harness.getExecutionConfig().enableObjectReuse();
    harness.setup(Types.row(SPEC).createSerializer(new SerializerConfigImpl()));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private static ControlOrder order() {
    ControlState state =
        ControlState.initial(BASE, Optional.of(new KnownModel(SHA, "1", 0.5)), SPEC.spec().rules());
    DetectorFiles files = TestDetector.files();
    return new ControlOrder("id", "LOAD_MODEL", state, Map.of(SHA, files));
  }

  private static StreamRecord<byte[]> ordered() {
    return new StreamRecord<>(order().toBytes());
  }

  private static StreamRecord<Row> payment(long id, long seconds, long customer) {
    Row row = Rows.payment(id, seconds, customer, 3, 10);
    return new StreamRecord<>(row, Math.floorDiv(row.time, 1000L));
  }

  private static List<Row.Kind> kinds(
      KeyedTwoInputStreamOperatorTestHarness<Long, Row, byte[], Row> harness) {
    return harness.extractOutputValues().stream().map(row -> row.kind).toList();
  }

  @Test
  void anOrderLeavesWhereItCame() throws Exception {
    try (var harness = harness(BASE, Ordering.ARRIVAL, 1, 0, null)) {
      harness.processElement1(payment(1, 0, 7));
      harness.processElement2(ordered());
      harness.processElement1(payment(2, 1, 7));
      assertThat(kinds(harness)).containsExactly(Row.Kind.EVENT, Row.Kind.CONTROL, Row.Kind.EVENT);
      List<Row> rows = harness.extractOutputValues();
      assertThat(ControlOrder.of(rows.get(1).payload).command()).isEqualTo("id");
      assertThat(Rows.feature(rows.get(2), "customer_count_1d")).isEqualTo(2);
    }
  }

  @Test
  void ordersMoveNeitherWatermarkNorItsStatus() throws Exception {
    try (var harness = harness(BASE, Ordering.EVENT_TIME, 1, 0, null)) {
      harness.processElement1(payment(1, 5, 7));
      harness.processWatermark1(new Watermark(Rows.millis(5)));
      assertThat(harness.getOutput()).last().isEqualTo(new Watermark(Rows.millis(5)));
      assertThat(kinds(harness)).containsExactly(Row.Kind.EVENT);

      int before = harness.getOutput().size();
      harness.processWatermark2(Watermark.MAX_WATERMARK);
      harness.processWatermarkStatus2(WatermarkStatus.IDLE);
      assertThat(harness.getOutput()).hasSize(before);
      harness.processWatermarkStatus1(WatermarkStatus.IDLE);
      assertThat(harness.getOutput()).last().isEqualTo(WatermarkStatus.IDLE);
    }
  }

  @Test
  void afterARestartEverySubtaskTellsWhatHoldsBeforeItsFirstRow() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness(BASE, Ordering.ARRIVAL, 1, 0, null)) {
      harness.processElement2(ordered());
      harness.processElement1(payment(1, 0, 7));
      state = harness.snapshot(1, 1);
    }
    for (int subtask = 0; subtask < 3; subtask++) {
      OperatorSubtaskState part =
          AbstractStreamOperatorTestHarness.repartitionOperatorState(state, 128, 1, 3, subtask);
      try (var harness = harness(BASE, Ordering.ARRIVAL, 3, subtask, part)) {
        List<Row> rows = harness.extractOutputValues();
        assertThat(rows).extracting(row -> row.kind).containsExactly(Row.Kind.CONTROL);
        ControlOrder reminder = ControlOrder.of(rows.get(0).payload);
        assertThat(reminder.isReminder()).isTrue();
        assertThat(reminder.state()).isEqualTo(order().state());
        assertThat(reminder.folders().get(SHA).files())
            .containsOnlyKeys(order().folders().get(SHA).files().keySet());
      }
    }
  }

  @Test
  void ordersToAJobOfAnotherFolderAreForgotten() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness(BASE, Ordering.ARRIVAL, 1, 0, null)) {
      harness.processElement2(ordered());
      state = harness.snapshot(1, 1);
    }
    try (var harness = harness("other", Ordering.ARRIVAL, 1, 0, state)) {
      assertThat(harness.extractOutputValues()).isEmpty();
    }
  }
}
