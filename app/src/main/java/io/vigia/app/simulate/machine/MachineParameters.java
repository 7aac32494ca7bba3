package io.vigia.app.simulate.machine;

import io.vigia.app.simulate.Limits;
import java.time.Duration;
import java.time.LocalDate;

/**
 * What the simulated machines are like.
 *
 * @param machines number of machines
 * @param interval time between two readings of a machine
 * @param faultsAWeek mean number of faults planted in a machine's readings in a week
 * @param start first day, UTC
 */
public record MachineParameters(
    int machines, Duration interval, double faultsAWeek, LocalDate start) {

  /** Checks each number, by the name of its option. */
  public MachineParameters {
    Limits.within("machines", machines, 1, 100_000);
    Limits.interval("interval", interval);
    Limits.within("faults-per-week", faultsAWeek, 0, 100);
  }

  /** Four machines, a reading every ten seconds. */
  public static MachineParameters defaults() {
    return new MachineParameters(4, Duration.ofSeconds(10), 5, LocalDate.of(2024, 1, 1));
  }
}
