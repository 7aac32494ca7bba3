package io.vigia.engine.spec;

import io.vigia.engine.spec.ModelSpec.NetworkSpec.Kind;
import io.vigia.engine.spec.TrainingSpec.Calibration;
import io.vigia.engine.spec.TrainingSpec.Distillation;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.engine.spec.TrainingSpec.Loss;
import io.vigia.engine.spec.TrainingSpec.Optimizer;
import io.vigia.engine.spec.TrainingSpec.Pruning;
import io.vigia.engine.spec.TrainingSpec.Quantization;
import io.vigia.engine.spec.TrainingSpec.Ranges;
import io.vigia.engine.spec.TrainingSpec.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.DoublePredicate;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads the section {@code model.training}. */
final class TrainingReader {
  private static final TrainingSpec USUAL = TrainingSpec.DEFAULT;
  private static final int MOST_EPOCHS = 10_000;
  private static final int LARGEST_BATCH = 1_048_576;
  private static final String ABOVE_ZERO = "a number above 0";
  private static final String FROM_ZERO = "a number from 0";

  private TrainingReader() {}

  /**
   * The section, or what is used where there is none: trees do not see what is near in a series or
   * a frame, so convolutional networks have no teacher unless one is asked for.
   */
  static TrainingSpec read(YamlMap model, Kind kind) {
    TrainingSpec usual =
        USUAL.withTeacher(kind.isConvolutional() ? Optional.empty() : USUAL.teacher());
    Optional<YamlMap> section =
        model.map("training", "a mapping such as {optimizer: adamw, epochs: 30}");
    if (section.isEmpty()) {
      return usual;
    }
    YamlMap training = section.get();
    training.allow(
        List.of(
            "inputs",
            "clip",
            "teacher",
            "pruning",
            "quantization",
            "calibration",
            "loss",
            "optimizer",
            "learning_rate",
            "schedule",
            "epochs",
            "batch",
            "patience"));
    return new TrainingSpec(
        choice(training, "inputs", InputScale.class),
        number(training, "clip", "a number of standard deviations from 1", v -> v >= 1)
            .orElse(USUAL.clip()),
        orNone(training, "teacher", "{temperature: 2, mix: 0.7}")
            .map(TrainingReader::teacher)
            .orElseGet(() -> absent(training, "teacher", usual.teacher())),
        orNone(training, "pruning", "{keep: 0.5, tolerance: 0.005}")
            .map(TrainingReader::pruning)
            .orElseGet(() -> absent(training, "pruning", USUAL.pruning())),
        training
            .map("quantization", "a mapping such as {ranges: percentile, tolerance: 0.005}")
            .map(TrainingReader::quantization)
            .orElse(USUAL.quantization()),
        choice(training, "calibration", Calibration.class).orElse(USUAL.calibration()),
        training
            .map("loss", "a mapping such as {positive_weight: 5, focus: 0}")
            .map(TrainingReader::loss)
            .orElse(USUAL.loss()),
        choice(training, "optimizer", Optimizer.class).orElse(USUAL.optimizer()),
        number(training, "learning_rate", ABOVE_ZERO, v -> v > 0),
        choice(training, "schedule", Schedule.class).orElse(USUAL.schedule()),
        training.integer("epochs", 1, MOST_EPOCHS).orElse(USUAL.epochs()),
        training
            .integer("batch", 1, LARGEST_BATCH)
            .map(OptionalInt::of)
            .orElse(OptionalInt.empty()),
        training.integer("patience", 1, MOST_EPOCHS).orElse(USUAL.patience()));
  }

  /** A mapping; empty for {@code none} and for what is absent. */
  private static Optional<YamlMap> orNone(YamlMap training, String key, String example) {
    if (training.node(key) instanceof ScalarNode) {
      String expected = example + " or none";
      Optional<String> text = training.text(key, expected);
      if (text.isPresent() && !text.get().equals("none")) {
        training.mistake(key, YamlValues.found(key, text.get()) + "; expected " + expected);
      }
      return Optional.empty();
    }
    return training.map(key, example + " or none");
  }

  private static <T> Optional<T> absent(YamlMap training, String key, Optional<T> usual) {
    return training.has(key) ? Optional.empty() : usual;
  }

  private static Optional<Distillation> teacher(YamlMap map) {
    map.allow(List.of("temperature", "mix"));
    Distillation usual = USUAL.teacher().orElseThrow();
    return Optional.of(
        new Distillation(
            number(map, "temperature", ABOVE_ZERO, v -> v > 0).orElse(usual.temperature()),
            number(map, "mix", "a share from 0 to 1", v -> v >= 0 && v <= 1).orElse(usual.mix())));
  }

  private static Optional<Pruning> pruning(YamlMap map) {
    map.allow(List.of("keep", "tolerance"));
    Pruning usual = USUAL.pruning().orElseThrow();
    return Optional.of(
        new Pruning(
            number(map, "keep", "a share above 0 and below 1", v -> v > 0 && v < 1)
                .orElse(usual.keep()),
            number(map, "tolerance", FROM_ZERO, v -> v >= 0).orElse(usual.tolerance())));
  }

  private static Quantization quantization(YamlMap map) {
    map.allow(List.of("ranges", "tolerance"));
    Quantization usual = USUAL.quantization();
    return new Quantization(
        choice(map, "ranges", Ranges.class).orElse(usual.ranges()),
        number(map, "tolerance", FROM_ZERO, v -> v >= 0).orElse(usual.tolerance()));
  }

  private static Loss loss(YamlMap map) {
    map.allow(List.of("positive_weight", "focus"));
    Loss usual = USUAL.loss();
    return new Loss(
        number(map, "positive_weight", ABOVE_ZERO, v -> v > 0).orElse(usual.positiveWeight()),
        number(map, "focus", FROM_ZERO, v -> v >= 0).orElse(usual.focus()));
  }

  private static OptionalDouble number(
      YamlMap map, String key, String expected, DoublePredicate isFine) {
    Optional<String> text = map.text(key, expected);
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    Optional<Double> number =
        YamlValues.parseNumber(text.get()).filter(v -> Double.isFinite(v) && isFine.test(v));
    if (number.isEmpty()) {
      map.mistake(key, YamlValues.found(key, text.get()) + "; expected " + expected);
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(number.get());
  }

  /** A constant by its name in lower case, words apart by hyphens. */
  private static <E extends Enum<E>> Optional<E> choice(YamlMap map, String key, Class<E> type) {
    String expected =
        Arrays.stream(type.getEnumConstants())
            .map(TrainingReader::written)
            .collect(Collectors.joining(", "));
    Optional<String> text = map.text(key, expected);
    Optional<E> found =
        Arrays.stream(type.getEnumConstants())
            .filter(constant -> text.isPresent() && written(constant).equals(text.get()))
            .findAny();
    if (text.isPresent() && found.isEmpty()) {
      map.mistake(key, YamlValues.found(key, text.get()) + "; expected one of " + expected);
    }
    return found;
  }

  private static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
