package io.vigia.app.command;

import io.vigia.app.simulate.camera.CameraParameters;
import io.vigia.app.simulate.camera.CameraSimulator;
import java.io.IOException;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigia simulate camera}. */
@Command(
    name = "camera",
    description =
        "People tracked by cameras, with planted anomalies: running, wrong-way, loitering,"
            + " thrown-object, abandoned-object, crowd-surge, closed-zone, closed-hours.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
public final class SimulateCamera implements Callable<Integer> {
  @Option(names = "--days", defaultValue = "1", description = "Number of days.")
  private int days;

  @Mixin private SimulationOptions simulation;

  @Option(names = "--cameras", defaultValue = "4", description = "Number of cameras.")
  private int cameras;

  @Option(
      names = "--people-per-hour",
      defaultValue = "30",
      description = "Mean number of people who come into a camera's view in an hour.")
  private double peopleAnHour;

  @Option(
      names = "--frames-per-second",
      defaultValue = "25",
      description = "Pictures a second of each camera.")
  private int framesASecond;

  @Option(
      names = "--anomalies-per-hour",
      defaultValue = "0.5",
      description = "Mean number of anomalies planted before a camera in an hour.")
  private double anomaliesAnHour;

  @Option(
      names = "--jitter",
      defaultValue = "0.015",
      description = "Standard deviation of a box's edges, as a share of its height.")
  private double jitter;

  @Option(
      names = "--missed",
      defaultValue = "0.03",
      description = "Probability that there is no box of somebody in a frame.")
  private double missed;

  @Option(names = "--start", defaultValue = "2024-01-01", description = "First day, UTC.")
  private LocalDate start;

  @Override
  public Integer call() throws IOException {
    CameraParameters parameters =
        new CameraParameters(
            cameras, peopleAnHour, framesASecond, anomaliesAnHour, jitter, missed, start);
    return simulation.write(days, new CameraSimulator(parameters, simulation.seed()), "anomalies");
  }
}
