package io.vigia.benchmarks.tracks;

import io.vigia.jobs.command.Texts;
import io.vigia.jobs.files.FileOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Options of {@code vigia bench tracks}; those of the files are the ones of train and score. */
public final class TracksOptions {
  @Option(
      names = "--train",
      paramLabel = "FILE",
      description = "Of tracks: events to learn from: .csv, .csv.gz, .avro or .parquet.")
  private Path train;

  @Option(names = "--test", paramLabel = "FILE", description = "Of tracks: labelled events.")
  private Path test;

  @Option(
      names = "--map",
      paramLabel = "COLUMN=FIELD",
      description = "A column of the files stands for a field of the schema; may be repeated.")
  private Map<String, String> columns = new LinkedHashMap<>();

  @Option(
      names = "--time-unit",
      paramLabel = "DURATION",
      converter = Texts.Length.class,
      description = "Unit of times that are numbers, such as 1s or 40ms; 1ms unless given.")
  private Duration timeUnit = Duration.ofMillis(1);

  @Option(
      names = "--time-origin",
      paramLabel = "TIME",
      converter = Texts.Time.class,
      description = "Where times that are numbers begin; 1970 unless given.")
  private Instant timeOrigin = Instant.EPOCH;

  @Option(
      names = "--person-label",
      paramLabel = "COLUMN",
      defaultValue = "abnormal_person",
      description = "Of tracks: column of the truth about the person (default: ${DEFAULT-VALUE}).")
  private String personLabel;

  @Option(
      names = "--frame-label",
      paramLabel = "COLUMN",
      defaultValue = "abnormal_frame",
      description = "Of tracks: column of the truth about the frame (default: ${DEFAULT-VALUE}).")
  private String frameLabel;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Of tracks: models to train, by seeds from 1 (default: ${DEFAULT-VALUE}).")
  private int seeds;

  /**
   * The benchmark that is asked for.
   *
   * @throws IllegalArgumentException for impossible options or missing files
   */
  public TracksBenchmark benchmark(Path detector, Consumer<String> progress) {
    check("--train", train);
    check("--test", test);
    if (seeds < 1 || timeUnit.isZero()) {
      throw new IllegalArgumentException(
          "--seeds is " + seeds + " and --time-unit " + timeUnit + "; expected 1 and 1ms at least");
    }
    return new TracksBenchmark(
        detector,
        train,
        test,
        new FileOptions(columns, timeUnit, timeOrigin, Optional.empty()),
        new TracksBenchmark.Labels(personLabel, frameLabel),
        seeds,
        progress);
  }

  private static void check(String option, Path file) {
    if (file == null) {
      throw new IllegalArgumentException(option + " is missing; give a file of events");
    }
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          file + ": no such file; give an existing one by " + option);
    }
  }
}
