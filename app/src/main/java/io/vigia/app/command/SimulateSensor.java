package io.vigia.app.command;

import io.vigia.app.simulate.sensor.SensorParameters;
import io.vigia.app.simulate.sensor.SensorSimulator;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigia simulate sensor}. */
@Command(
    name = "sensor",
    description =
        "Sensors that measure one value each, with planted faults: spike, level-change, flat-line,"
            + " missing-beats, frequency-change.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
public final class SimulateSensor implements Callable<Integer> {
  @Option(names = "--days", defaultValue = "60", description = "Number of days.")
  private int days;

  @Mixin private SimulationOptions simulation;

  @Option(names = "--sensors", defaultValue = "20", description = "Number of sensors.")
  private int sensors;

  @Option(
      names = "--interval",
      defaultValue = "5m",
      paramLabel = "TIME",
      converter = PositiveDuration.class,
      description = "Time between two readings of a sensor.")
  private Duration interval;

  @Option(
      names = "--faults-per-week",
      defaultValue = "1",
      description = "Mean number of faults planted in a sensor's readings in a week.")
  private double faultsAWeek;

  @Option(
      names = "--noise",
      defaultValue = "0.1",
      description = "Standard deviation of the noise, as a share of the usual swing.")
  private double noise;

  @Option(
      names = "--lost",
      defaultValue = "0.002",
      description = "Probability that a reading is lost, or has no value.")
  private double lost;

  @Option(names = "--start", defaultValue = "2024-01-01", description = "First day, UTC.")
  private LocalDate start;

  @Override
  public Integer call() throws IOException {
    SensorParameters parameters =
        new SensorParameters(sensors, interval, faultsAWeek, noise, lost, start);
    return simulation.write(days, new SensorSimulator(parameters, simulation.seed()), "anomalies");
  }
}
