package io.vigia.training.report;

import io.vigia.engine.metrics.PermutationImportance;
import io.vigia.engine.score.Scorer;
import io.vigia.jobs.files.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures models and writes down what they cost and what they are worth: {@code report.json} for
 * programs, {@code report.html} for people.
 */
public final class EfficiencyReport {
  /** Name of the report for programs. */
  public static final String JSON = "report.json";

  /** Name of the report for people. */
  public static final String HTML = "report.html";

  private static final int BATCH = 256;

  private final MeterPlan plan;
  private final Clocks clocks;
  private final EnergyMeter energy;
  private final MemoryMeter memory;

  /** A report that measures so. */
  public EfficiencyReport(MeterPlan plan, Clocks clocks, EnergyMeter energy, MemoryMeter memory) {
    this.plan = plan;
    this.clocks = clocks;
    this.energy = energy;
    this.memory = memory;
  }

  /**
   * Refuses a place where reports cannot go, so that long work need not end in that.
   *
   * @throws IllegalArgumentException when something that is no folder stands there
   */
  public static void checkPlace(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "--report " + folder + ": found a file, expected a folder or a new place");
    }
  }

  /**
   * Measures and writes both files, which appear when everything is measured.
   *
   * @param folder where to; made where it is missing
   * @param command what asked for it, in words
   * @throws UncheckedIOException when they cannot be written
   */
  public void write(Path folder, String command, ReportInput input) {
    ReportFacts facts = measure(command, input);
    String json = ReportJson.of(facts);
    String html = ReportHtml.of(facts);
    try {
      AtomicFile.write(
          folder.resolve(HTML),
          page -> {
            Files.writeString(page, html);
            AtomicFile.write(folder.resolve(JSON), part -> Files.writeString(part, json));
          });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + folder + ": " + e.getMessage(), e);
    }
  }

  private ReportFacts measure(String command, ReportInput input) {
    List<Measurement> measurements =
        new EfficiencyMeter(plan, clocks, energy).measure(input.contenders(), input.rows());
    List<PermutationImportance> importance;
    try (Scorer shipped = input.shippedContender().source().open(BATCH)) {
      LabelledRows rows = input.rows();
      importance =
          PermutationImportance.of(
              shipped, rows.featureNames(), rows.values(), rows.labels(), input.seed());
    }
    return new ReportFacts(
        input,
        command,
        measurements,
        memory.measure(input.contenders(), input.rows()),
        energy,
        importance,
        Machine.describe(),
        plan);
  }
}
