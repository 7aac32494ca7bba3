package io.vigia.app.command;

import io.vigia.app.evaluate.Evaluation;
import io.vigia.app.evaluate.EvaluationRequest;
import io.vigia.jobs.command.Terminal;
import io.vigia.jobs.command.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigia evaluate}. */
@Command(
    name = "evaluate",
    description =
        "Holds scores against the truth: AUC ROC, average precision, precision@k, recall at 1 %%"
            + " false positives, calibration error.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Evaluate implements Callable<Integer> {
  @Option(
      names = "--scores",
      required = true,
      paramLabel = "FILE",
      description = "File that vigia score wrote.")
  private Path scores;

  @Option(
      names = "--data",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "The events that were scored, with the truth: .csv, .csv.gz, .avro or .parquet.")
  private List<Path> data;

  @Option(
      names = "--label",
      required = true,
      paramLabel = "COLUMN",
      description = "Column of the truth in the data: 1 or 0 (true or false), empty = unknown.")
  private String label;

  @Option(
      names = "--id",
      paramLabel = "COLUMN",
      description =
          "Column of the event id in the data; event_id, transaction_id or the first one unless"
              + " given.")
  private String id;

  @Option(
      names = "--group-by",
      paramLabel = "COLUMN",
      description = "Rank what shares a value, such as a card, as one.")
  private String groupBy;

  @Option(
      names = "--top",
      defaultValue = "100",
      paramLabel = "K",
      description = "k of precision@k; ${DEFAULT-VALUE} unless given.")
  private int top;

  @Option(
      names = "--per",
      paramLabel = "PERIOD",
      converter = Texts.Period.class,
      description =
          "Take the k highest of each day (or hour, week, 6h, …) and average; groups found in one"
              + " are left out of the later ones.")
  private Duration per;

  @Option(
      names = "--drop-known",
      paramLabel = "COLUMN",
      description =
          "On each day leave out cards (or other keys) with a positive event on a day from"
              + " --known-from up to --known-delay and a day before it.")
  private String dropKnown;

  @Option(
      names = "--known-from",
      paramLabel = "TIME",
      converter = Texts.Time.class,
      description = "See --drop-known; the beginning of the data unless given.")
  private Instant knownFrom = Instant.EPOCH;

  @Option(
      names = "--known-delay",
      paramLabel = "DURATION",
      converter = Texts.Length.class,
      description = "See --drop-known; 0s unless given.")
  private Duration knownDelay = Duration.ZERO;

  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description =
          "Column of the event time in the data, for --drop-known; event_time, tx_time or the first"
              + " with time in its name unless given.")
  private String time;

  @Option(
      names = "--map",
      paramLabel = "COLUMN=FIELD",
      description = "A column of the data stands for a field; may be repeated.")
  private Map<String, String> columns = new LinkedHashMap<>();

  @Option(
      names = "--time-unit",
      paramLabel = "DURATION",
      converter = Texts.Length.class,
      description = "Unit of times that are numbers; found from the scores unless given.")
  private Duration timeUnit;

  @Option(
      names = "--time-origin",
      paramLabel = "TIME",
      converter = Texts.Time.class,
      description = "Where times that are numbers begin; found from the scores unless given.")
  private Instant timeOrigin;

  @Mixin private Terminal terminal;

  @Override
  public Integer call() throws IOException {
    terminal.results(
        Evaluation.of(
            new EvaluationRequest(
                scores,
                data,
                columns,
                label,
                Optional.ofNullable(id),
                Optional.ofNullable(time),
                Optional.ofNullable(timeUnit),
                Optional.ofNullable(timeOrigin),
                Optional.ofNullable(groupBy),
                top,
                Optional.ofNullable(per),
                Optional.ofNullable(dropKnown),
                knownFrom,
                knownDelay)));
    return 0;
  }
}
