package io.vigia.benchmarks.tracks;

import io.vigia.jobs.command.ColumnOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
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

  @Mixin private ColumnOptions columns;

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
    if (seeds < 1) {
      throw new IllegalArgumentException("--seeds is " + seeds + "; expected 1 at least");
    }
    return new TracksBenchmark(
        detector,
        train,
        test,
        columns.files(Optional.empty()),
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
