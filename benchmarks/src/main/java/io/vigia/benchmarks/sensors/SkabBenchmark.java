package io.vigia.benchmarks.sensors;

import io.vigia.benchmarks.harness.Folders;
import io.vigia.benchmarks.report.BenchmarkResult;
import io.vigia.benchmarks.report.Machine;
import io.vigia.benchmarks.sensors.FolderChoice.Choice;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Outlier detection on the Skoltech Anomaly Benchmark: each detector learns from the first 400 rows
 * of a file and is scored on the rest; F1 is pooled over all files. Inputs, share of the variance
 * and limit are chosen on the files of other folders than those that are scored, for ours and for
 * each rival alike. Ours then runs as a job: a folder a file, trained and scored as {@code vigia
 * train} and {@code vigia score} do.
 */
public final class SkabBenchmark {
  /** Name of the benchmark. */
  public static final String NAME = "skab";

  private static final double[] VARIANCES = {0.7, 0.8, 0.85, 0.9};
  private static final long GAP_SECONDS = 3_600;

  private final Path data;
  private final Consumer<String> progress;

  /**
   * A benchmark.
   *
   * @param data folder of SKAB
   * @param progress receives lines about what is going on
   */
  public SkabBenchmark(Path data, Consumer<String> progress) {
    this.data = data;
    this.progress = progress;
  }

  /**
   * Runs ours and the rivals.
   *
   * @throws IllegalArgumentException when the folder is not that of SKAB
   */
  public BenchmarkResult run() throws IOException {
    List<SkabFile> files = SkabFile.readAll(data);
    progress.accept(files.size() + " files");
    Path work = Files.createTempDirectory("vigia-skab-");
    try {
      return run(files, write(files, work), work);
    } finally {
      Folders.delete(work);
    }
  }

  private static List<Path> write(List<SkabFile> files, Path work) throws IOException {
    List<Path> written = new ArrayList<>();
    long start = 0;
    for (SkabFile file : files) {
      Path csv = work.resolve(file.name().replace('/', '-') + ".csv");
      file.write(csv, start);
      written.add(csv);
      start += file.length() + GAP_SECONDS;
    }
    return written;
  }

  private BenchmarkResult run(List<SkabFile> files, List<Path> written, Path work)
      throws IOException {
    List<List<SkabMeasures>> measures = new ArrayList<>();
    List<FeatureTable> tables = new ArrayList<>();
    for (SkabDetector detector : SkabDetector.ALL) {
      progress.accept("features: " + detector.words());
      FeatureTable table = OfflineJob.features(request(detector.forest(), written));
      tables.add(table);
      measures.add(parts(files, table));
    }
    FolderChoice choice = new FolderChoice(files);
    progress.accept("choosing settings, each on other folders");
    List<Choice> ours = choice.choose(byVariance(measures, SkabMeasures::reconstruction));
    List<Map<String, Object>> rows = new ArrayList<>();
    rows.add(row("vigia", job(files, written, tables, ours, work), settings(ours)));
    rows.add(rival("t2-and-q", choice, byVariance(measures, SkabMeasures::hotellingAndError)));
    rows.add(rival("mahalanobis", choice, bySet(measures, set -> SkabMeasures::mahalanobis)));
    progress.accept("random cut forests");
    rows.add(
        rival(
            "random-cut-forest",
            choice,
            bySet(
                measures,
                set -> {
                  DetectorFiles forest = SkabDetector.ALL.get(set).forest();
                  return of -> of.forest(forest);
                })));
    rows.add(row("flag-everything", everything(files), ""));
    return new BenchmarkResult(NAME, Machine.here(), rows);
  }

  private static List<SkabMeasures> parts(List<SkabFile> files, FeatureTable table) {
    List<SkabMeasures> parts = new ArrayList<>();
    int from = 0;
    for (SkabFile file : files) {
      parts.add(new SkabMeasures(SkabMeasures.slice(table, from, from + file.rows())));
      from += file.rows();
    }
    return parts;
  }

