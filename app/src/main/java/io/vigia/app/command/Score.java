package io.vigia.app.command;

import io.vigia.engine.model.Precision;
import io.vigia.jobs.command.DataOptions;
import io.vigia.jobs.command.Terminal;
import io.vigia.jobs.offline.OfflineJob;
import io.vigia.jobs.offline.ScoreSummary;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigia score}. */
@Command(
    name = "score",
    description = "Runs a detector's job on files, in event-time order, and writes the scores.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Score implements Callable<Integer> {
  @Mixin private DataOptions data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "File to write: event_id,event_time,score,alert,tier,late.")
  private Path out;

  @Option(
      names = "--precision",
      defaultValue = "int8",
      description = "int8, fp32, or auto: what model gate admits; int8 unless given.")
  private Precision precision;

  @Mixin private Terminal terminal;

  @Override
  public Integer call() {
    ScoreSummary summary;
    try (Working working = Working.on(terminal, "scoring")) {
      summary = OfflineJob.score(data.request(precision), out);
    }
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("events", summary.events());
    results.put("late", summary.late());
    results.put("dead_letters", summary.deadLetters());
    results.put("alerts", summary.alerts());
    results.put("seconds", summary.seconds());
    results.put("events_per_second", summary.eventsPerSecond());
    terminal.results(results);
    return 0;
  }
}
