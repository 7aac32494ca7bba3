package io.vigia.benchmarks.sensors;

import io.vigia.benchmarks.harness.Folders;
import io.vigia.benchmarks.report.BenchmarkResult;
import io.vigia.benchmarks.report.Machine;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.model.Precision;
import io.vigia.engine.model.Sha256;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.jobs.files.FileOptions;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.jobs.offline.OfflineJob;
import io.vigia.jobs.offline.OfflineRequest;
import io.vigia.training.DetectorTrainer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Whether somebody is in a room, by its sensors and without the time of the day: a detector with a
 * schema of its own learns from the training file and is scored on both tests, by a job; beside it
 * logistic regression and one threshold on the light. All thresholds are from the training file:
 * the score or light that is right most often there.
 */
public final class OccupancyBenchmark {
  /** Name of the benchmark. */
  public static final String NAME = "occupancy";

  private static final List<String> TESTS = List.of("datatest", "datatest2");
  private static final int SEEDS = 3;
  private static final String HALF = "0.5";

  private final Path data;
  private final Consumer<String> progress;

  /**
   * A benchmark.
   *
   * @param data folder of the occupancy data
   * @param progress receives lines about what is going on
   */
  public OccupancyBenchmark(Path data, Consumer<String> progress) {
    this.data = data;
    this.progress = progress;
  }

  /**
   * The detector's description and its schema.
   *
   * @param threshold the score from which on it says that somebody is there
   */
  static DetectorFiles detector(String threshold) {
    TreeMap<String, byte[]> files = new TreeMap<>();
    for (String name : List.of(DetectorFiles.SPEC, "room-reading.avsc")) {
      try (InputStream in = OccupancyBenchmark.class.getResourceAsStream("occupancy/" + name)) {
        files.put(name, in.readAllBytes());
      } catch (IOException e) {
        throw new IllegalStateException("resource occupancy/" + name, e);
      }
    }
    String yaml = new String(files.get(DetectorFiles.SPEC), StandardCharsets.UTF_8);
    String changed = yaml.replace("threshold: " + HALF, "threshold: " + threshold);
    files.put(DetectorFiles.SPEC, changed.getBytes(StandardCharsets.UTF_8));
    return new DetectorFiles("occupancy", files);
  }

  /**
   * Runs ours and the rivals.
   *
   * @throws IllegalArgumentException when the folder is another
   */
  public BenchmarkResult run() throws IOException {
    OccupancyFile training = OccupancyFile.read(data, "datatraining.txt");
    List<OccupancyFile> tests = new ArrayList<>();
    for (String test : TESTS) {
      tests.add(OccupancyFile.read(data, test + ".txt"));
    }
    Path work = Files.createTempDirectory("vigia-occupancy-");
    try {
      List<Map<String, Object>> rows = new ArrayList<>(ours(training, tests, work));
      rows.addAll(
          rival(
              "logistic-regression-light-co2",
              LogisticRegression.fit(training, OccupancyFile.LIGHT, OccupancyFile.LIGHT + 1),
              tests));
      int[] all = IntStream.range(0, OccupancyFile.NAMES.size()).toArray();
      rows.addAll(rival("logistic-regression-all", LogisticRegression.fit(training, all), tests));
      double light =
          limit(
              Arrays.stream(training.values()).mapToDouble(v -> v[OccupancyFile.LIGHT]).toArray(),
              training.occupied());
      rows.addAll(
          rival(
              "light-from-" + Math.round(light),
              values -> values[OccupancyFile.LIGHT] >= light,
              tests));
      rows.addAll(rival("nobody-ever", values -> false, tests));
      return new BenchmarkResult(NAME, Machine.here(), rows);
    } finally {
      Folders.delete(work);
    }
  }

