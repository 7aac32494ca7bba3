package io.vigia.jobs.command;

import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.offline.OfflineRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A detector and the files it runs on. */
public final class DataOptions {
  @Parameters(index = "0", paramLabel = "DIR", description = "Folder of the detector.")
  private Path folder;

  @Option(
      names = "--data",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "Events: .csv, .csv.gz, .avro or .parquet.")
  private List<Path> data;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = Texts.Time.class,
      description = "First event time of the result; earlier events only warm the state.")
  private Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = Texts.Time.class,
      description = "End of the event times, exclusive.")
  private Instant to;

  @Mixin private ColumnOptions columns;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "Column of the truth; that of the detector's labels unless given.")
  private String label;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Of the job; the number of processors unless given.")
  private int parallelism = Runtime.getRuntime().availableProcessors();

  /**
   * The run that is asked for.
   *
   * @throws IllegalArgumentException for impossible options or missing files
   */
  public OfflineRequest request(Precision precision) {
    return request(folder, precision);
  }

  /** The folder of the detector, as given. */
  public Path folder() {
    return folder;
  }

  /**
   * The same run of another detector.
   *
   * @throws IllegalArgumentException for impossible options or missing files
   */
  public OfflineRequest request(Path detector, Precision precision) {
    if (from != null && to != null && !from.isBefore(to)) {
      throw new IllegalArgumentException(
          "--from " + from + " is not before --to " + to + "; --to is exclusive");
    }
    for (Path file : data) {
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException(file + ": no such file; give existing ones by --data");
      }
    }
    return new OfflineRequest(
        DetectorFiles.read(detector),
        data,
        columns.files(Optional.ofNullable(label)),
        micros(from),
        micros(to),
        precision,
        parallelism);
  }

  private static OptionalLong micros(Instant time) {
    return time == null
        ? OptionalLong.empty()
        : OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, time));
  }
}
