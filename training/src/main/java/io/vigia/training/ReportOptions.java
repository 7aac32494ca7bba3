package io.vigia.training;

import io.vigia.training.report.Clocks;
import io.vigia.training.report.CpuTimeEnergy;
import io.vigia.training.report.EfficiencyReport;
import io.vigia.training.report.EnergyMeter;
import io.vigia.training.report.MemoryMeter;
import io.vigia.training.report.MeterPlan;
import io.vigia.training.report.RaplEnergy;
import io.vigia.training.report.ReportInput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether, where and how what was trained is measured. */
final class ReportOptions {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Measure the models and write report.html and report.json there.")
  private Path folder;

  @Option(
      names = "--watts-per-core",
      paramLabel = "W",
      description =
          "For the estimate of energy where the processor's counters cannot be read; 6.75 unless"
              + " given.")
  private double wattsPerCore = CpuTimeEnergy.WATTS_PER_CORE;

  /** Whether a report is asked for. */
  boolean isWanted() {
    return folder != null;
  }

  /** Refuses impossible values, so that long work need not end in that. */
  void check() {
    if (folder != null) {
      EfficiencyReport.checkPlace(folder);
    }
    energy(Clocks.ofThisProcess());
  }

  /** Measures and writes where it was asked for. */
  void write(ReportInput input, Consumer<String> progress) {
    progress.accept("measuring " + input.contenders().size() + " models");
    Clocks clocks = Clocks.ofThisProcess();
    new EfficiencyReport(MeterPlan.STANDARD, clocks, energy(clocks), new MemoryMeter(PATIENCE))
        .write(folder, commandLine(), input);
    progress.accept("report: " + folder.resolve(EfficiencyReport.HTML));
  }

  private EnergyMeter energy(Clocks clocks) {
    CpuTimeEnergy estimate = new CpuTimeEnergy(clocks.cpuNanos(), wattsPerCore);
    return RaplEnergy.find(RaplEnergy.POWERCAP).map(EnergyMeter.class::cast).orElse(estimate);
  }

  private String commandLine() {
    return command.root().name()
        + " "
        + String.join(" ", command.commandLine().getParseResult().originalArgs());
  }
}
