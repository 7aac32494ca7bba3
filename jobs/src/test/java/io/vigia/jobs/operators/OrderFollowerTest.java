package io.vigia.jobs.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.control.ControlMachine;
import io.vigia.engine.control.ControlOrder;
import io.vigia.engine.control.ControlState;
import io.vigia.engine.control.ControlState.Serving;
import io.vigia.engine.control.Outcome;
import io.vigia.engine.model.Precision;
import io.vigia.engine.row.Row;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.control.Acknowledgement;
import io.vigia.jobs.control.FolderShelf;
import io.vigia.jobs.control.JobModels;
import io.vigia.jobs.scoring.FolderModel;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.jobs.scoring.ScoringOptions;
import io.vigia.jobs.testing.AmountModel;
import io.vigia.jobs.testing.Await;
import io.vigia.jobs.testing.Commands;
import io.vigia.jobs.testing.ModelFolder;
import io.vigia.jobs.testing.Rows;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.jobs.types.Types;
import io.vigia.schemas.ControlAction;
import io.vigia.schemas.ControlCommand;
import io.vigia.schemas.MetricSample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The score operator of a job that follows orders. */
class OrderFollowerTest {
  private static final int BATCH = 4;

  @TempDir Path folder;

  private DetectorFiles own;
  private DetectorFiles next;
  private SpecFiles spec;
  private JobModels models;

  @BeforeEach
  void writeFolders() {
    own = ModelFolder.write(folder.resolve("own"), "own", 1.01f);
    next = ModelFolder.write(folder.resolve("next"), "next", 0.99f);
    spec = SpecFiles.of(own);
    models = models(new FolderModel(own, Precision.INT8, BATCH));
  }

  private JobModels models(ModelSource source) {
    return new JobModels(own, source, Precision.INT8, BATCH);
  }

