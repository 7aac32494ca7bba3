package io.vigia.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingReaderTest {

  @Test
  void says_nothing_and_gets_what_is_usual() {
    assertThat(read("epochs: 30")).isEqualTo(TrainingSpec.DEFAULT);
  }

  @Test
  void reads_every_key() {
    TrainingSpec spec =
        read(
            "inputs: linear, clip: 30, teacher: {temperature: 3, mix: 0.4}, pruning: {keep: 0.3, tolerance: 0.01},"
                + " quantization: {ranges: mse, tolerance: 0.002}, calibration: isotonic,"
                + " loss: {positive_weight: 2, focus: 1.5}, optimizer: nesterov,"
                + " learning_rate: 0.05, schedule: warmup-cosine, epochs: 12, batch: 256,"
                + " patience: 3");

    assertThat(spec)
        .isEqualTo(
            new TrainingSpec(
                Optional.of(TrainingSpec.InputScale.LINEAR),
                30,
                Optional.of(new TrainingSpec.Distillation(3, 0.4)),
                Optional.of(new TrainingSpec.Pruning(0.3, 0.01)),
                new TrainingSpec.Quantization(TrainingSpec.Ranges.MSE, 0.002),
                TrainingSpec.Calibration.ISOTONIC,
                new TrainingSpec.Loss(2, 1.5),
                TrainingSpec.Optimizer.NESTEROV,
                OptionalDouble.of(0.05),
                TrainingSpec.Schedule.WARMUP_COSINE,
                12,
                OptionalInt.of(256),
                3));
  }

  @Test
  void techniques_are_switched_off_by_none() {
    TrainingSpec spec = read("teacher: none, pruning: none");

    assertThat(spec.teacher()).isEmpty();
    assertThat(spec.pruning()).isEmpty();
  }

  @Test
  void trees_teach_no_convolutions_unless_asked_for() {
    String network = "model:\n  network: {kind: mobilenet1d, input: [1, 1]}\n";
    String labels = "labels: {topic: labels, field: online, delay: 1h}\n";

    assertThat(training(labels + network).teacher()).isEmpty();
    assertThat(training(labels + network + "  training: {teacher: {mix: 0.4}}\n").teacher())
        .contains(new TrainingSpec.Distillation(2, 0.4));
  }

  private static TrainingSpec training(String sections) {
    return DetectorSpecReader.read(Detectors.files(Detectors.SENSOR + sections))
        .model()
        .orElseThrow()
        .training();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          optimizer: adamv | 'optimizer' is 'adamv'; expected one of sgd, momentum, nesterov, adam, adamw
          schedule: linear | 'schedule' is 'linear'; expected one of constant, steps, cosine, warmup-cosine
          calibration: off | 'calibration' is 'off'; expected one of platt, isotonic
          learning_rate: 0 | 'learning_rate' is '0'; expected a number above 0
          learning_rate: 1e999 | 'learning_rate' is '1e999'; expected a number above 0
          teacher: xgboost | 'teacher' is 'xgboost'; expected {temperature: 2, mix: 0.7} or none
          teacher: {mix: 1.5} | 'mix' is '1.5'; expected a share from 0 to 1
          pruning: {keep: 1} | 'keep' is '1'; expected a share above 0 and below 1
          quantization: {ranges: all} | 'ranges' is 'all'; expected one of min-max, percentile, mse
          loss: {focus: -1} | 'focus' is '-1'; expected a number from 0
          """)
  void refuses(String training, String message) {
    assertThatThrownBy(() -> read(training))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("d/detector.yaml:")
        .hasMessageContaining(message);
  }

  @Test
  void a_misspelt_key_is_refused_with_its_nearest() {
    assertThatThrownBy(() -> read("optimiser: adam"))
        .hasMessageContaining("'optimiser'")
        .hasMessageContaining("optimizer");
  }

  private static TrainingSpec read(String training) {
    String yaml = Detectors.SENSOR + "model:\n  training: {" + training + "}\n";
    return DetectorSpecReader.read(Detectors.files(yaml)).model().orElseThrow().training();
  }
}