  private List<Map<String, Object>> ours(
      OccupancyFile training, List<OccupancyFile> tests, Path work) throws IOException {
    Path learned = training.write(work.resolve("training.csv"));
    DetectorFiles described = detector(HALF);
    FeatureTable table = OfflineJob.features(request(described, learned));
    double[][] accuracies = new double[tests.size()][SEEDS];
    for (int seed = 1; seed <= SEEDS; seed++) {
      Path folder = work.resolve("trained");
      ModelCard.DataFile file = new ModelCard.DataFile("training.csv", Sha256.of(learned));
      train(described, seed, table, file, folder);
      Path known = work.resolve("known.csv");
      OfflineJob.score(request(DetectorFiles.read(folder), learned), known);
      // The same seed gives the same graphs: only the threshold is another.
      double limit = limit(scores(known), training.occupied());
      train(detector(Double.toString(limit)), seed, table, file, folder);
      for (int i = 0; i < tests.size(); i++) {
        Path csv = tests.get(i).write(work.resolve(TESTS.get(i) + ".csv"));
        Path scores = work.resolve("scores.csv");
        OfflineJob.score(request(DetectorFiles.read(folder), csv), scores);
        accuracies[i][seed - 1] = tally(tests.get(i), scores).accuracy();
      }
      progress.accept("seed " + seed + ": " + Arrays.deepToString(accuracies));
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < tests.size(); i++) {
      rows.add(row("vigia, " + TESTS.get(i), Arrays.stream(accuracies[i]).average().orElseThrow()));
      rows.get(i).put("worst_of_seeds", Arrays.stream(accuracies[i]).min().orElseThrow());
    }
    return rows;
  }

  private static void train(
      DetectorFiles described, long seed, FeatureTable table, ModelCard.DataFile file, Path out) {
    new DetectorTrainer(described, DetectorSpecReader.read(described), seed, line -> {})
        .train(table, List.of(file), out);
  }

  private static double[] scores(Path scores) throws IOException {
    return Files.readAllLines(scores).stream()
        .skip(1)
        .mapToDouble(line -> Double.parseDouble(line.split(",")[2]))
        .toArray();
  }

  /** The number from which on saying yes is right most often. */
  static double limit(double[] numbers, boolean[] truth) {
    Integer[] order = new Integer[numbers.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> -numbers[i]));
    double limit = Math.nextUp(numbers[order[0]]);
    int right = 0;
    int best = 0;
    for (int i = 0; i < order.length; i++) {
      right += truth[order[i]] ? 1 : -1;
      boolean isLast = i == order.length - 1 || numbers[order[i + 1]] < numbers[order[i]];
      if (isLast && right > best) {
        best = right;
        limit = i == order.length - 1 ? numbers[order[i]] : middle(numbers, order[i], order[i + 1]);
      }
    }
    return limit;
  }

  private static double middle(double[] numbers, int above, int below) {
    return numbers[below] + (numbers[above] - numbers[below]) / 2;
  }

  private static OfflineRequest request(DetectorFiles detector, Path file) {
    return new OfflineRequest(
        detector,
        List.of(file),
        FileOptions.defaults(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Precision.INT8,
        1);
  }

  private static Tally tally(OccupancyFile file, Path scores) throws IOException {
    List<String> lines = Files.readAllLines(scores);
    if (lines.size() != file.rows() + 1) {
      throw new IllegalStateException(
          (lines.size() - 1) + " scores of " + file.rows() + " readings");
    }
    Tally tally = Tally.NONE;
    for (int i = 0; i < file.rows(); i++) {
      tally = tally.plus(lines.get(i + 1).split(",")[3].equals("1"), file.occupied()[i]);
    }
    return tally;
  }

  private static List<Map<String, Object>> rival(
      String name, OccupancyFile.Rule rule, List<OccupancyFile> tests) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < tests.size(); i++) {
      rows.add(row(name + ", " + TESTS.get(i), tests.get(i).tally(rule).accuracy()));
    }
    return rows;
  }

  private static Map<String, Object> row(String name, double accuracy) {
    Map<String, Object> row = BenchmarkResult.row(name);
    row.put("value", accuracy);
    row.put("unit", "accuracy");
    return row;
  }
}
