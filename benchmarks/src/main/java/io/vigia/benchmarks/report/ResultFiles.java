package io.vigia.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A result as files beside each other: NAME.json, NAME.md and NAME.svg. */
public final class ResultFiles {

  private ResultFiles() {}

  /**
   * Writes a result.
   *
   * @param folder is made where it is missing
   * @param plotted figures that the plot shows, at most three; none: no plot
   */
  public static void write(BenchmarkResult result, Path folder, List<String> plotted)
      throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(result.benchmark() + ".json"), result.toJson() + "\n");
    Files.writeString(folder.resolve(result.benchmark() + ".md"), result.toMarkdown());
    if (!plotted.isEmpty()) {
      Files.writeString(folder.resolve(result.benchmark() + ".svg"), BarChart.svg(result, plotted));
    }
  }
}
