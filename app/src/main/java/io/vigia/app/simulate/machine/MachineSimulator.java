package io.vigia.app.simulate.machine;

import io.vigia.app.simulate.Draws;
import io.vigia.app.simulate.Simulator;
import io.vigia.schemas.MachineReading;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Readings of {@linkplain Machine machines} with planted {@linkplain MachineFault faults}, day by
 * day. A machine's faults come by a Poisson process; each kind and each sensor is equally likely,
 * and two faults of a machine are at least two hours apart.
 */
public final class MachineSimulator implements Simulator {
  /** The stream of random numbers of what is usual; days use the machine's number. */
  static final long PROFILES = -1;

  private static final long MILLIS_OF_DAY = 86_400_000;
  private static final double MILLIS_OF_HOUR = 3_600_000;
  private static final double MILLIS_OF_MINUTE = 60_000;

  private final MachineParameters parameters;
  private final long seed;
  private final Machine[] machines;
  private final long startMillis;
  private final long interval;
  private final int perDay;
  private final Draws faults = new Draws();
  private final MachineReadings readings = new MachineReadings();
  private int nextDay;
  private long nextEpisode;

  /**
   * A simulator before its first day.
   *
   * @param parameters what the machines are like
   * @param seed the same seed gives the same readings
   */
  public MachineSimulator(MachineParameters parameters, long seed) {
    this.parameters = parameters;
    this.seed = seed;
    machines = new Machine[parameters.machines()];
    for (int i = 0; i < machines.length; i++) {
      machines[i] = new Machine(parameters, seed, i);
    }
    startMillis = parameters.start().atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    interval = parameters.interval().toMillis();
    perDay = (int) (MILLIS_OF_DAY / interval);
  }

  @Override
  public Schema schema() {
    return MachineReading.getClassSchema();
  }

  @Override
  public List<Schema.Field> truth() {
    Schema flag = Schema.create(Schema.Type.INT);
    return List.of(
        new Schema.Field("anomaly", flag, "1 = part of something planted, 0 = not."),
        new Schema.Field("kind", Schema.create(Schema.Type.STRING), "What; empty where nothing."),
        new Schema.Field("sensor", flag, "In which of the values, from 0; -1 where nothing."),
        new Schema.Field(
            "episode", Schema.create(Schema.Type.LONG), "Which time, from 0; -1 where nothing."));
  }

  @Override
  public int stretchesADay() {
    return 1;
  }

  /** The next day; the same object each time. */
  @Override
  public MachineReadings next() {
    readings.clear();
    long first = (long) nextDay * perDay;
    for (int i = 0; i < machines.length; i++) {
      plant(machines[i], i, first);
      machines[i].draws().at(seed, i, nextDay);
    }
    for (int slot = 0; slot < perDay; slot++) {
      for (int i = 0; i < machines.length; i++) {
        Machine machine = machines[i];
        long reading = first + slot;
        readings.add(
            // Machines do not all report at the same moment.
            startMillis + reading * interval + interval * i / machines.length,
            i,
            reading,
            machine.next(reading, slot * interval / MILLIS_OF_HOUR),
            machine.fault(reading),
            machine.faulty(),
            machine.episode());
      }
    }
    nextDay++;
    return readings;
  }

  private void plant(Machine machine, int number, long first) {
    faults.at(seed, -2L - number, nextDay);
    long rest = Math.round(2 * MILLIS_OF_HOUR / interval);
    int left = faults.poisson(StrictMath.exp(-parameters.faultsAWeek() / 7));
    // One fault a day is enough: a machine that has many is rarely run on.
    if (left == 0) {
      return;
    }
    long from = first + faults.below(perDay);
    if (!machine.sound(from, rest)) {
      return;
    }
    MachineFault kind = MachineFault.values()[faults.below(MachineFault.values().length)];
    int sensor = faults.below(Machine.SENSORS);
    double sign = faults.uniform() < 0.5 ? -1 : 1;
    switch (kind) {
      case BROKEN_CORRELATION ->
          machine.plant(kind, sensor, from, from + lasting(10, 60), 0, nextEpisode);
      case DRIFT ->
          machine.plant(
              kind,
              sensor,
              from,
              from + lasting(60, 240),
              sign * faults.uniform(0.8, 1.5),
              nextEpisode);
      case STUCK -> machine.plant(kind, sensor, from, from + lasting(20, 120), 0, nextEpisode);
    }
    nextEpisode++;
  }

  /** Readings of some minutes, at least two. */
  private long lasting(double fromMinutes, double toMinutes) {
    return Math.max(
        2, Math.round(faults.uniform(fromMinutes, toMinutes) * MILLIS_OF_MINUTE / interval));
  }
}
