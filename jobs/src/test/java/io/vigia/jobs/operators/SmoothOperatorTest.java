package io.vigia.jobs.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.row.Row;
import io.vigia.jobs.testing.LevelledModel;
import io.vigia.jobs.testing.Rows;
import io.vigia.jobs.testing.TestDetector;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.jobs.types.Types;
import io.vigia.schemas.MetricSample;
import io.vigia.schemas.Tier;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scores are smoothed by the pair, over three events, of at most two pairs of a terminal. */
class SmoothOperatorTest {
  private static final SpecFiles SPEC =
      SpecFiles.of(
          TestDetector.files(
              TestDetector.YAML
                  .replace(
                      "terminal: terminal_id}",
                      "terminal: terminal_id, pair: [terminal_id, customer_id]}")
                  .replace(
                      "alerts:\n",
                      """
                      model:
                        smooth: [{key: pair, events: 3, max: 2, expire: 1h}]
                      alerts:
                      """)));
  private static final int TERMINAL = 1;

  private static KeyedOneInputStreamOperatorTestHarness<Long, Row, Row> harness(
      StateBackend backend, Duration interval, int parallelism, int subtask) throws Exception {
    KeyedOneInputStreamOperatorTestHarness<Long, Row, Row> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new SmoothOperator(SPEC, LevelledModel.usual(0.9, 0.5), interval),
            row -> row.keys[TERMINAL],
            org.apache.flink.api.common.typeinfo.Types.LONG,
            128,
            parallelism,
            subtask);
    harness.getExecutionConfig().enableObjectReuse();
    harness.setStateBackend(backend);
    harness.setup(Types.row(SPEC).createSerializer(new SerializerConfigImpl()));
    return harness;
  }

  private static KeyedOneInputStreamOperatorTestHarness<Long, Row, Row> harness() throws Exception {
    return harness(new HashMapStateBackend(), Duration.ZERO, 1, 0);
  }

  private static StateBackend backend(String name) {
    return name.equals("rocksdb") ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend();
  }

  private static StreamRecord<Row> scored(
      long id, long seconds, long customer, long terminal, double score) {
    Row row = Rows.payment(id, seconds, customer, terminal, 10);
    row.keys = new long[] {customer, terminal, 1000 * terminal + customer};
    row.keyTexts = new String[3];
    row.score = score;
    row.tier = Double.isNaN(score) ? Tier.RULES : Tier.INT8;
    return new StreamRecord<>(row, Math.floorDiv(row.time, 1000L));
  }

  private static double score(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  private static List<Double> scores(
      KeyedOneInputStreamOperatorTestHarness<Long, Row, Row> harness) {
    return harness.extractOutputValues().stream().map(row -> row.score).toList();
  }

  private static final double HIGH = score(4);

  private static void assertLogits(
      KeyedOneInputStreamOperatorTestHarness<Long, Row, Row> harness, double... logits) {
    List<Double> scores = scores(harness);
    assertThat(scores).hasSize(logits.length);
    for (int i = 0; i < logits.length; i++) {
      assertThat(scores.get(i)).as("score " + i).isCloseTo(score(logits[i]), within(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void smoothsByTheKeyFromTheModelsUsualScoreOnAndKeepsWhatTheModelSaid(String backend)
      throws Exception {
    try (var harness = harness(backend(backend), Duration.ZERO, 1, 0)) {
      harness.open();
      harness.processElement(scored(1, 0, 7, 3, HIGH));
      harness.processElement(scored(2, 1, 8, 3, HIGH));
      harness.processElement(scored(3, 2, 7, 3, HIGH));
      harness.processElement(scored(4, 3, 7, 4, HIGH));
      assertLogits(harness, 2, 2, 3, 2);
      assertThat(harness.extractOutputValues())
          .allSatisfy(row -> assertThat(row.rawScore).isEqualTo(HIGH));
    }
  }

  @Test
  void whatTheModelDidNotScoreAndOrdersPassInTheirPlaceWithoutATrace() throws Exception {
    try (var harness = harness()) {
      harness.open();
      Row order = new Row();
      order.kind = Row.Kind.CONTROL;
      order.payload = new byte[] {1};
      harness.processElement(scored(1, 0, 7, 3, HIGH));
      harness.processElement(scored(2, 1, 7, 3, Double.NaN));
      harness.processElement(new StreamRecord<>(order));
      harness.processElement(scored(3, 2, 7, 3, HIGH));
      List<Row> rows = harness.extractOutputValues();
      assertThat(rows)
          .extracting(row -> row.kind)
          .containsExactly(Row.Kind.EVENT, Row.Kind.EVENT, Row.Kind.CONTROL, Row.Kind.EVENT);
      assertThat(rows.get(1).score).isNaN();
      assertThat(rows.get(1).rawScore).isNaN();
      assertThat(rows.get(3).score).isCloseTo(score(3), within(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void stateFollowsItsKeysToMoreSubtasks(String backend) throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = harness(backend(backend), Duration.ZERO, 1, 0)) {
      harness.open();
      for (long terminal = 0; terminal < 20; terminal++) {
        harness.processElement(scored(terminal, 0, 7, terminal, HIGH));
      }
      snapshot = harness.snapshot(1, 1);
      harness.processElement(scored(99, 0, 7, 1, HIGH));
    }
    int rows = 0;
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var harness = harness(backend(backend), Duration.ZERO, 2, subtask)) {
        harness.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                snapshot, 128, 1, 2, subtask));
        harness.open();
        for (long terminal = 0; terminal < 20; terminal++) {
          StreamRecord<Row> record = scored(100 + terminal, 1, 7, terminal, HIGH);
          int owner =
              org.apache.flink.runtime.state.KeyGroupRangeAssignment.assignKeyToParallelOperator(
                  terminal, 128, 2);
          if (owner == subtask) {
            harness.processElement(record);
          }
        }
        List<Double> scores = scores(harness);
        rows += scores.size();
        assertThat(scores).isNotEmpty().allMatch(each -> Math.abs(each - score(3)) < 1e-12);
      }
    }
    assertThat(rows).isEqualTo(20);
  }

  @Test
  void stateIsGoneAfterExpiry() throws Exception {
    try (var harness = harness()) {
      harness.open();
      for (int i = 0; i < 10; i++) {
        harness.processElement(scored(i, i * 60, 7, 3, HIGH));
      }
      assertThat(harness.numEventTimeTimers()).isEqualTo(1);
      harness.processWatermark(new Watermark(Rows.millis(3600) + 1));
      assertThat(harness.numKeyedStateEntries()).as("it was used since").isEqualTo(1);
      harness.processWatermark(new Watermark(Rows.millis(3600 + 540) + 2));
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void evictionsAreReported() throws Exception {
    try (var harness = harness(new HashMapStateBackend(), Duration.ofSeconds(5), 1, 0)) {
      harness.open();
      for (int customer = 0; customer < 5; customer++) {
        harness.processElement(scored(customer, customer, customer, 3, HIGH));
      }
      harness.setProcessingTime(6_000);
      MetricSample sample = harness.getSideOutput(Metrics.TAG).peek().getValue();
      assertThat(sample.getOperator()).isEqualTo("smooth");
      assertThat(sample.getValues()).containsEntry("evicted_keys_total", 3.0);
    }
  }
}
