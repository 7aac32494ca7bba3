package io.vigia.benchmarks.nab;

import io.vigia.benchmarks.report.BenchmarkResult;
import io.vigia.benchmarks.report.Machine;
import io.vigia.engine.decide.Suppression;
import io.vigia.engine.model.Detector;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The Numenta Anomaly Benchmark: a detector of sensor readings and a random cut forest on the files
 * of a folder, by the benchmark's published scoring, beside published figures.
 */
public final class NabBenchmark {
  /** Name of the benchmark. */
  public static final String NAME = "nab";

  private static final String UNIT = "NAB score, standard profile, one threshold";
  private static final int ALL_FILES = 58;
  private static final int WITHOUT_KNOWN_CAUSES = 51;

  /**
   * Figures that others have published, by detector: on all 58 files, and on the 51 of them that
   * are not in the folder realKnownCause.
   */
  private static final List<Published> PUBLISHED =
      List.of(
          new Published("ARTime (given each file's range)", 74.9, 77.0),
          new Published("CAD-OSE (given each file's range)", 69.9, 75.4),
          new Published("Numenta HTM (given each file's range)", 70.1, 73.0),
          new Published("numentaTM", 64.6, 68.6),
          new Published("random cut forest", 51.7, 55.1),
          new Published("windowed Gaussian", 39.6, 44.8));

  private record Published(String detector, double all, double withoutKnownCauses) {}

  private final Path root;
  private final DetectorFiles detector;
  private final Optional<Path> out;
  private final Consumer<String> progress;

  /**
   * A benchmark.
   *
   * @param root folder of the data
   * @param detector folder of a detector of sensor readings
   * @param out where scores go in the benchmark's own layout; empty for nowhere
   * @param progress receives lines about what is going on
   */
  public NabBenchmark(Path root, Path detector, Optional<Path> out, Consumer<String> progress) {
    this.root = root;
    this.detector = DetectorFiles.read(detector);
    this.out = out;
    this.progress = progress;
  }

  /** Runs all. */
  public BenchmarkResult run() throws IOException {
    List<NabFile> files = NabCorpus.read(root);
    files.stream()
        .filter(file -> !file.isLabelled())
        .forEach(file -> progress.accept(file.path() + " has no labels; it is not scored"));
    DetectorSpec spec = DetectorSpecReader.read(detector);
    Silence silence =
        new Silence(
            spec.alerts().suppress().map(suppress -> Suppression.during(suppress.during())));
    progress.accept("scoring " + files.size() + " files by " + spec.name());
    List<double[]> ours = new VigiaScores(detector).of(files);
    List<Map<String, Object>> rows = new ArrayList<>();
    NabVerdict verdict = add("vigia", files, ours, silence, rows);
    own(files, ours, spec, silence).ifPresent(rows::add);
    if (out.isPresent()) {
      double threshold = Double.isNaN(verdict.threshold()) ? 2 : verdict.threshold();
      List<double[]> silenced = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        silenced.add(NabResults.silenced(files.get(i), ours.get(i), threshold, silence));
      }
      NabResults.write(files, silenced, out.get());
      add("vigia, any threshold on the scores as written", files, silenced, none(), rows);
    }
    add("vigia, without silence", files, ours, none(), rows);
    progress.accept("scoring by a random cut forest");
    List<double[]> forest = new ForestScores().of(files);
    add("random cut forest", files, forest, none(), rows);
    add("random cut forest, with the same silence", files, forest, silence, rows);
    published(files, rows);
    return new BenchmarkResult(NAME, Machine.here(), rows);
  }

  private static Silence none() {
    return new Silence(Optional.empty());
  }

  private NabVerdict add(
      String name,
      List<NabFile> files,
      List<double[]> scores,
      Silence silence,
      List<Map<String, Object>> rows) {
    List<NabFile> labelled = new ArrayList<>();
    List<double[]> theirs = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      if (files.get(i).isLabelled()) {
        labelled.add(files.get(i));
        theirs.add(scores.get(i));
      }
    }
    NabVerdict verdict =
        NabScore.windows(labelled) == 0
            ? new NabVerdict(Double.NaN, Double.NaN, Double.NaN)
            : NabVerdict.of(labelled, theirs, silence);
    Map<String, Object> row = BenchmarkResult.row(name);
    if (!Double.isNaN(verdict.best())) {
      row.put("value", verdict.best());
      row.put("unit", UNIT);
      row.put("threshold", verdict.threshold());
      if (!Double.isNaN(verdict.foldersOut())) {
        row.put("leave_one_folder_out", verdict.foldersOut());
      }
    } else {
      row.put("unit", "no labels, no score");
    }
    row.put("files", labelled.size());
    row.put("windows", NabScore.windows(labelled));
    progress.accept(row.toString());
    rows.add(row);
    return verdict;
  }

  /** At the threshold that the detector came with, which knows nothing of these files. */
  private Optional<Map<String, Object>> own(
      List<NabFile> files, List<double[]> scores, DetectorSpec spec, Silence silence) {
    double threshold = Detector.threshold(detector, spec, card());
    double sum = 0;
    int windows = 0;
    for (int i = 0; i < files.size(); i++) {
      NabFile file = files.get(i);
      if (file.isLabelled()) {
        boolean[] alarms = silence.of(file, scores.get(i), threshold);
        sum += NabScore.of(file, NabScore.worths(file), alarms);
        windows += file.windows().size();
      }
    }
    if (windows == 0) {
      return Optional.empty();
    }
    Map<String, Object> row = BenchmarkResult.row("vigia, by the detector's own threshold");
    row.put("value", NabScore.normalised(sum, windows));
    row.put("unit", UNIT);
    row.put("threshold", threshold);
    return Optional.of(row);
  }

  private ModelCard card() {
    byte[] json = detector.asMap().get(DetectorFiles.CARD);
    if (json == null) {
      throw new IllegalArgumentException(
          detector.origin() + " has no " + DetectorFiles.CARD + "; train it first");
    }
    return ModelCard.read(json, detector.origin());
  }

  /** Only beside the same number of files are they worth a look. */
  private static void published(List<NabFile> files, List<Map<String, Object>> rows) {
    long labelled = files.stream().filter(NabFile::isLabelled).count();
    if (labelled != ALL_FILES && labelled != WITHOUT_KNOWN_CAUSES) {
      return;
    }
    for (Published published : PUBLISHED) {
      Map<String, Object> row = BenchmarkResult.row("published: " + published.detector());
      row.put("value", labelled == ALL_FILES ? published.all() : published.withoutKnownCauses());
      row.put("unit", UNIT + "; not measured here");
      rows.add(row);
    }
  }
}
