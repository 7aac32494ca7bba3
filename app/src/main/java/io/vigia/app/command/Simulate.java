package io.vigia.app.command;

import io.vigia.app.simulate.SimulatedFile;
import io.vigia.app.simulate.card.CardParameters;
import io.vigia.app.simulate.card.CardSimulator;
import io.vigia.jobs.command.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigia simulate}. */
@Command(
    name = "simulate",
    description = "Writes labelled events of a simulated stream to a file.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
public final class Simulate implements Callable<Integer> {
  private static final List<String> PLANNED = List.of("camera", "sensor", "market", "vitals");

  @Parameters(paramLabel = "STREAM", description = "The stream: card.")
  private String stream;

  @Option(names = "--days", defaultValue = "60", description = "Number of days.")
  private int days;

  @Option(names = "--seed", defaultValue = "7", description = "Same seed, same events.")
  private long seed;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "File to write: .csv, .csv.gz or .avro.")
  private Path out;

  @Mixin private CardOptions card;
  @Mixin private Terminal terminal;

  @Override
  public Integer call() throws IOException {
    if (!stream.equals("card")) {
      throw new IllegalArgumentException(
          "stream '"
              + stream
              + "': "
              + (PLANNED.contains(stream) ? "not available yet" : "unknown")
              + "; available: card");
    }
    if (days < 1) {
      throw new IllegalArgumentException("--days is " + days + "; expected 1 or more");
    }
    CardParameters parameters = card.parameters();
    SimulatedFile file = new SimulatedFile(out);
    SimulatedFile.Summary summary =
        file.write(
            new CardSimulator(parameters, seed),
            days,
            day -> terminal.progress("simulated day " + day + " of " + days));
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("file", out.toString());
    results.put("events", summary.events());
    results.put("frauds", summary.planted());
    terminal.results(results);
    return 0;
  }
}
