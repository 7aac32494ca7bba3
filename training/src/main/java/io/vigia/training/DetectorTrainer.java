package io.vigia.training;

import io.vigia.engine.learned.LearnedTable;
import io.vigia.engine.model.DetectorWriter;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.model.Reference;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.EventSpec;
import io.vigia.engine.spec.LearnedSpec;
import io.vigia.engine.spec.ModelSpec;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.data.LearningData;
import io.vigia.training.data.TimeSplit;
import io.vigia.training.data.UnsuitableDataException;
import io.vigia.training.folder.BudgetedThreshold;
import io.vigia.training.folder.CardWriter;
import io.vigia.training.folder.ReferenceRows;
import io.vigia.training.folder.SmoothedScores;
import io.vigia.training.folder.Times;
import io.vigia.training.recipe.ClassifierRecipe;
import io.vigia.training.recipe.ForestRecipe;
import io.vigia.training.recipe.MeanRecipe;
import io.vigia.training.recipe.OutlierRecipe;
import io.vigia.training.recipe.Product;
import io.vigia.training.recipe.Recipe;
import io.vigia.training.recipe.Scores;
import io.vigia.training.recipe.Start;
import io.vigia.training.report.LabelledRows;
import io.vigia.training.report.ReportInput;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Makes a detector folder of a description and the features of events: a model by the recipe of its
 * kind, the threshold, reference data and model card.
 */
public final class DetectorTrainer {
  private final DetectorFiles files;
  private final DetectorSpec spec;
  private final ModelSpec model;
  private final long seed;
  private final Consumer<String> progress;

  /**
   * A trainer of a detector.
   *
   * @param files the description, the event schema, and in {@code reference.avro} the learned
   *     tables that the features are computed with; models among them are replaced
   * @param spec the description, read
   * @param progress receives lines about what is going on
   * @throws IllegalArgumentException when the detector is none that can be trained
   */
  public DetectorTrainer(
      DetectorFiles files, DetectorSpec spec, long seed, Consumer<String> progress) {
    this.files = files;
    this.spec = spec;
    this.seed = seed;
    this.progress = progress;
    model = check(files, spec);
  }

