package io.vigia.app.simulate.sensor;

import io.vigia.app.simulate.Draws;
import io.vigia.app.simulate.Simulator;
import io.vigia.schemas.SensorReading;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Readings of {@linkplain Sensor sensors} with planted {@linkplain SensorFault faults}, day by day.
 * A sensor's faults come by a Poisson process; each kind is equally likely (a frequency changes
 * only where something swings), and two faults of a sensor are at least a day apart.
 */
public final class SensorSimulator implements Simulator {
  /** The stream of random numbers of what is usual; days use the sensor's number. */
  static final long PROFILES = -1;

  private static final long MILLIS_OF_DAY = 86_400_000;
  private static final double MILLIS_OF_HOUR = 3_600_000;

  private final SensorParameters parameters;
  private final long seed;
  private final Sensor[] sensors;
  private final long startMillis;
  private final long interval;
  private final int perDay;
  private final Draws faults = new Draws();
  private final Readings readings = new Readings();
  private int nextDay;
  private long nextEpisode;

  /**
   * A simulator before its first day.
   *
   * @param parameters what the sensors are like
   * @param seed the same seed gives the same readings
   */
  public SensorSimulator(SensorParameters parameters, long seed) {
    this.parameters = parameters;
    this.seed = seed;
    sensors = new Sensor[parameters.sensors()];
    for (int i = 0; i < sensors.length; i++) {
      sensors[i] = new Sensor(parameters, seed, i);
    }
    startMillis = parameters.start().atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    interval = parameters.interval().toMillis();
    perDay = (int) (MILLIS_OF_DAY / interval);
  }

  @Override
  public Schema schema() {
    return SensorReading.getClassSchema();
  }

  @Override
  public List<Schema.Field> truth() {
    return List.of(
        new Schema.Field(
            "anomaly", Schema.create(Schema.Type.INT), "1 = part of something planted, 0 = not."),
        new Schema.Field("kind", Schema.create(Schema.Type.STRING), "What; empty where nothing."),
        new Schema.Field(
            "episode", Schema.create(Schema.Type.LONG), "Which time, from 0; -1 where nothing."));
  }

  @Override
  public int stretchesADay() {
    return 1;
  }

  /** The next day; the same object each time. */
  @Override
  public Readings next() {
    readings.clear();
    long first = (long) nextDay * perDay;
    for (int i = 0; i < sensors.length; i++) {
      plant(sensors[i], i, first);
      sensors[i].draws().at(seed, i, nextDay);
    }
    LocalDate day = parameters.start().plusDays(nextDay);
    boolean weekend = day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0;
    for (int slot = 0; slot < perDay; slot++) {
      for (int i = 0; i < sensors.length; i++) {
        read(i, first + slot, slot, weekend);
      }
    }
    nextDay++;
    return readings;
  }

  private void read(int number, long reading, int slot, boolean weekend) {
    Sensor sensor = sensors[number];
    double value = sensor.next(reading, slot * interval / MILLIS_OF_HOUR, weekend);
    double chance = sensor.draws().uniform();
    if (sensor.silent(reading) || chance < parameters.lost() / 2) {
      return;
    }
    // Sensors do not all measure at the same moment.
    long time = startMillis + reading * interval + interval * number / sensors.length;
    readings.add(
        time,
        number,
        reading,
        chance < parameters.lost() ? Double.NaN : value,
        sensor.fault(reading),
        sensor.episode());
  }

  private void plant(Sensor sensor, int number, long first) {
    faults.at(seed, -2L - number, nextDay);
    boolean comes = faults.poisson(StrictMath.exp(-parameters.faultsAWeek() / 7)) > 0;
    long from = first + faults.below(perDay);
    if (!comes || !sensor.sound(from, perDay)) {
      return;
    }
    SensorFault[] kinds = SensorFault.values();
    SensorFault kind = kinds[faults.below(sensor.swings() ? kinds.length : kinds.length - 1)];
    double sign = faults.uniform() < 0.5 ? -1 : 1;
    switch (kind) {
      case SPIKE ->
          sensor.plant(
              kind, from, from + 1 + faults.below(3), sign * faults.uniform(3, 6), nextEpisode);
      case LEVEL_CHANGE ->
          sensor.plant(
              kind, from, from + lasting(6, 24), sign * faults.uniform(1.5, 3), nextEpisode);
      case FLAT_LINE -> sensor.plant(kind, from, from + lasting(2, 8), 0, nextEpisode);
      case MISSING_BEATS -> sensor.plant(kind, from, from + lasting(1, 4), 0, nextEpisode);
      case FREQUENCY_CHANGE ->
          sensor.plant(kind, from, from + lasting(4, 12), sign < 0 ? 0.5 : 2, nextEpisode);
    }
    nextEpisode++;
  }

  /** Readings of some hours, at least two. */
  private long lasting(double fromHours, double toHours) {
    return Math.max(2, Math.round(faults.uniform(fromHours, toHours) * MILLIS_OF_HOUR / interval));
  }
}
