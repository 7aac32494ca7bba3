package io.vigia.benchmarks.tracks;

import io.vigia.benchmarks.report.BenchmarkResult;
import io.vigia.benchmarks.report.Machine;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.model.Precision;
import io.vigia.engine.model.Sha256;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.engine.spec.ModelSpec.PcaSpec;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.jobs.files.FileOptions;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.jobs.offline.GroupedTable;
import io.vigia.jobs.offline.OfflineJob;
import io.vigia.jobs.offline.OfflineRequest;
import io.vigia.training.DetectorTrainer;
import io.vigia.training.data.LearningData;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.data.TimeSplit;
import io.vigia.training.folder.SmoothedScores;
import io.vigia.training.learned.LearnedPasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A detector of tracked objects, trained as {@code vigia train} does and scored as {@code vigia
 * score} does, beside rivals on the same events, features and smoothing: the Mahalanobis distance,
 * the distance to the fifth nearest of the events that were learned from, and the width of the box
 * alone, which is not smoothed. Measured by area under the ROC curve, by person and by frame.
 */
public final class TracksBenchmark {
  /** The name by which it is asked for. */
  public static final String NAME = "tracks";

  private static final int NEIGHBOURS = 5;
  private static final int KNOWN_ROWS = 20_000;
  private static final String CAMERA = "camera_id";

  private final Path detector;
  private final Path train;
  private final Path test;
  private final FileOptions options;
  private final Labels labels;
  private final int seeds;
  private final Consumer<String> progress;

  /**
   * Columns of the truth in the file of test events.
   *
   * @param person whether the event's person is an anomaly
   * @param frame whether there is one in the event's frame
   */
  public record Labels(String person, String frame) {}

  /**
   * A benchmark.
   *
   * @param detector folder of the detector, trained or not
   * @param train events to learn from
   * @param test events to measure on
   * @param options how both files are read
   * @param seeds how many models are trained, by seeds from 1
   * @param progress receives lines about what is going on
   */
  public TracksBenchmark(
      Path detector,
      Path train,
      Path test,
      FileOptions options,
      Labels labels,
      int seeds,
      Consumer<String> progress) {
    this.detector = detector;
    this.train = train;
    this.test = test;
    this.options = options;
    this.labels = labels;
    this.seeds = seeds;
    this.progress = progress;
  }

  /** Runs it. */
  public BenchmarkResult run() throws IOException {
    OfflineRequest untrained =
        new OfflineRequest(
            DetectorFiles.read(detector),
            List.of(train),
            options,
            OptionalLong.empty(),
            OptionalLong.empty(),
            Precision.INT8,
            Runtime.getRuntime().availableProcessors());
    OfflineRequest learning = new LearnedPasses(untrained, progress).run();
    DetectorSpec spec = DetectorSpecReader.read(learning.detector());
    progress.accept("computing features");
    FeatureTable known = OfflineJob.features(learning);
    FeatureTable asked = OfflineJob.features(testRequest(learning, labels.person()));
    GroupedTable boxes =
        OfflineJob.groups(
            testRequest(learning, labels.person()), List.of("x1", "x2"), List.of(List.of(CAMERA)));
    TrackTruth truth =
        new TrackTruth(
            boxes.groups(),
            asked.times(),
            asked.labels(),
            OfflineJob.features(testRequest(learning, labels.frame())).labels());

    List<Map<String, Object>> rows = new ArrayList<>();
    double[][] trained = new double[seeds][];
    for (int seed = 1; seed <= seeds; seed++) {
      double[] scores = autoencoder(learning, spec, known, seed);
      trained[seed - 1] = new double[] {truth.frameAuc(scores), truth.personAuc(scores)};
      rows.add(row("vigia-int8-seed-" + seed, trained[seed - 1]));
    }
    rows.add(0, row("vigia-int8", mean(trained)));
    progress.accept("rivals");
    rivals(spec, known, asked, truth, rows);
    double[] widths =
        IntStream.range(0, boxes.rows())
            .mapToDouble(row -> boxes.value(row, 1) - boxes.value(row, 0))
            .toArray();
    rows.add(row("box-width", new double[] {truth.frameAuc(widths), truth.personAuc(widths)}));
    return new BenchmarkResult(NAME, Machine.here(), rows);
  }

