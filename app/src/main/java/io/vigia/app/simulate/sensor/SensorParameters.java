package io.vigia.app.simulate.sensor;

import io.vigia.app.simulate.Limits;
import java.time.Duration;
import java.time.LocalDate;

/**
 * What the simulated sensors are like.
 *
 * @param sensors number of sensors
 * @param interval time between two readings of a sensor
 * @param faultsAWeek mean number of faults planted in a sensor's readings in a week
 * @param noise standard deviation of the noise, as a share of the usual swing
 * @param lost probability that a reading is lost on its way, or has no value
 * @param start first day, UTC
 */
public record SensorParameters(
    int sensors,
    Duration interval,
    double faultsAWeek,
    double noise,
    double lost,
    LocalDate start) {

  /** Checks each number, by the name of its option. */
  public SensorParameters {
    Limits.within("sensors", sensors, 1, 1_000_000);
    Limits.interval("interval", interval);
    Limits.within("faults-per-week", faultsAWeek, 0, 100);
    Limits.within("noise", noise, 0, 10);
    Limits.within("lost", lost, 0, 0.5);
  }

  /** Twenty sensors, a reading every five minutes. */
  public static SensorParameters defaults() {
    return new SensorParameters(20, Duration.ofMinutes(5), 1, 0.1, 0.002, LocalDate.of(2024, 1, 1));
  }
}