  private static OfflineRequest request(DetectorFiles detector, List<Path> files) {
    return new OfflineRequest(
        detector,
        files,
        FileOptions.defaults(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Precision.INT8,
        1);
  }

  private interface ByVariance {
    double[] of(SkabMeasures measures, double variance);
  }

  private static List<Candidate> byVariance(List<List<SkabMeasures>> measures, ByVariance measure) {
    List<Candidate> candidates = new ArrayList<>();
    for (int set = 0; set < measures.size(); set++) {
      for (double variance : VARIANCES) {
        candidates.add(
            candidate(
                String.format(
                    Locale.ROOT, "%s, %.0f %%", SkabDetector.ALL.get(set).words(), 100 * variance),
                set,
                variance,
                measures.get(set),
                of -> measure.of(of, variance)));
      }
    }
    return candidates;
  }

  private static List<Candidate> bySet(
      List<List<SkabMeasures>> measures,
      Function<Integer, Function<SkabMeasures, double[]>> measure) {
    List<Candidate> candidates = new ArrayList<>();
    for (int set = 0; set < measures.size(); set++) {
      candidates.add(
          candidate(
              SkabDetector.ALL.get(set).words(),
              set,
              Double.NaN,
              measures.get(set),
              measure.apply(set)));
    }
    return candidates;
  }

  private static Candidate candidate(
      String setting,
      int set,
      double variance,
      List<SkabMeasures> files,
      Function<SkabMeasures, double[]> measure) {
    double[][] ratios =
        files.stream().map(file -> Candidate.ratios(measure.apply(file))).toArray(double[][]::new);
    return new Candidate(setting, set, variance, ratios);
  }

  /** Each file by a folder of its own, trained on its first rows and scored by a job. */
  private Tally job(
      List<SkabFile> files,
      List<Path> written,
      List<FeatureTable> tables,
      List<Choice> choices,
      Path work)
      throws IOException {
    Map<String, Choice> byFolder =
        choices.stream().collect(Collectors.toMap(Choice::folder, Function.identity()));
    Tally tally = Tally.NONE;
    int from = 0;
    for (int i = 0; i < files.size(); i++) {
      SkabFile file = files.get(i);
      Choice choice = byFolder.get(file.folder());
      Candidate candidate = choice.candidate();
      DetectorFiles described =
          SkabDetector.ALL.get(candidate.set()).pca(candidate.variance(), choice.limit());
      FeatureTable first =
          SkabMeasures.slice(tables.get(candidate.set()), from, from + SkabFile.LEARNED);
      Path folder = work.resolve("detector");
      new DetectorTrainer(described, DetectorSpecReader.read(described), 1, line -> {})
          .train(
              first,
              List.of(
                  new ModelCard.DataFile(
                      written.get(i).getFileName().toString(), Sha256.of(written.get(i)))),
              folder);
      Path scores = work.resolve("scores.csv");
      OfflineJob.score(request(DetectorFiles.read(folder), List.of(written.get(i))), scores);
      tally = tally.plus(alerts(file, scores));
      from += file.rows();
      progress.accept("trained and scored " + file.name());
    }
    return tally;
  }

  private static Tally alerts(SkabFile file, Path scores) throws IOException {
    List<String> lines = Files.readAllLines(scores);
    if (lines.size() != file.rows() + 1) {
      throw new IllegalStateException(
          file.name() + ": " + (lines.size() - 1) + " scores of " + file.rows() + " readings");
    }
    Tally tally = Tally.NONE;
    for (int i = SkabFile.LEARNED; i < file.rows(); i++) {
      tally = tally.plus(lines.get(i + 1).split(",")[3].equals("1"), file.anomaly()[i]);
    }
    return tally;
  }

  private static Tally everything(List<SkabFile> files) {
    Tally tally = Tally.NONE;
    for (SkabFile file : files) {
      for (int i = SkabFile.LEARNED; i < file.rows(); i++) {
        tally = tally.plus(true, file.anomaly()[i]);
      }
    }
    return tally;
  }

  private Map<String, Object> rival(String name, FolderChoice choice, List<Candidate> candidates) {
    List<Choice> choices = choice.choose(candidates);
    return row(name, choice.score(choices), settings(choices));
  }

  private static String settings(List<Choice> choices) {
    return choices.stream().map(Choice::text).collect(Collectors.joining("; "));
  }

  private Map<String, Object> row(String name, Tally tally, String settings) {
    Map<String, Object> row = BenchmarkResult.row(name);
    row.put("value", tally.f1());
    row.put("unit", "F1");
    row.put("precision", tally.precision());
    row.put("recall", tally.recall());
    row.put("chosen_on_other_folders", settings);
    progress.accept(row.toString());
    return row;
  }
}
