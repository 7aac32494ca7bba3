package io.vigia.jobs.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.control.ControlOrder;
import io.vigia.engine.control.ControlState.Serving;
import io.vigia.engine.control.KnownModel;
import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.control.Acknowledgement;
import io.vigia.jobs.control.JobModels;
import io.vigia.jobs.scoring.FolderModel;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.jobs.testing.Await;
import io.vigia.jobs.testing.Commands;
import io.vigia.jobs.testing.ModelFolder;
import io.vigia.jobs.types.Instruction;
import io.vigia.jobs.types.InstructionSerializer;
import io.vigia.jobs.types.Types;
import io.vigia.schemas.ControlAction;
import io.vigia.schemas.ControlCommand;
import io.vigia.schemas.DeadLetter;
import io.vigia.schemas.DeadLetterReason;
import io.vigia.schemas.MetricSample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlOperatorTest {
  private static final int BATCH = 16;

  @TempDir Path folder;

  private DetectorFiles own;
  private DetectorFiles next;

  @BeforeEach
  void writeFolders() {
    own = ModelFolder.write(folder.resolve("own"), "own", 1.01f);
    next = ModelFolder.write(folder.resolve("next"), "next", 0.99f);
  }

  private static JobModels models(DetectorFiles files) {
    return new JobModels(
        files, new FolderModel(files, Precision.INT8, BATCH), Precision.INT8, BATCH);
  }

  private static OneInputStreamOperatorTestHarness<Instruction, byte[]> harness(
      DetectorFiles files, OperatorSubtaskState state) throws Exception {
    OneInputStreamOperatorTestHarness<Instruction, byte[]> harness =
        new OneInputStreamOperatorTestHarness<>(
            new ControlOperator.Factory(models(files)), new InstructionSerializer());
    harness.setup(Types.order().createSerializer(new SerializerConfigImpl()));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private static void send(
      OneInputStreamOperatorTestHarness<Instruction, byte[]> harness, ControlCommand... commands)
      throws Exception {
    for (ControlCommand command : commands) {
      harness.processElement(new StreamRecord<>(new Instruction(command, null)));
    }
  }

  private static List<MetricSample> samples(
      OneInputStreamOperatorTestHarness<Instruction, byte[]> harness) {
    List<MetricSample> samples = new ArrayList<>();
    var queue = harness.getSideOutput(Metrics.TAG);
    if (queue != null) {
      queue.forEach(record -> samples.add(record.getValue()));
    }
    return samples;
  }

  /** Waits until so many commands were acknowledged. */
  private static List<MetricSample> await(
      OneInputStreamOperatorTestHarness<Instruction, byte[]> harness, int count) throws Exception {
    Await.until(
        Duration.ofSeconds(30),
        () -> {
          for (var mail = harness.getTaskMailbox().tryTake(0);
              mail.isPresent();
              mail = harness.getTaskMailbox().tryTake(0)) {
            mail.get().run();
          }
          return samples(harness).size() >= count;
        });
    assertThat(samples(harness)).hasSize(count);
    return samples(harness);
  }

  private static List<ControlOrder> orders(
      OneInputStreamOperatorTestHarness<Instruction, byte[]> harness) {
    return harness.extractOutputValues().stream().map(ControlOrder::of).toList();
  }

  private void refused(ControlCommand command, String... reason) throws Exception {
    try (var harness = harness(own, null)) {
      send(harness, command);
      MetricSample sample = await(harness, 1).get(0);
      assertThat(sample.getValues()).isEqualTo(Map.of(Acknowledgement.REFUSED, 1.0));
      assertThat(sample.getTags().get(Acknowledgement.REASON)).contains(reason);
      assertThat(sample.getTags())
          .containsEntry(Acknowledgement.MODEL, Commands.sha256(own))
          .containsEntry(Acknowledgement.COMMAND_ID, command.getId());
      assertThat(harness.extractOutputValues()).isEmpty();
    }
  }

  @Test
  void sendsAFolderOnceAndTheStateWithEachOrder() throws Exception {
    try (var harness = harness(own, null)) {
      send(
          harness,
          Commands.load("1", next),
          Commands.of("2", ControlAction.ACTIVATE, next),
          Commands.threshold("3", 0.25));
      List<MetricSample> samples = await(harness, 3);
      assertThat(samples)
          .allMatch(sample -> sample.getValues().equals(Map.of(Acknowledgement.ACCEPTED, 1.0)))
          .extracting(sample -> sample.getTags().get(Acknowledgement.COMMAND_ID))
          .containsExactly("1", "2", "3");

      List<ControlOrder> orders = orders(harness);
      assertThat(orders).extracting(order -> order.state().epoch()).containsExactly(1L, 2L, 3L);
      assertThat(orders.get(0).folders()).containsOnlyKeys(Commands.sha256(next));
      assertThat(orders.get(0).folders().get(Commands.sha256(next)).files())
          .containsOnlyKeys(next.files().keySet());
      assertThat(orders.get(1).folders()).isEmpty();
      assertThat(orders.get(2).state().active()).contains(new Serving(Commands.sha256(next), 0.25));
    }
  }

  @Test
  void aRepeatedIdIsFollowedOnceAndOtherDetectorsAreNotAnswered() throws Exception {
    try (var harness = harness(own, null)) {
      send(
          harness,
          Commands.of("0", ControlAction.SET_THRESHOLD).setDetector("other").build(),
          Commands.threshold("1", 0.25),
          Commands.threshold("1", 0.75));
      List<MetricSample> samples = await(harness, 2);
      assertThat(samples.get(1).getValues()).isEqualTo(Map.of(Acknowledgement.REPEATED, 1.0));
      assertThat(orders(harness)).hasSize(1);
    }
  }

  @Test
  void whatIsNoCommandGoesToTheDeadLetters() throws Exception {
    try (var harness = harness(own, null)) {
      DeadLetter letter =
          DeadLetter.newBuilder()
              .setDetector("test-card")
              .setTopic("vigia-control")
              .setPartition(0)
              .setOffset(3)
              .setTimestamp(Instant.EPOCH)
              .setReason(DeadLetterReason.UNREADABLE)
              .setMessage("no command")
              .build();
      harness.processElement(new StreamRecord<>(new Instruction(null, letter)));
      assertThat(harness.getSideOutput(ControlOperator.DEAD_LETTERS))
          .extracting(StreamRecord::getValue)
          .containsExactly(letter);
    }
  }

  @Test
  void aFolderThatIsNotThereIsRefused() throws Exception {
    refused(
        Commands.of("1", ControlAction.LOAD_MODEL)
            .setModelUri(folder.resolve("nowhere").toString())
            .setModelSha256(Commands.sha256(next))
            .build(),
        "nowhere: ",
        "no such folder; expected a detector folder");
  }

  @Test
  void aDamagedModelIsRefused() throws Exception {
    byte[] graph = next.files().get("model.onnx").clone();
    graph[graph.length / 2] ^= 1;
    Files.write(folder.resolve("next/model.onnx"), graph);
    refused(
        Commands.load("1", next),
        "next/model.onnx: SHA-256 is ",
        "the command expects " + Commands.sha256(next));
    // A hash of the damage itself does not help: the model card knows better.
    DetectorFiles damaged = DetectorFiles.read(folder.resolve("next"));
    refused(Commands.load("2", damaged), "as model-card.json says");
  }

  @Test
  void aModelForOtherFeaturesIsRefused() throws Exception {
    Path other = folder.resolve("next/detector.yaml");
    Files.writeString(other, Files.readString(other).replace("window: 7d", "window: 6d"));
    refused(Commands.load("1", next), "the model is for other features than this job computes");
  }

  @Test
  void aModelOfAnotherDetectorIsRefused() throws Exception {
    Path other = folder.resolve("next/detector.yaml");
    Files.writeString(other, Files.readString(other).replace("test-card", "other-card"));
    refused(Commands.load("1", next), "is of detector 'other-card', this job is 'test-card'");
  }

  @Test
  void aBudgetIsTurnedIntoAThresholdOnTheModelsSample() throws Exception {
    try (var harness = harness(own, null)) {
      // 200 events in 31 days, 6.45 a day, of which 20 are positive and score highest.
      send(harness, Commands.of("1", ControlAction.SET_BUDGET).setBudgetPerDay(20.0 / 31).build());
      await(harness, 1);
      double threshold = orders(harness).get(0).state().active().orElseThrow().threshold();
      assertThat(threshold).isBetween(0.9, 1.0);
    }
  }

  @Test
  void stateAndCommandsThatWaitSurviveARestart() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness(own, null)) {
      send(harness, Commands.load("1", next), Commands.of("2", ControlAction.ACTIVATE, next));
      // No mail was taken: both commands wait.
      state = harness.snapshot(1, 1);
    }
    try (var harness = harness(own, state)) {
      await(harness, 2);
      assertThat(orders(harness).get(1).state().active().orElseThrow().model())
          .isEqualTo(Commands.sha256(next));
      state = harness.snapshot(2, 2);
    }
    try (var harness = harness(own, state)) {
      send(harness, Commands.of("3", ControlAction.ROLL_BACK).build());
      await(harness, 1);
      assertThat(orders(harness).get(0).state().isOwnActive()).isTrue();
    }
  }

  @Test
  void anotherFolderAtARestartWins() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness(own, null)) {
      send(harness, Commands.threshold("1", 0.25));
      await(harness, 1);
      state = harness.snapshot(1, 1);
    }
    try (var harness = harness(next, state)) {
      MetricSample sample = await(harness, 1).get(0);
      assertThat(sample.getValues()).isEqualTo(Map.of(Acknowledgement.RESET, 1.0));
      assertThat(sample.getTags().get(Acknowledgement.REASON))
          .contains("what 1 commands changed no longer holds");
      send(harness, Commands.threshold("1", 0.75));
      await(harness, 2);
      assertThat(orders(harness).get(0).state().active())
          .contains(new Serving(Commands.sha256(next), 0.75));
    }
  }

  /** A model that is never there. */
  private static final class Absent implements ModelSource {
    private static final long serialVersionUID = 1L;

    @Override
    public Loaded load() {
      throw new IllegalStateException("no memory for it");
    }
  }

  @Test
  void commandsDoNotWaitForAModelThatCannotBeLoaded() {
    JobModels models = new JobModels(own, new Absent(), Precision.INT8, BATCH);
    assertThat(models.initial().active()).contains(new Serving(Commands.sha256(own), 0.9));
    assertThat(models.initial().models())
        .containsExactly(new KnownModel(Commands.sha256(own), "own", 0.9));
  }
}
