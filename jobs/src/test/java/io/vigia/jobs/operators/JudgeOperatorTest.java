package io.vigia.jobs.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.control.ControlState.Challenge;
import io.vigia.engine.control.ControlState.Serving;
import io.vigia.engine.control.ShadowVerdict;
import io.vigia.jobs.control.Trial;
import io.vigia.jobs.types.Types;
import io.vigia.schemas.ControlAction;
import io.vigia.schemas.ControlCommand;
import io.vigia.schemas.MetricSample;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class JudgeOperatorTest {
  private static final Trial TRIAL =
      new Trial(new Serving("own", 0.5), new Challenge("next", 0.7, 3));

  private static OneInputStreamOperatorTestHarness<MetricSample, ControlCommand> harness(
      OperatorSubtaskState state) throws Exception {
    OneInputStreamOperatorTestHarness<MetricSample, ControlCommand> harness =
        new OneInputStreamOperatorTestHarness<>(
            new JudgeOperator("test-card"),
            Types.avro(MetricSample.class).createSerializer(new SerializerConfigImpl()));
    harness.setup(Types.avro(ControlCommand.class).createSerializer(new SerializerConfigImpl()));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private static StreamRecord<MetricSample> counts(
      Trial trial, int subtask, Map<String, Double> values) {
    return new StreamRecord<>(
        new MetricSample("test-card", "score", subtask, Instant.EPOCH, 0L, values, trial.tags()));
  }

  @Test
  void addsUpSubtasksAndEndsATrialThatIsLostOnce() throws Exception {
    try (var harness = harness(null)) {
      harness.processElement(counts(TRIAL, 0, Map.of("active_right", 7.0)));
      harness.processElement(counts(TRIAL, 1, Map.of("active_right", 4.0)));
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.processElement(counts(TRIAL, 0, Map.of("active_right", 1.0)));
      harness.processElement(counts(TRIAL, 1, Map.of("active_right", 1.0)));

      assertThat(harness.extractOutputValues()).hasSize(1);
      ControlCommand command = harness.extractOutputValues().get(0);
      assertThat(command.getAction()).isEqualTo(ControlAction.ROLL_BACK);
      assertThat(command.getModelSha256()).isEqualTo("next");
      assertThat(command.getId()).isEqualTo("vigia-roll-back-3-next");
      assertThat(command.getReason())
          .contains("the active model on 12; a lead of " + ShadowVerdict.margin() + " decides");
    }
  }

  @Test
  void anotherTrialIsCountedAnew() throws Exception {
    Trial again = new Trial(TRIAL.active(), new Challenge("next", 0.7, 9));
    try (var harness = harness(null)) {
      harness.processElement(counts(TRIAL, 0, Map.of("active_right", 7.0)));
      harness.processElement(counts(again, 0, Map.of("active_right", 7.0)));
      assertThat(harness.extractOutputValues()).isEmpty();
    }
  }

  @Test
  void countsSurviveARestart() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness(null)) {
      harness.processElement(
          counts(TRIAL, 0, Map.of("compared", 100.0, "active_right", 11.0, "difference", 5.0)));
      state = harness.snapshot(1, 1);
    }
    try (var harness = harness(state)) {
      harness.processElement(counts(TRIAL, 0, Map.of("active_right", 1.0)));
      assertThat(harness.extractOutputValues()).hasSize(1);
      assertThat(harness.getSideOutput(Metrics.TAG).peek().getValue().getValues())
          .containsEntry("compared_total", 100.0)
          .containsEntry("agreement", 1.0)
          .containsEntry("difference_mean", 0.05)
          .containsEntry("challenger_lost", 1.0);
    }
  }
}
