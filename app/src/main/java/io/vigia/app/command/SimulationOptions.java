package io.vigia.app.command;

import io.vigia.app.simulate.SimulatedFile;
import io.vigia.app.simulate.Simulator;
import io.vigia.jobs.command.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every {@code vigia simulate} has, and how it writes its file. */
public final class SimulationOptions {
  @Option(names = "--seed", defaultValue = "7", description = "Same seed, same events.")
  private long seed;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "File to write: .csv, .csv.gz or .avro.")
  private Path out;

  @Mixin private Terminal terminal;

  /** The seed given. */
  long seed() {
    return seed;
  }

  /**
   * Writes the file and says what it holds.
   *
   * @param days number of days
   * @param simulator of the stream
   * @param planted what the events that are part of something planted are called
   */
  int write(int days, Simulator simulator, String planted) throws IOException {
    if (days < 1) {
      throw new IllegalArgumentException("--days is " + days + "; expected 1 or more");
    }
    SimulatedFile.Summary summary =
        new SimulatedFile(out)
            .write(
                simulator, days, day -> terminal.progress("simulated day " + day + " of " + days));
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("file", out.toString());
    results.put("events", summary.events());
    results.put(planted, summary.planted());
    terminal.results(results);
    return 0;
  }
}
