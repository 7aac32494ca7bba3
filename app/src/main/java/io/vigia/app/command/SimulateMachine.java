package io.vigia.app.command;

import io.vigia.app.simulate.machine.MachineParameters;
import io.vigia.app.simulate.machine.MachineSimulator;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigia simulate machine}. */
@Command(
    name = "machine",
    description =
        "Machines with eight sensors each, with planted faults: broken-correlation, drift, stuck.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
public final class SimulateMachine implements Callable<Integer> {
  @Option(names = "--days", defaultValue = "14", description = "Number of days.")
  private int days;

  @Mixin private SimulationOptions simulation;

  @Option(names = "--machines", defaultValue = "4", description = "Number of machines.")
  private int machines;

  @Option(
      names = "--interval",
      defaultValue = "10s",
      paramLabel = "TIME",
      converter = PositiveDuration.class,
      description = "Time between two readings of a machine.")
  private Duration interval;

  @Option(
      names = "--faults-per-week",
      defaultValue = "5",
      description = "Mean number of faults planted in a machine's readings in a week.")
  private double faultsAWeek;

  @Option(names = "--start", defaultValue = "2024-01-01", description = "First day, UTC.")
  private LocalDate start;

  @Override
  public Integer call() throws IOException {
    MachineParameters parameters = new MachineParameters(machines, interval, faultsAWeek, start);
    return simulation.write(days, new MachineSimulator(parameters, simulation.seed()), "anomalies");
  }
}