  private OneInputStreamOperatorTestHarness<Row, Row> harness(
      ModelSource source, OperatorSubtaskState state) throws Exception {
    ScoringOptions options = ScoringOptions.live().withBatchSize(BATCH).withWorkers(0);
    OneInputStreamOperatorTestHarness<Row, Row> harness =
        new OneInputStreamOperatorTestHarness<>(
            new ScoreOperator.Factory(spec, source, options, Duration.ZERO).following(models),
            Types.row(spec).createSerializer(new SerializerConfigImpl()));
    harness.setup(Types.row(spec).createSerializer(new SerializerConfigImpl()));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private OneInputStreamOperatorTestHarness<Row, Row> harness() throws Exception {
    return harness(models.own().orElseThrow(), null);
  }

  /** The orders that the control operator would make of commands. */
  private List<ControlOrder> orders(ControlCommand... commands) {
    FolderShelf shelf = new FolderShelf(models, Map.of());
    ControlMachine machine = new ControlMachine(spec.spec(), shelf);
    ControlState state = models.initial();
    List<ControlOrder> orders = new ArrayList<>();
    for (ControlCommand command : commands) {
      Outcome outcome = machine.apply(state, command);
      assertThat(outcome.kind()).as(outcome.reason()).isEqualTo(Outcome.Kind.ACCEPTED);
      state = outcome.state();
      orders.add(
          new ControlOrder(
              command.getId(), command.getAction().name(), state, new TreeMap<>(shelf.folders())));
    }
    return orders;
  }

  private static StreamRecord<Row> row(ControlOrder order) {
    Row row = new Row();
    row.kind = Row.Kind.CONTROL;
    row.payload = order.toBytes();
    return new StreamRecord<>(row);
  }

  private static StreamRecord<Row> payment(long id, double amount) {
    Row row = Rows.payment(id, id, 1, 2, amount);
    return new StreamRecord<>(row, row.time / 1000);
  }

  private static void drain(OneInputStreamOperatorTestHarness<Row, Row> harness) throws Exception {
    for (var mail = harness.getTaskMailbox().tryTake(0);
        mail.isPresent();
        mail = harness.getTaskMailbox().tryTake(0)) {
      mail.get().run();
    }
  }

  private static List<MetricSample> acknowledged(
      OneInputStreamOperatorTestHarness<Row, Row> harness, int count) throws Exception {
    List<MetricSample> samples = new ArrayList<>();
    Await.until(
        Duration.ofSeconds(30),
        () -> {
          drain(harness);
          samples.clear();
          var queue = harness.getSideOutput(Metrics.TAG);
          if (queue != null) {
            queue.forEach(record -> samples.add(record.getValue()));
          }
          return samples.size() >= count;
        });
    return samples;
  }

  private static List<ControlCommand> commands(
      OneInputStreamOperatorTestHarness<Row, Row> harness) {
    List<ControlCommand> commands = new ArrayList<>();
    var queue = harness.getSideOutput(ScoreOperator.COMMANDS);
    if (queue != null) {
      queue.forEach(record -> commands.add(record.getValue()));
    }
    return commands;
  }

  @Test
  void theOldModelAnswersUntilTheNewOneIsReadyThenTheyChangeBetweenTwoBatches() throws Exception {
    List<ControlOrder> orders =
        orders(Commands.load("1", next), Commands.of("2", ControlAction.ACTIVATE, next));
    try (var harness = harness()) {
      harness.processElement(payment(1, 1));
      harness.processElement(row(orders.get(0)));
      harness.processElement(row(orders.get(1)));
      harness.processElement(payment(2, 1));
      List<MetricSample> samples = acknowledged(harness, 2);
      harness.processElement(payment(3, 1));
      harness.prepareSnapshotPreBarrier(1);

      assertThat(samples)
          .allMatch(sample -> sample.getValues().equals(Map.of(Acknowledgement.APPLIED, 1.0)))
          .allMatch(sample -> sample.getTags().get(Acknowledgement.SUBTASKS).equals("1"))
          .extracting(sample -> sample.getTags().get(Acknowledgement.COMMAND_ID))
          .containsExactly("1", "2");
      List<Row> rows = harness.extractOutputValues();
      assertThat(rows)
          .extracting(row -> row.kind)
          .containsExactly(
              Row.Kind.EVENT, Row.Kind.CONTROL, Row.Kind.EVENT, Row.Kind.CONTROL, Row.Kind.EVENT);
      assertThat(rows.get(0).model.ref().getSha256()).isEqualTo(Commands.sha256(own));
      assertThat(rows.get(2).model.ref().getSha256()).isEqualTo(Commands.sha256(own));
      assertThat(rows.get(4).model.ref().getSha256()).isEqualTo(Commands.sha256(next));
      assertThat(rows.get(4).score).isLessThan(rows.get(2).score);
      assertThat(ControlOrder.of(rows.get(3).payload).state().active())
          .contains(new Serving(Commands.sha256(next), 0.9));
    }
  }

  @Test
  void afterARestartTheFirstRowIsScoredByWhatWasActive() throws Exception {
    ControlOrder last =
        orders(Commands.load("1", next), Commands.of("2", ControlAction.ACTIVATE, next)).get(1);
    try (var harness = harness()) {
      harness.processElement(row(new ControlOrder("", "", last.state(), last.folders())));
      harness.processElement(payment(1, 1));
      harness.prepareSnapshotPreBarrier(1);
      List<Row> rows = harness.extractOutputValues();
      assertThat(rows.get(1).model.ref().getSha256()).isEqualTo(Commands.sha256(next));
      assertThat(harness.getSideOutput(Metrics.TAG)).isNull();
    }
  }

  @Test
  void aModelThatCannotBeOpenedHereIsSaidAndRolledBack() throws Exception {
    List<ControlOrder> orders =
        orders(Commands.load("1", next), Commands.of("2", ControlAction.ACTIVATE, next));
    TreeMap<String, byte[]> broken = new TreeMap<>(next.files());
    broken.remove("model.onnx");
    ControlOrder order =
        new ControlOrder(
            "2",
            "ACTIVATE",
            orders.get(1).state(),
            Map.of(Commands.sha256(next), new DetectorFiles("broken", broken)));
    try (var harness = harness()) {
      harness.processElement(row(order));
      MetricSample sample = acknowledged(harness, 1).get(0);
      harness.processElement(payment(1, 1));
      harness.prepareSnapshotPreBarrier(1);

      assertThat(sample.getValues()).isEqualTo(Map.of(Acknowledgement.FAILED, 1.0));
      assertThat(sample.getTags().get(Acknowledgement.REASON))
          .contains("cannot be opened here", "broken/model.onnx: not there");
      List<Row> rows = harness.extractOutputValues();
      assertThat(rows.get(1).model.ref().getSha256()).isEqualTo(Commands.sha256(own));
      ControlCommand command = commands(harness).get(0);
      assertThat(command.getAction()).isEqualTo(ControlAction.ROLL_BACK);
      assertThat(command.getModelSha256()).isEqualTo(Commands.sha256(next));
      assertThat(command.getId()).isEqualTo("vigia-roll-back-2-" + Commands.sha256(next));
    }
  }

  @Test
  void aModelThatLeavesTooManyEventsIsRolledBackOnceThereIsOneBeforeIt() throws Exception {
    ModelSource poisoned = new AmountModel(5, 0.5);
    models = models(poisoned);
    ControlState initial = models.initial();
    ControlState state =
        new ControlState(
            initial.base(),
            7,
            initial.models(),
            initial.active(),
            java.util.Optional.of(new Serving("b".repeat(64), 0.5)),
            initial.challenger(),
            initial.budget(),
            initial.rules(),
            initial.applied());
    try (var harness = harness(poisoned, null)) {
      leave(harness, 51);
      assertThat(commands(harness)).isEmpty();

      harness.processElement(row(new ControlOrder("7", "ACTIVATE", state, Map.of())));
      leave(harness, 50);
      assertThat(commands(harness)).isEmpty();
      leave(harness, 51);
      leave(harness, 51);
      assertThat(commands(harness)).hasSize(1);
      assertThat(commands(harness).get(0).getReason())
          .isEqualTo("subtask 0: of 1000 events the model left 51 without an answer, 50 may be");
    }
  }

  private static List<MetricSample> comparisons(
      OneInputStreamOperatorTestHarness<Row, Row> harness) {
    List<MetricSample> samples = new ArrayList<>();
    var queue = harness.getSideOutput(ScoreOperator.COMPARISONS);
    if (queue != null) {
      queue.forEach(record -> samples.add(record.getValue()));
    }
    return samples;
  }

  @Test
  void aChallengerScoresBesideTheActiveModelUntilItIsPromoted() throws Exception {
    List<ControlOrder> orders =
        orders(
            Commands.load("1", next),
            Commands.of("2", ControlAction.SHADOW, next),
            Commands.of("3", ControlAction.PROMOTE, next));
    OperatorSubtaskState kept;
    Row fraud = Rows.payment(1, 1, 1, 2, 6);
    try (var harness = harness()) {
      harness.processElement(row(orders.get(0)));
      harness.processElement(row(orders.get(1)));
      acknowledged(harness, 2);
      harness.processElement(new StreamRecord<>(fraud, 0));
      harness.processElement(payment(2, 1));
      harness.prepareSnapshotPreBarrier(1);
      assertThat(comparisons(harness))
          .singleElement()
          .satisfies(
              sample ->
                  assertThat(sample.getValues())
                      .containsEntry("compared", 2.0)
                      .containsEntry("alerts_both", 1.0));
      kept = harness.snapshot(1, 1);
    }
    try (var harness = harness(models.own().orElseThrow(), kept)) {
      harness.processElement(
          row(new ControlOrder("", "", orders.get(1).state(), orders.get(1).folders())));
      harness.processElement(new StreamRecord<>(Rows.label(fraud, 90_000, 1), 0));
      harness.prepareSnapshotPreBarrier(2);
      assertThat(comparisons(harness).get(0).getValues())
          .isEqualTo(Map.of("active_hits", 1.0, "challenger_hits", 1.0));

      harness.processElement(row(orders.get(2)));
      acknowledged(harness, 1);
      harness.processElement(payment(3, 1));
      harness.prepareSnapshotPreBarrier(3);
      assertThat(comparisons(harness)).hasSize(1);
      List<Row> rows = harness.extractOutputValues();
      assertThat(rows.get(rows.size() - 1).model.ref().getSha256())
          .isEqualTo(Commands.sha256(next));
    }
  }

  /** As many events as are looked at at a time, some of which the model fails on. */
  private static void leave(OneInputStreamOperatorTestHarness<Row, Row> harness, int count)
      throws Exception {
    harness.setProcessingTime(harness.getProcessingTime() + OrderFollower.WATCHED_MILLIS);
    for (int i = 0; i < OrderFollower.WATCHED_EVENTS; i++) {
      boolean poison = i % 19 == 0 && i / 19 < count;
      harness.processElement(payment(i, poison ? AmountModel.POISON : 1));
    }
    harness.prepareSnapshotPreBarrier(1);
  }
}