  private OfflineRequest testRequest(OfflineRequest learning, String label) {
    return new OfflineRequest(
        learning.detector(),
        List.of(test),
        new FileOptions(
            options.columns(), options.timeUnit(), options.timeOrigin(), Optional.of(label)),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Precision.INT8,
        learning.parallelism());
  }

  /** Trains a folder and scores the test events by the job. */
  private double[] autoencoder(
      OfflineRequest learning, DetectorSpec spec, FeatureTable known, long seed)
      throws IOException {
    progress.accept("training by seed " + seed);
    Path folder = Files.createTempDirectory("vigia-tracks-");
    Path scores = folder.resolve("scores.csv");
    try {
      Path model = folder.resolve("model");
      new DetectorTrainer(learning.detector(), spec, seed, line -> {})
          .train(
              known,
              List.of(new ModelCard.DataFile(train.getFileName().toString(), Sha256.of(train))),
              model);
      OfflineJob.score(
          testRequest(learning, labels.person()).with(DetectorFiles.read(model)), scores);
      return Files.readAllLines(scores).stream()
          .skip(1)
          .mapToDouble(TracksBenchmark::score)
          .toArray();
    } finally {
      delete(folder);
    }
  }

  /** The score of a line; an id may hold commas, what stands behind it does not. */
  private static double score(String line) {
    String[] cells = line.split(",");
    return Double.parseDouble(cells[cells.length - 4]);
  }

  private void rivals(
      DetectorSpec spec,
      FeatureTable known,
      FeatureTable asked,
      TrackTruth truth,
      List<Map<String, Object>> rows) {
    TimeSplit split = TimeSplit.unlabelled(known);
    LearningData data = LearningData.of(known, split);
    Preprocessing preprocessing =
        Preprocessing.of(
            data.inputs(), InputScale.LINEAR, spec.model().orElseThrow().training().clip());
    int[] all = IntStream.range(0, asked.rows()).toArray();

    Reduction whitened =
        Reduction.fit(
            known,
            split.fit(),
            preprocessing,
            Optional.of(new PcaSpec(OptionalDouble.of(1), OptionalInt.empty(), true)));
    double[] usual = Distances.lengths(whitened.apply(known, split.validation()), whitened.width());
    double[] found = Distances.lengths(whitened.apply(asked, all), whitened.width());
    rows.add(row("mahalanobis", smoothed(spec, asked, truth, found, usual)));

    Reduction plain = Reduction.fit(known, split.fit(), preprocessing, Optional.empty());
    int[] neighbours = Distances.some(split.fit(), KNOWN_ROWS, 1);
    float[] seen = plain.apply(known, neighbours);
    int[] later = Distances.some(split.validation(), KNOWN_ROWS / 10, 1);
    double[] usualDistance =
        Distances.nearest(seen, plain.apply(known, later), plain.width(), NEIGHBOURS);
    double[] distances =
        Distances.nearest(seen, plain.apply(asked, all), plain.width(), NEIGHBOURS);
    Map<String, Object> nearest =
        row("5-nearest-neighbours", smoothed(spec, asked, truth, distances, usualDistance));
    nearest.put("of_rows", neighbours.length);
    rows.add(nearest);
  }

  /** Both figures of log distances that are smoothed as the detector smooths its scores. */
  private static double[] smoothed(
      DetectorSpec spec, FeatureTable table, TrackTruth truth, double[] logs, double[] usual) {
    double[] scores = Arrays.stream(logs).map(TracksBenchmark::sigmoid).toArray();
    if (!spec.smooth().isEmpty()) {
      double[] sorted = Arrays.stream(usual).sorted().toArray();
      scores = SmoothedScores.of(spec, table, scores, sigmoid(sorted[sorted.length / 2]));
    }
    return new double[] {truth.frameAuc(scores), truth.personAuc(scores)};
  }

  /** Smoothing works on the log-odds of scores: these are the logarithms again. */
  private static double sigmoid(double log) {
    return 1 / (1 + Math.exp(-log));
  }

  private static double[] mean(double[][] figures) {
    double[] mean = new double[2];
    for (double[] each : figures) {
      mean[0] += each[0] / figures.length;
      mean[1] += each[1] / figures.length;
    }
    return mean;
  }

  private static Map<String, Object> row(String name, double[] figures) {
    Map<String, Object> row = BenchmarkResult.row(name);
    row.put("frame_auc", figures[0]);
    row.put("person_auc", figures[1]);
    return row;
  }

  private static void delete(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
