package io.vigia.training;

import io.vigia.engine.decide.BudgetThreshold;
import io.vigia.engine.decide.Suppression;
import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.model.DetectorWriter;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.model.Reference;
import io.vigia.engine.onnx.OnnxScorer;
import io.vigia.engine.pca.Pca;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.spec.AlertSpec.Budget;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.FeatureHash;
import io.vigia.engine.spec.ModelSpec;
import io.vigia.engine.spec.ModelSpec.NetworkSpec;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.data.Inputs;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.data.TimeSplit;
import io.vigia.training.data.UnsuitableDataException;
import io.vigia.training.network.Activation;
import io.vigia.training.network.LogisticLoss;
import io.vigia.training.network.Network;
import io.vigia.training.network.NetworkTrainer;
import io.vigia.training.network.PlattCalibration;
import io.vigia.training.network.TrainingOptions;
import io.vigia.training.network.TrainingRows;
import io.vigia.training.onnx.DetectorGraph;
import io.vigia.training.onnx.QuantizationPlan;
import io.vigia.training.report.Contender;
import io.vigia.training.report.LabelledRows;
import io.vigia.training.report.OnnxSource;
import io.vigia.training.report.ReportInput;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Makes a detector folder of a description and the features of labelled events: preprocessing and
 * PCA, a classifier, its calibration, both graphs, the threshold, reference data and model card.
 */
public final class DetectorTrainer {
  private static final int SAMPLE_ROWS = 1_024;
  private static final int GOLDEN_ROWS = 32;
  private static final int SCORING_BATCH = 1_024;

  private final DetectorFiles files;
  private final DetectorSpec spec;
  private final ModelSpec model;
  private final long seed;
  private final Consumer<String> progress;

  /**
   * A trainer of a detector.
   *
   * @param files the description and the event schema; models among them are replaced
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
    model =
        spec.model()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        files.origin() + ": the detector has no 'model' section to train"));
    if (model.network().kind() != NetworkSpec.Kind.CLASSIFIER) {
      throw new IllegalArgumentException(
          files.origin()
              + ": model.network.kind is autoencoder, which cannot be trained yet; expected"
              + " classifier, and a 'labels' section");
    }
    if (spec.labels().isEmpty()) {
      throw new IllegalArgumentException(
          files.origin() + ": a classifier learns from labels; add a 'labels' section");
    }
    if (model.network().hidden().isEmpty()) {
      throw new IllegalArgumentException(
          files.origin()
              + ": model.network.hidden is empty; expected at least one hidden layer, such as"
              + " [64, 32]");
    }
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
    return train(table, data, out, () -> 0, input -> {});
  }

  /**
   * Trains, writes the folder and hands over what a report is made of.
   *
   * @param nanoClock nanoseconds of a clock that only ever advances, for the time of training
   * @param report receives the models that were made, once the folder is there
   * @see #train(FeatureTable, List, Path)
   */
  public ModelCard train(
      FeatureTable table,
      List<ModelCard.DataFile> data,
      Path out,
      LongSupplier nanoClock,
      Consumer<ReportInput> report) {
    long begun = nanoClock.getAsLong();
    TimeSplit split = TimeSplit.of(table);
    List<Reference.Feature> inputs = new ArrayList<>();
    for (int column = 0; column < table.width(); column++) {
      inputs.add(Inputs.describe(table, column, split.fit()));
    }
    InputScale scale = model.training().inputs().orElse(InputScale.LOG);
    Reduction reduction =
        Reduction.fit(table, split.fit(), Preprocessing.of(inputs, scale), model.pca());
    progress.accept(
        String.format(
            Locale.ROOT,
            "%,d events, %,d of them positive; %d inputs reduced to %d",
            split.fit().length,
            TimeSplit.positives(table, split.fit()),
            table.width(),
            reduction.width()));
    float[] fitInputs = reduction.apply(table, split.fit());
    float[] validationInputs = reduction.apply(table, split.validation());
    double[] truth = labels(table, split.validation());
    Network untrained =
        Network.perceptron(
            reduction.width(), model.network().hidden(), Activation.Kind.RELU, 1, seed);
    Network network =
        new NetworkTrainer(TrainingOptions.of(model.training(), split.fit().length), seed, progress)
            .train(
                untrained,
                new TrainingRows(split.fit().length, fitInputs, floats(labels(table, split.fit()))),
                new LogisticLoss(5, 0),
                new NetworkTrainer.Validation(
                    validationInputs,
                    "average precision",
                    logits -> Metrics.of(doubles(logits), truth).averagePrecision()))
            .network();
    PlattCalibration calibration =
        PlattCalibration.fit(network.logits(validationInputs, truth.length), truth);
    DetectorGraph graph = new DetectorGraph(reduction, network, calibration);
    byte[] fp32 = graph.fp32();
    byte[] int8 = graph.int8(QuantizationPlan.calibrate(network, fitInputs));
    double[] fp32Scores = score(fp32, DetectorFiles.FP32_MODEL, table, split.validation());
    double[] int8Scores = score(int8, model.file(), table, split.validation());
    Reference reference =
        new Reference(
            inputs,
            reduction.pca(),
            List.of(),
            sample(table, split.validation()),
            golden(table, split.validation(), fp32, int8));
    TreeMap<String, byte[]> all = new TreeMap<>(files.asMap());
    all.put(model.file(), int8);
    all.put(DetectorFiles.FP32_MODEL, fp32);
    ModelCard card =
        card(
            table,
            split,
            data,
            reduction,
            network,
            threshold(table, split, int8Scores),
            Map.of(
                "fp32", evaluation(split, fp32Scores, truth),
                "int8", evaluation(split, int8Scores, truth)),
            Map.of("fp32", fp32.length, "int8", int8.length));
    double seconds = (nanoClock.getAsLong() - begun) * 1e-9;
    ModelCard written = DetectorWriter.write(out, card, reference, all);
    report.accept(
        new ReportInput(
            spec.name(),
            "the validation events, " + span(split) + ", which also chose epoch and threshold",
            List.of(
                contender("student", card.costs().get("fp32"), fp32, table.width(), seconds),
                contender("student-int8", card.costs().get("int8"), int8, table.width(), seconds)),
            "student-int8",
            rows(table, split.validation(), truth),
            reduction.pca(),
            List.of(),
            seed));
    return written;
  }

