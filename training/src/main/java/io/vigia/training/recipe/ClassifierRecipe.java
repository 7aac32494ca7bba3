package io.vigia.training.recipe;

import io.vigia.engine.model.ModelCard;
import io.vigia.engine.spec.ModelSpec;
import io.vigia.engine.spec.TrainingSpec;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.training.data.LearningData;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.data.TimeSplit;
import io.vigia.training.network.FakeQuantization;
import io.vigia.training.network.NetworkTrainer;
import io.vigia.training.network.TrainingOptions;
import io.vigia.training.network.TrainingRows;
import io.vigia.training.prune.MagnitudePruning;
import io.vigia.training.prune.StructuredPruning;
import io.vigia.training.report.Series;
import io.vigia.training.teacher.Teacher;
import io.vigia.training.teacher.TeacherOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A small network that learns what fraud looks like: taught by a larger model, pruned, calibrated
 * and quantised, each step where the detector asks for it.
 */
public final class ClassifierRecipe implements Recipe {
  private static final int TUNING_EPOCHS = 5;
  private static final float TUNING_RATE = 0.3f;
  private static final double PRUNING_STEP = 0.15;
  private static final int MAGNITUDE_ROUNDS = 4;

  private final ModelSpec model;
  private final TrainingSpec spec;
  private final long seed;
  private final LongSupplier nanoClock;
  private final Consumer<String> progress;
  private final Optional<Start> start;

  /**
   * The recipe of a detector.
   *
   * @param nanoClock nanoseconds of a clock that only ever advances, for the times of the report
   * @param progress receives lines about what is going on
   * @param start what several workers have learned already; empty to learn it here
   */
  public ClassifierRecipe(
      ModelSpec model,
      long seed,
      LongSupplier nanoClock,
      Consumer<String> progress,
      Optional<Start> start) {
    this.model = model;
    this.spec = model.training();
    this.seed = seed;
    this.nanoClock = nanoClock;
    this.progress = progress;
    this.start = start;
  }

  @Override
  public Product make(LearningData data, boolean isCompared) {
    Reduction reduction = start.map(Start::reduction).orElseGet(() -> reduction(data));
    progress.accept(
        String.format(
            Locale.ROOT,
            "%,d events, %,d of them positive; %d inputs reduced to %d",
            data.split().fit().length,
            TimeSplit.positives(data.table(), data.split().fit()),
            data.table().width(),
            reduction.width()));
    Contenders contenders = new Contenders(data, spec);
    if (spec.teacher().isEmpty()) {
      Targets targets = Targets.truth(data, spec);
      return finish(data, student(data, reduction, targets, 0), targets, contenders, isCompared);
    }
    long begun = nanoClock.getAsLong();
    try (Teacher teacher = teacher(data)) {
      double seconds = start.map(Start::teacherSeconds).orElse(0.0) + secondsSince(begun);
      contenders.add(teacher, seconds);
      if (isCompared) {
        Student plain = train(data, reduction, Targets.truth(data, spec), 0);
        contenders.add("student-plain", plain, contenders.graphs(plain).fp32());
      }
      Targets targets = Targets.taught(data, spec, teacher);
      Student student = student(data, reduction, targets, seconds);
      return finish(data, student, targets, contenders, isCompared);
    }
  }

  /** How the inputs of a model are scaled. */
  public static InputScale inputScale(ModelSpec model) {
    return model
        .training()
        .inputs()
        .orElse(model.network().kind().isConvolutional() ? InputScale.LINEAR : InputScale.LOG);
  }

  private Reduction reduction(LearningData data) {
    return Reduction.fit(
        data.table(),
        data.split().fit(),
        Preprocessing.of(data.inputs(), inputScale(model), model.training().clip()),
        model.pca());
  }

  private Teacher teacher(LearningData data) {
    Optional<byte[]> grown = start.flatMap(Start::teacher);
    if (grown.isPresent()) {
      return Teacher.of(grown.get(), data.table().width());
    }
    TimeSplit split = data.split();
    return Teacher.train(
        new Teacher.Rows(data.raw(split.fit()), data.labels(split.fit())),
        new Teacher.Rows(data.raw(split.validation()), data.labels(split.validation())),
        TeacherOptions.defaults(),
        seed,
        progress);
  }

  /** The student that workers have trained, or one that is trained here. */
  private Student student(LearningData data, Reduction reduction, Targets targets, double before) {
    return start
        .map(
            learned ->
                new Student(learned.network(), reduction, learned.quality(), learned.seconds()))
        .orElseGet(() -> train(data, reduction, targets, before));
  }

  /**
   * Trains a student from the beginning.
   *
   * @param before seconds that went into its targets
   */
  private Student train(LearningData data, Reduction reduction, Targets targets, double before) {
    long begun = nanoClock.getAsLong();
    NetworkTrainer.Result result =
        new NetworkTrainer(options(targets), seed, progress)
            .train(
                Architectures.untrained(model.network(), reduction.width(), seed),
                rows(data, reduction, targets),
                targets.objective(),
                validation(data, reduction));
    return new Student(result.network(), reduction, result.quality(), before + secondsSince(begun));
  }

