package io.vigia.jobs.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.control.ControlOrder;
import io.vigia.engine.control.ControlState;
import io.vigia.engine.row.Row;
import io.vigia.jobs.testing.Rows;
import io.vigia.jobs.testing.TestDetector;
import io.vigia.jobs.types.Types;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class RelayOperatorTest {

  private static TwoInputStreamOperatorTestHarness<Row, byte[], Row> harness(
      OperatorSubtaskState state) throws Exception {
    TwoInputStreamOperatorTestHarness<Row, byte[], Row> harness =
        new TwoInputStreamOperatorTestHarness<>(new RelayOperator("base"));
    harness.setup(Types.row(TestDetector.spec()).createSerializer(new SerializerConfigImpl()));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  @Test
  void putsOrdersBetweenRowsAndTellsThemAgainAfterARestart() throws Exception {
    ControlState state = ControlState.initial("base", Optional.empty(), List.of());
    byte[] order = new ControlOrder("id", "ADD_RULE", state, Map.of()).toBytes();
    OperatorSubtaskState kept;
    try (var harness = harness(null)) {
      harness.processElement1(new StreamRecord<>(Rows.payment(1, 0, 7, 3, 10), 0));
      harness.processElement2(new StreamRecord<>(order));
      harness.processWatermark2(Watermark.MAX_WATERMARK);
      harness.processWatermark1(new Watermark(5));
      assertThat(harness.extractOutputValues())
          .extracting(row -> row.kind)
          .containsExactly(Row.Kind.EVENT, Row.Kind.CONTROL);
      assertThat(harness.getOutput()).last().isEqualTo(new Watermark(5));
      kept = harness.snapshot(1, 1);
    }
    try (var harness = harness(kept)) {
      assertThat(harness.extractOutputValues())
          .singleElement()
          .satisfies(row -> assertThat(ControlOrder.of(row.payload).state()).isEqualTo(state));
    }
  }
}