  private static Contender contender(
      String name, ModelCard.Cost cost, byte[] graph, int width, double seconds) {
    return new Contender(
        name,
        cost.parameters(),
        graph.length,
        cost.multiplyAdds(),
        seconds,
        new OnnxSource(graph, name, width));
  }

  private static LabelledRows rows(FeatureTable table, int[] rows, double[] labels) {
    int width = table.width();
    double[] values = new double[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(table.values(), rows[i] * width, values, i * width, width);
    }
    return new LabelledRows(table.names(), values, labels);
  }

  private static double[] labels(FeatureTable table, int[] rows) {
    return Arrays.stream(rows).mapToDouble(row -> table.labels()[row] >= 0.5 ? 1 : 0).toArray();
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  /** Scores rows with a graph as the job will. */
  private static double[] score(byte[] graph, String name, FeatureTable table, int[] rows) {
    double[] scores = new double[rows.length];
    try (Scorer scorer = OnnxScorer.open(graph, name, table.width(), SCORING_BATCH)) {
      for (int from = 0; from < rows.length; from += SCORING_BATCH) {
        int count = Math.min(SCORING_BATCH, rows.length - from);
        for (int i = 0; i < count; i++) {
          scorer.put(i, table.values(), rows[from + i] * table.width());
        }
        scorer.run(count);
        for (int i = 0; i < count; i++) {
          scores[from + i] = scorer.score(i);
        }
      }
    }
    return scores;
  }

  /** Validation rows for the admission gate: every positive one up to half, others at random. */
  private Reference.Sample sample(FeatureTable table, int[] rows) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] shuffled = shuffled(rows, random);
    int[] positive =
        Arrays.stream(shuffled)
            .filter(row -> table.labels()[row] >= 0.5)
            .limit(SAMPLE_ROWS / 2)
            .toArray();
    int[] negative =
        Arrays.stream(shuffled)
            .filter(row -> table.labels()[row] < 0.5)
            .limit(SAMPLE_ROWS - positive.length)
            .toArray();
    int[] chosen =
        IntStream.concat(Arrays.stream(positive), Arrays.stream(negative)).sorted().toArray();
    return new Reference.Sample(inputs(table, chosen), floats(labels(table, chosen)));
  }

  private static int[] shuffled(int[] rows, SplittableRandom random) {
    int[] shuffled = rows.clone();
    for (int i = shuffled.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = swap;
    }
    return shuffled;
  }

  private static float[] inputs(FeatureTable table, int[] rows) {
    int width = table.width();
    float[] inputs = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < width; j++) {
        inputs[i * width + j] = (float) table.value(rows[i], j);
      }
    }
    return inputs;
  }

  private Reference.Golden golden(FeatureTable table, int[] rows, byte[] fp32, byte[] int8) {
    int[] chosen = shuffled(rows, new SplittableRandom(seed + 1));
    chosen = Arrays.copyOf(chosen, Math.min(GOLDEN_ROWS, chosen.length));
    return new Reference.Golden(
        inputs(table, chosen),
        score(fp32, DetectorFiles.FP32_MODEL, table, chosen),
        score(int8, model.file(), table, chosen));
  }

  private Optional<ModelCard.Threshold> threshold(
      FeatureTable table, TimeSplit split, double[] scores) {
    if (spec.alerts().budget().isEmpty()) {
      return Optional.empty();
    }
    Budget budget = spec.alerts().budget().get();
    long[] times = Arrays.stream(split.validation()).mapToLong(row -> table.times()[row]).toArray();
    long[] keys =
        Arrays.stream(split.validation()).mapToLong(row -> table.suppressKeys()[row]).toArray();
    Optional<Suppression> suppression =
        spec.alerts().suppress().map(suppress -> Suppression.during(suppress.during()));
    BudgetThreshold.Choice choice =
        new BudgetThreshold(scores, times, keys, suppression)
            .choose(budget, split.validationFrom(), split.validationTo());
    return Optional.of(
        new ModelCard.Threshold(
            choice.threshold(),
            String.format(
                Locale.ROOT,
                "the budget of %s alerts in %s, on int8 scores of %s: %.1f alerts in %s",
                number(budget.alerts()),
                budget.per(),
                span(split),
                choice.perPeriod(),
                budget.per())));
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static String span(TimeSplit split) {
    return time(split.validationFrom()) + " to " + time(split.validationTo() - 1);
  }

  private static String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static ModelCard.Evaluation evaluation(TimeSplit split, double[] scores, double[] truth) {
    Metrics metrics = Metrics.of(scores, truth);
    return new ModelCard.Evaluation(
        "validation, " + span(split) + ", not learned from but used to choose the epoch",
        metrics.events(),
        metrics.positives(),
        metrics.toMap());
  }

  private ModelCard card(
      FeatureTable table,
      TimeSplit split,
      List<ModelCard.DataFile> data,
      Reduction reduction,
      Network network,
      Optional<ModelCard.Threshold> threshold,
      Map<String, ModelCard.Evaluation> metrics,
      Map<String, Integer> bytes) {
    long first = Arrays.stream(table.times()).min().orElseThrow();
    long last = Arrays.stream(table.times()).max().orElseThrow();
    long pcaNumbers = reduction.pca().map(p -> (long) reduction.width() * table.width()).orElse(0L);
    TreeMap<String, ModelCard.Cost> costs = new TreeMap<>();
    bytes.forEach(
        (precision, size) ->
            costs.put(
                precision,
                new ModelCard.Cost(
                    size, network.parameters() + pcaNumbers, network.multiplyAdds() + pcaNumbers)));
    return new ModelCard(
        spec.name(),
        time(last).substring(0, 10) + "." + seed,
        spec.name(),
        table.names(),
        FeatureHash.of(spec),
        new ModelCard.TrainingData(
            data,
            time(first),
            time(last + 1_000_000),
            table.rows(),
            TimeSplit.positives(table, split.fit())
                + TimeSplit.positives(table, split.validation())),
        seed,
        new ModelCard.Network("classifier", model.network().hidden(), "platt"),
        reduction.pca().map(this::card).orElse(null),
        threshold.orElse(null),
        new TreeMap<>(metrics),
        costs,
        new TreeMap<>(Tools.versions()),
        new TreeMap<>());
  }

  private ModelCard.PcaCard card(Pca pca) {
    return new ModelCard.PcaCard(pca.components().length, pca.explained(), pca.whiten());
  }
}