  private Product finish(
      LearningData data,
      Student student,
      Targets targets,
      Contenders contenders,
      boolean isCompared) {
    List<Series> notes = new ArrayList<>();
    Student last = student;
    String name = "student";
    if (spec.pruning().isPresent()) {
      last = pruned(data, student, targets, notes);
      name = "student-pruned";
      if (isCompared) {
        Contenders.Graphs whole = contenders.graphs(student);
        contenders.add("student", student, whole.fp32());
        contenders.add("student-int8", student, whole.int8());
        if (!model.network().kind().isConvolutional()) {
          Student zeroed = zeroed(data, student, targets, notes);
          contenders.add("student-magnitude", zeroed, contenders.graphs(zeroed).fp32());
        }
      }
    }
    Contenders.Graphs graphs = contenders.graphs(last);
    double loss = contenders.loss(graphs);
    if (loss > spec.quantization().tolerance()) {
      progress.accept(
          String.format(
              Locale.ROOT,
              "int8 loses %.4f of average precision, more than %.4f: training on with rounding",
              loss,
              spec.quantization().tolerance()));
      Student rounded = rounded(data, last, targets);
      Contenders.Graphs again = contenders.graphs(rounded);
      if (contenders.loss(again) < loss) {
        last = rounded;
        graphs = again;
      }
    }
    contenders.add(name, last, graphs.fp32());
    contenders.add(name + "-int8", last, graphs.int8());
    return new Product(
        last.reduction(),
        new ModelCard.Network(
            model.network().kind().yaml(),
            Architectures.hidden(last.network()),
            graphs.calibration().name()),
        last.parameters(),
        last.multiplyAdds(),
        graphs.fp32(),
        graphs.int8(),
        Optional.empty(),
        contenders.all(),
        name + "-int8",
        notes);
  }

  private Student pruned(LearningData data, Student student, Targets targets, List<Series> notes) {
    TrainingSpec.Pruning pruning = spec.pruning().orElseThrow();
    long begun = nanoClock.getAsLong();
    long inputCost =
        student.reduction().pca().isPresent() ? student.reduction().preprocessing().width() : 0;
    List<StructuredPruning.Round> rounds =
        new StructuredPruning(
                new StructuredPruning.Settings(
                    pruning.keep(), pruning.tolerance(), PRUNING_STEP, inputCost),
                tuning(targets),
                seed,
                progress)
            .prune(
                student.network(),
                student.quality(),
                rows(data, student.reduction(), targets),
                targets.objective(),
                validation(data, student.reduction()));
    notes.add(
        new Series(
            "Rounds of structured pruning",
            "average precision on the validation events",
            rounds.stream()
                .map(
                    round ->
                        new Series.Point(
                            String.format(Locale.ROOT, "%,d multiply-adds", round.multiplyAdds()),
                            round.quality()))
                .toList()));
    StructuredPruning.Round last = rounds.get(rounds.size() - 1);
    Reduction reduction =
        inputCost > 0 ? student.reduction().keep(last.inputs()) : student.reduction();
    return new Student(
        last.network(), reduction, last.quality(), student.seconds() + secondsSince(begun));
  }

  /** The textbook's pruning, to the same share, for comparison. */
  private Student zeroed(LearningData data, Student student, Targets targets, List<Series> notes) {
    long begun = nanoClock.getAsLong();
    double keep = spec.pruning().orElseThrow().keep();
    NetworkTrainer.Result result =
        new MagnitudePruning(tuning(targets), seed)
            .prune(
                student.network(),
                1 - keep,
                MAGNITUDE_ROUNDS,
                rows(data, student.reduction(), targets),
                targets.objective(),
                validation(data, student.reduction()));
    notes.add(
        new Series(
            "Magnitude pruning, the textbook's way: weights become zero, matrices keep their size",
            "average precision on the validation events",
            List.of(
                new Series.Point(
                    String.format(
                        Locale.ROOT,
                        "%,d multiplications by a weight that is not zero",
                        MagnitudePruning.effectiveMultiplyAdds(result.network())),
                    result.quality()))));
    return new Student(
        result.network(),
        student.reduction(),
        result.quality(),
        student.seconds() + secondsSince(begun));
  }

  private Student rounded(LearningData data, Student student, Targets targets) {
    long begun = nanoClock.getAsLong();
    TrainingRows rows = rows(data, student.reduction(), targets);
    NetworkTrainer.Result result =
        new NetworkTrainer(tuning(targets), seed, progress)
            .train(
                student.network(),
                rows,
                targets.objective(),
                validation(data, student.reduction()),
                FakeQuantization.of(student.network(), rows.inputs()));
    return new Student(
        result.network(),
        student.reduction(),
        result.quality(),
        student.seconds() + secondsSince(begun));
  }

  private TrainingOptions options(Targets targets) {
    return TrainingOptions.of(spec, targets.rows().length);
  }

  private TrainingOptions tuning(Targets targets) {
    TrainingOptions options = options(targets);
    return options.fineTuning(
        Math.min(options.epochs(), TUNING_EPOCHS), options.learningRate() * TUNING_RATE);
  }

  private static TrainingRows rows(LearningData data, Reduction reduction, Targets targets) {
    return new TrainingRows(
        targets.rows().length, reduction.apply(data.table(), targets.rows()), targets.values());
  }

  private static NetworkTrainer.Validation validation(LearningData data, Reduction reduction) {
    return Targets.validation(data, reduction.apply(data.table(), data.split().validation()));
  }

  private double secondsSince(long begun) {
    return (nanoClock.getAsLong() - begun) * 1e-9;
  }
}
