package io.vigia.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigia.engine.model.DetectorWriter;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.model.Precision;
import io.vigia.engine.model.Sha256;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.engine.spec.Durations;
import io.vigia.engine.spec.SpecException;
import io.vigia.jobs.files.FileOptions;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.jobs.offline.OfflineJob;
import io.vigia.jobs.offline.OfflineRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigia train}: a complete detector folder from a description and labelled data. */
@Command(
    name = "vigia train",
    description = {
      "Makes a complete detector folder from a detector.yaml and labelled events.",
      "The features are computed by the code that computes them in the job."
    },
    mixinStandardHelpOptions = true,
    version = "vigia 0.1.0-SNAPSHOT",
    sortOptions = false)
public final class TrainCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "DIR",
      description = "Folder with a detector.yaml, and its event schema.")
  private Path detector;

  @Option(
      names = "--data",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files of events: .csv, .csv.gz, .avro or .parquet, in the order given.")
  private List<Path> data;

  @Option(
      names = "--from",
      converter = TimeConverter.class,
      description = "First event time to learn from, inclusive; earlier ones warm the features.")
  private Instant from;

  @Option(
      names = "--to",
      converter = TimeConverter.class,
      description = "End of the event times, exclusive; nothing from there on is seen.")
  private Instant to;

  @Option(
      names = "--map",
      paramLabel = "COLUMN=FIELD",
      description = "A column of the files and the event's field that it holds.")
  private Map<String, String> map = new LinkedHashMap<>();

  @Option(
      names = "--time-unit",
      converter = DurationConverter.class,
      defaultValue = "1ms",
      description =
          "Unit of times that are numbers, such as 1s or 40ms (default: ${DEFAULT-VALUE}).")
  private Duration timeUnit;

  @Option(
      names = "--time-origin",
      converter = TimeConverter.class,
      defaultValue = "1970-01-01T00:00:00Z",
      description = "Where such times begin (default: ${DEFAULT-VALUE}).")
  private Instant timeOrigin;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of everything random; the same seed gives the same folder (default: 1).")
  private long seed;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder to make.")
  private Path out;

  @Option(names = "--json", description = "Print the model card as one line of JSON.")
  private boolean json;

  private TrainCommand() {}

  /** Runs the command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    return new CommandLine(new TrainCommand())
        .setParameterExceptionHandler(
            (e, args) -> {
              e.getCommandLine().getErr().println("vigia: " + e.getMessage());
              e.getCommandLine().getErr().println("see vigia train --help");
              return CommandLine.ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(
            (e, command, result) -> {
              command.getErr().println("vigia: " + e.getMessage());
              if ("1".equals(System.getenv("VIGIA_TRACE"))) {
                e.printStackTrace(command.getErr());
              }
              boolean isUse = e instanceof IllegalArgumentException || e instanceof SpecException;
              return isUse ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
            })
        .execute(arguments);
  }

  @Override
  public Integer call() throws IOException {
    Consumer<String> progress =
        line -> {
          System.err.println(line);
          System.err.flush();
        };
    DetectorFiles files = DetectorFiles.read(detector);
    DetectorSpec spec = DetectorSpecReader.read(files);
    DetectorTrainer trainer = new DetectorTrainer(files, spec, seed, progress);
    if (from != null && to != null && !from.isBefore(to)) {
      throw new IllegalArgumentException("--from " + from + " is not before --to " + to);
    }
    DetectorWriter.checkPlace(out);
    List<ModelCard.DataFile> read = new ArrayList<>();
    for (Path file : data) {
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException(file + ": no such file; give an existing one");
      }
      read.add(new ModelCard.DataFile(file.getFileName().toString(), Sha256.of(file)));
    }
    progress.accept("computing the features of " + data);
    FeatureTable table =
        OfflineJob.features(
            new OfflineRequest(
                files,
                data,
                new FileOptions(map, timeUnit, timeOrigin, Optional.empty()),
                micros(from),
                micros(to),
                Precision.INT8,
                Runtime.getRuntime().availableProcessors()));
    ModelCard card = trainer.train(table, read, out);
    if (json) {
      System.out.println(new ObjectMapper().readTree(card.toJson()));
    } else {
      System.out.println(out + ": " + card.name() + " " + card.version());
      card.metrics()
          .forEach(
              (precision, measured) ->
                  System.out.println(
                      precision + ", " + measured.data() + ": " + measured.values()));
    }
    return CommandLine.ExitCode.OK;
  }

  private static OptionalLong micros(Instant time) {
    return time == null
        ? OptionalLong.empty()
        : OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, time));
  }

  /** Times on the command line: ISO-8601, a date standing for its first moment in UTC. */
  static final class TimeConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return text.length() == 10
            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
            : OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeParseException e) {
        throw new CommandLine.TypeConversionException(
            "'" + text + "'; expected a time such as 2018-04-01 or 2018-04-01T00:00:00Z");
      }
    }
  }

  /** Durations on the command line, written as in a detector. */
  static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Durations.parse(text)
          .filter(duration -> !duration.isZero())
          .orElseThrow(
              () ->
                  new CommandLine.TypeConversionException(
                      "'" + text + "'; expected a duration such as 1s or 40ms"));
    }
  }
}
