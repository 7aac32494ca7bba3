package io.vigia.jobs.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.control.ControlOrder;
import io.vigia.engine.control.ControlState;
import io.vigia.engine.control.KnownModel;
import io.vigia.engine.decide.AlertIds;
import io.vigia.engine.row.Row;
import io.vigia.engine.score.Model;
import io.vigia.engine.score.ScoreLevels.Tail;
import io.vigia.engine.spec.RuleSpec;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.jobs.testing.AmountModel;
import io.vigia.jobs.testing.HeldModel;
import io.vigia.jobs.testing.LevelledModel;
import io.vigia.jobs.testing.Rows;
import io.vigia.jobs.testing.TestDetector;
import io.vigia.jobs.types.Candidate;
import io.vigia.jobs.types.CandidateSerializer;
import io.vigia.jobs.types.Peak;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.schemas.Alert;
import io.vigia.schemas.ModelRef;
import io.vigia.schemas.Severity;
import io.vigia.schemas.Source;
import io.vigia.schemas.Tier;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class DecideOperatorTest {
  private static final SpecFiles SPEC = TestDetector.spec();

  private static final SpecFiles ADAPTING =
      SpecFiles.of(
          TestDetector.files(
              TestDetector.YAML.replace(
                  "alerts:\n",
                  "model: {file: model.onnx}\nalerts:\n  adapt: {key: terminal, half_life: 7d}\n")));

  private static OneInputStreamOperatorTestHarness<Row, Candidate> harness(
      ModelSource model, boolean scores) throws Exception {
    return harness(SPEC, model, scores);
  }

  private static OneInputStreamOperatorTestHarness<Row, Candidate> harness(
      SpecFiles spec, ModelSource model, boolean scores) throws Exception {
    OneInputStreamOperatorTestHarness<Row, Candidate> harness =
        new OneInputStreamOperatorTestHarness<>(
            new DecideOperator(spec, model, "transactions", scores));
    harness.getExecutionConfig().enableObjectReuse();
    harness.setup(new CandidateSerializer());
    harness.open();
    return harness;
  }

  private static StreamRecord<Row> scored(long id, double amount, double score) {
    Row row = Rows.payment(id, 60, 7, 3, amount);
    row.score = score;
    row.tier = Double.isNaN(score) ? Tier.RULES : Tier.INT8;
    row.ingestMillis = 1234;
    return new StreamRecord<>(row, row.time / 1000);
  }

  @Test
  void saysWhatDroveTheScore() throws Exception {
    try (var harness = harness(new AmountModel(5, 0.5), false)) {
      harness.setProcessingTime(5_000);
      harness.processElement(scored(1, 150, 0.6));

      Candidate candidate = harness.extractOutputValues().get(0);
      Alert alert = candidate.alert();
      assertThat(candidate.key()).isEqualTo(7);
      assertThat(candidate.ingestMillis()).isEqualTo(1234);
      assertThat(alert.getId()).isEqualTo(AlertIds.id("test-card", "1"));
      assertThat(alert.getEventTime()).isEqualTo(TestDetector.START.plusSeconds(60));
      assertThat(alert.getDetectionTime()).isEqualTo(Instant.ofEpochMilli(5_000));
      assertThat(alert.getKeys()).isEqualTo(Map.of("customer", "7", "terminal", "3"));
      assertThat(alert.getScore()).isEqualTo(0.6);
      assertThat(alert.getThreshold()).isEqualTo(0.5);
      assertThat(alert.getSeverity()).isEqualTo(Severity.LOW);
      assertThat(alert.getModel().getName()).isEqualTo("amount");
      assertThat(alert.getSource()).isEqualTo(new Source("transactions", 0, 1L));
      assertThat(alert.getEvent()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      assertThat(alert.getReasons()).hasSize(3);
      assertThat(alert.getReasons().get(0).getFeature()).isEqualTo("amount");
      assertThat(alert.getReasons().get(0).getValue()).isEqualTo(150);
      assertThat(alert.getReasons().get(0).getUsual()).isEqualTo(50);
      assertThat(alert.getReasons().get(0).getContribution())
          .isEqualTo(Math.log(1.5) - Math.log(0.5), org.assertj.core.api.Assertions.within(1e-9));
    }
  }

  @Test
  void rulesAlertWithoutAScore() throws Exception {
    try (var harness = harness(null, false)) {
      harness.processElement(scored(1, 220, Double.NaN));
      harness.processElement(scored(2, 221, Double.NaN));

      assertThat(harness.extractOutputValues()).hasSize(1);
      Alert alert = harness.extractOutputValues().get(0).alert();
      assertThat(alert.getEventId()).isEqualTo("2");
      assertThat(alert.getRules()).containsExactly("large");
      assertThat(alert.getSeverity()).isEqualTo(Severity.HIGH);
      assertThat(alert.getScore()).isNull();
      assertThat(alert.getThreshold()).isNull();
      assertThat(alert.getModel()).isNull();
      assertThat(alert.getReasons()).isEmpty();
      assertThat(alert.getTier()).isEqualTo(Tier.RULES);
    }
  }

  @Test
  void anAlertOfTheRungBelowNamesItAndWhatDroveIt() throws Exception {
    HeldModel model = new HeldModel();
    model.failLoad(new UnsatisfiedLinkError("no native library"));
    try (var harness = harness(model, false)) {
      StreamRecord<Row> scored = scored(1, 150, 0.6);
      scored.getValue().tier = Tier.PCA;
      scored.getValue().model = model.fallback().orElseThrow();
      harness.processElement(scored);

      Alert alert = harness.extractOutputValues().get(0).alert();
      assertThat(alert.getTier()).isEqualTo(Tier.PCA);
      assertThat(alert.getModel().getSha256()).isEqualTo("1".repeat(64));
      assertThat(alert.getThreshold()).isEqualTo(0.5);
      assertThat(alert.getReasons()).hasSize(3);
    }
  }

  @Test
  void aFailingModelLeavesTheAlertWithoutReasons() throws Exception {
    try (var harness = harness(new AmountModel(5, 0.5), false)) {
      harness.processElement(scored(1, AmountModel.POISON, 0.9));
      assertThat(harness.extractOutputValues().get(0).alert().getReasons()).isEmpty();
    }
  }

  @Test
  void everyScoredEventLeavesWhereSomebodyListens() throws Exception {
    try (var harness = harness(new AmountModel(5, 0.5), true)) {
      harness.processElement(scored(1, 10, 0.1));
      harness.processElement(scored(2, 900, 0.9));
      assertThat(harness.getSideOutput(DecideOperator.scores(SPEC)))
          .extracting(record -> record.getValue().alert())
          .containsExactly(false, true);
    }
    try (var harness = harness(new AmountModel(5, 0.5), false)) {
      harness.processElement(scored(1, 10, 0.1));
      assertThat(harness.getSideOutput(DecideOperator.scores(SPEC))).isNull();
    }
  }

  private static StreamRecord<Row> holds(ControlState state) {
    Row row = new Row();
    row.kind = Row.Kind.CONTROL;
    row.payload = new ControlOrder("", "", state, Map.of()).toBytes();
    return new StreamRecord<>(row);
  }

  @Test
  void scoresOverTheFloorAreLeftToTheThresholdOfTheirKey() throws Exception {
    try (var harness = harness(ADAPTING, LevelledModel.withFloor(0.9, 0.5), true)) {
      harness.processElement(scored(1, 10, 0.49));
      harness.processElement(scored(2, 10, 0.5));
      harness.processElement(scored(3, 300, 0.95));
      harness.processElement(scored(4, 300, Double.NaN));
      assertThat(harness.extractOutputValues())
          .as("a rule without a score")
          .singleElement()
          .satisfies(candidate -> assertThat(candidate.alert().getEventId()).isEqualTo("4"));
      List<Peak> peaks =
          harness.getSideOutput(DecideOperator.PEAKS).stream().map(StreamRecord::getValue).toList();
      assertThat(peaks).extracting(Peak::key).containsExactly(3L, 3L);
      assertThat(peaks).extracting(Peak::tail).containsOnly(new Tail(0.5, 20, 2));
      assertThat(peaks)
          .extracting(peak -> peak.candidate().alert().getThreshold())
          .containsOnly(0.9);
      assertThat(peaks)
          .extracting(peak -> peak.candidate().alert().getSeverity())
          .as("that of the rules alone")
          .containsExactly(Severity.LOW, Severity.HIGH);
      assertThat(
              harness.getSideOutput(DecideOperator.scores(ADAPTING)).stream()
                  .map(record -> record.getValue().alert()))
          .as("by the trained threshold")
          .containsExactly(false, false, true, true);
    }
  }

  @Test
  void anOrderedThresholdHoldsForAllKeys() throws Exception {
    LevelledModel model = LevelledModel.withFloor(0.9, 0.5);
    String sha256 = model.load().ref().getSha256();
    ControlState before =
        ControlState.initial("base", Optional.of(new KnownModel(sha256, "1", 0.9)), List.of());
    ControlState ordered =
        new ControlState(
            "base",
            1,
            before.models(),
            Optional.of(new ControlState.Serving(sha256, 0.7)),
            Optional.empty(),
            Optional.empty(),
            java.util.OptionalDouble.empty(),
            List.of(),
            List.of());
    try (var harness = harness(ADAPTING, model, false)) {
      harness.processElement(holds(ordered));
      harness.processElement(scored(1, 10, 0.69));
      harness.processElement(scored(2, 10, 0.7));
      assertThat(harness.extractOutputValues())
          .singleElement()
          .satisfies(
              candidate -> {
                assertThat(candidate.alert().getEventId()).isEqualTo("2");
                assertThat(candidate.alert().getThreshold()).isEqualTo(0.7);
              });
      assertThat(harness.getSideOutput(DecideOperator.PEAKS)).isNull();
      harness.processElement(holds(before));
      StreamRecord<Row> again = scored(3, 10, 0.7);
      again.getValue().model = model.load();
      harness.processElement(again);
      assertThat(harness.getSideOutput(DecideOperator.PEAKS)).hasSize(1);
    }
  }

  @Test
  void thresholdAndRulesHoldFromTheirPlaceInTheStreamOn() throws Exception {
    ControlState before =
        ControlState.initial(
            "base", Optional.of(new KnownModel("own", "1", 0.5)), SPEC.spec().rules());
    ControlState after =
        ControlState.initial(
            "base",
            Optional.of(new KnownModel("own", "1", 0.9)),
            List.of(new RuleSpec("small", "amount < 5.0", Severity.LOW)));
    try (var harness = harness(new AmountModel(5, 0.7), false)) {
      harness.processElement(scored(1, 10, 0.6));
      harness.processElement(holds(before));
      harness.processElement(scored(2, 10, 0.6));
      harness.processElement(holds(after));
      harness.processElement(scored(3, 10, 0.6));
      harness.processElement(scored(4, 500, 0.6));
      harness.processElement(scored(5, 1, Double.NaN));

      List<Alert> alerts = harness.extractOutputValues().stream().map(Candidate::alert).toList();
      assertThat(alerts).extracting(Alert::getEventId).containsExactly("2", "5");
      assertThat(alerts).extracting(Alert::getThreshold).containsExactly(0.5, 0.9);
      assertThat(alerts.get(1).getRules()).containsExactly("small");
    }
  }

  @Test
  void anAlertNamesAndExplainsByTheModelThatAnswered() throws Exception {
    Model other =
        new ModelSource.Loaded(
            Tier.FP32,
            Optional.empty(),
            0.2,
            new ModelRef("other", "2", "1".repeat(64)),
            new double[] {100, 0, 0, 0, 0},
            new AmountModel(5, 0.2).load().scorers());
    try (var harness = harness(new AmountModel(5, 0.7), true)) {
      StreamRecord<Row> record = scored(1, 150, 0.6);
      record.getValue().model = other;
      harness.processElement(record);

      Alert alert = harness.extractOutputValues().get(0).alert();
      assertThat(alert.getThreshold()).isEqualTo(0.2);
      assertThat(alert.getModel()).isEqualTo(other.ref());
      assertThat(alert.getReasons().get(0).getUsual()).isEqualTo(100);
      assertThat(harness.getSideOutput(DecideOperator.scores(SPEC)).peek().getValue().model())
          .isEqualTo(other.ref());
    }
  }
}