  /**
   * Refuses a detector that cannot be trained.
   *
   * @return what is trained
   * @throws IllegalArgumentException when it is none
   */
  static ModelSpec check(DetectorFiles files, DetectorSpec spec) {
    ModelSpec model =
        spec.model()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        files.origin() + ": the detector has no 'model' section to train"));
    if (model.network().kind().learnsFromLabels() && spec.labels().isEmpty()) {
      throw new IllegalArgumentException(
          files.origin()
              + ": a "
              + model.network().kind().yaml()
              + " learns from labels; add a 'labels' section");
    }
    return model;
  }

  /**
   * Trains and writes the folder.
   *
   * @param table features of the events to learn from
   * @param data the files they came from
   * @param out where the folder goes
   * @return the model card as written
   * @throws UnsuitableDataException when the events do not suffice; the message says why
   * @throws IllegalArgumentException when something that is no detector folder stands at {@code
   *     out}
   */
  public ModelCard train(FeatureTable table, List<ModelCard.DataFile> data, Path out) {
    return train(table, data, out, () -> 0, Optional.empty(), Optional.empty());
  }

  /**
   * Trains, writes the folder and hands over what a report is made of.
   *
   * @param nanoClock nanoseconds of a clock that only ever advances, for the times of training
   * @param report receives the models that were made, once the folder is there; where it is asked
   *     for, models to compare with are trained too
   * @param start what several workers have learned of these events already; empty to learn it here
   * @see #train(FeatureTable, List, Path)
   */
  public ModelCard train(
      FeatureTable table,
      List<ModelCard.DataFile> data,
      Path out,
      LongSupplier nanoClock,
      Optional<Consumer<ReportInput>> report,
      Optional<Start> start) {
    TimeSplit split = split(table);
    LearningData learning = LearningData.of(table, split);
    Product product = recipe(nanoClock, start).make(learning, report.isPresent());
    ModelCard written = write(learning, product, data, out);
    report.ifPresent(consumer -> consumer.accept(reportInput(learning, product)));
    return written;
  }

  private Recipe recipe(LongSupplier nanoClock, Optional<Start> start) {
    OptionalDouble timesMaximum = spec.alerts().timesMaximum();
    ModelSpec.NetworkSpec.Kind kind = model.network().kind();
    if (kind.learnsFromLabels()) {
      return new ClassifierRecipe(model, seed, nanoClock, progress, start);
    }
    return switch (kind) {
      case MEAN -> new MeanRecipe(model, spec.inputs());
      case RANDOM_CUT_FOREST -> new ForestRecipe(model, timesMaximum, seed, nanoClock, progress);
      default -> new OutlierRecipe(model, timesMaximum, seed, nanoClock, progress);
    };
  }

  /**
   * Later events are held back where something is chosen by them: when to stop, how small to make
   * the network, or which score keeps a budget.
   */
  private TimeSplit split(FeatureTable table) {
    ModelSpec.NetworkSpec.Kind kind = model.network().kind();
    if (kind.learnsFromLabels()) {
      return TimeSplit.of(table);
    }
    boolean isChosen = kind == ModelSpec.NetworkSpec.Kind.AUTOENCODER;
    return isChosen || spec.alerts().budget().isPresent()
        ? TimeSplit.unlabelled(table)
        : TimeSplit.whole(table);
  }

  private ModelCard write(
      LearningData learning, Product product, List<ModelCard.DataFile> data, Path out) {
    int[] later = learning.split().validation();
    double[] fp32 = Scores.of(product.fp32(), DetectorFiles.FP32_MODEL, learning.table(), later);
    double[] int8 = Scores.of(product.int8(), model.file(), learning.table(), later);
    double[] decided = spec.smooth().isEmpty() ? int8 : smoothed(learning, product, median(int8));
    Optional<ModelCard.Threshold> threshold =
        product
            .threshold()
            .or(
                () ->
                    BudgetedThreshold.choose(
                        spec.alerts(),
                        learning.table(),
                        learning.split(),
                        decided,
                        !spec.smooth().isEmpty()));
    ModelCard card =
        new CardWriter(spec, seed, Tools.versions())
            .write(
                learning,
                product,
                data,
                fp32,
                int8,
                threshold,
                new ModelCard.Scores(median(int8), tail(learning, decided, threshold)));
    TreeMap<String, byte[]> all = new TreeMap<>(files.asMap());
    all.keySet().removeIf(name -> name.endsWith(".onnx") || name.equals(DetectorFiles.FOREST));
    all.put(model.file(), product.int8());
    if (product.isQuantised()) {
      all.put(DetectorFiles.FP32_MODEL, product.fp32());
    }
    return DetectorWriter.write(
        out, card, new ReferenceRows(learning, seed).of(product, tables()), all);
  }

  /** The learned tables that the features were computed with. */
  private List<LearnedTable> tables() {
    List<String> names = spec.tables().stream().map(LearnedSpec::name).toList();
    // A folder that is trained again may have tables that its description lacks by now.
    return names.isEmpty()
        ? List.of()
        : Reference.tables(files).tables().stream()
            .filter(table -> names.contains(table.name()))
            .toList();
  }

  /** Where the thresholds of keys start; {@code null} where one holds for all. */
  private ModelCard.Tail tail(
      LearningData learning, double[] scores, Optional<ModelCard.Threshold> threshold) {
    if (spec.alerts().adapt().isEmpty() || threshold.isEmpty()) {
      return null;
    }
    String key = spec.alerts().adapt().get().key();
    int index = spec.event().keys().stream().map(EventSpec.KeySpec::name).toList().indexOf(key);
    Optional<ModelCard.Tail> tail =
        BudgetedThreshold.tail(
            spec.alerts(),
            learning.table(),
            learning.split(),
            scores,
            threshold.get().value(),
            index);
    if (tail.isEmpty()) {
      progress.accept(
          "too few different scores below the threshold to adapt it to '"
              + key
              + "': the same one holds for all; train on more events, or on a smaller budget");
    }
    return tail.orElse(null);
  }

  /** Scores of the validation events as alerts are decided by: smoothed from the first event on. */
  private double[] smoothed(LearningData learning, Product product, double usual) {
    FeatureTable table = learning.table();
    int[] rows = IntStream.range(0, table.rows()).toArray();
    double[] scores = Scores.of(product.int8(), model.file(), table, rows);
    double[] smoothed = SmoothedScores.of(spec, table, scores, usual);
    return Arrays.stream(learning.split().validation()).mapToDouble(row -> smoothed[row]).toArray();
  }

  private static double median(double[] scores) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private ReportInput reportInput(LearningData learning, Product product) {
    int[] later = learning.split().validation();
    return new ReportInput(
        spec.name(),
        "the validation events, "
            + Times.validation(learning.split())
            + (learning.split().isHeldOut()
                ? ", which also chose epoch and threshold"
                : ", which were learned from too"),
        product.contenders(),
        product.shipped(),
        rows(learning, later),
        product.reduction().pca(),
        product.notes(),
        seed);
  }

  private static LabelledRows rows(LearningData learning, int[] rows) {
    FeatureTable table = learning.table();
    int width = table.width();
    double[] values = new double[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(table.values(), rows[i] * width, values, i * width, width);
    }
    return new LabelledRows(table.names(), values, learning.truth(rows));
  }
}
