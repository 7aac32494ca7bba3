package io.vigia.app.simulate.sensor;

import io.vigia.app.simulate.Draws;

/**
 * One sensor: what is usual for it, and its state from reading to reading.
 *
 * <p>The value is a level, that drifts, plus a season of the day (one or two peaks), smaller on
 * weekends where people make it, plus a swing of some ten minutes to hours where a machine cycles,
 * plus noise whose neighbours resemble each other (autoregressive of order one).
 */
final class Sensor {
  private static final double NOISE_INERTIA = 0.5;
  private static final double DRIFT_DAYS = 30;
  private static final double HOURS_OF_DAY = 24;

  private final Draws draws = new Draws();
  private final double level;
  private final double daily;
  private final double peak;
  private final double twice;
  private final double weekend;
  private final double swing;
  private final double swingHours;
  private final double noise;
  private final double stepDays;

  private double noiseNow;
  private double driftNow;
  private double phase;
  private double last = Double.NaN;
  private SensorFault fault;
  private long faultFrom = Long.MIN_VALUE;
  private long faultUntil = Long.MIN_VALUE;
  private double faultSize;
  private long episode;

  Sensor(SensorParameters parameters, long seed, int number) {
    draws.at(seed, SensorSimulator.PROFILES, number);
    stepDays = parameters.interval().toMillis() / 86_400_000.0;
    double unit = StrictMath.pow(10, draws.uniform(-1, 2));
    // By turns: driven by the weather, by people, by a machine's cycle, by nothing.
    int kind = number % 4;
    level = unit * draws.uniform(3, 10);
    daily = kind == 3 ? 0 : unit * draws.uniform(0.5, 1.5) * (kind == 2 ? 0.3 : 1);
    peak = draws.uniform(8, 18);
    twice = kind == 1 ? draws.uniform(0.3, 0.8) : 0;
    weekend = kind == 1 ? draws.uniform(0.3, 0.7) : 1;
    swing = kind == 2 ? unit * draws.uniform(0.7, 1.5) : 0;
    double shortest = Math.max(0.5, 8 * 24 * stepDays);
    swingHours = draws.uniform(shortest, 4 * shortest);
    noise = parameters.noise() * unit;
    phase = draws.uniform(0, 2 * Math.PI);
  }

  /** Whether it swings, so that its frequency can change. */
  boolean swings() {
    return swing > 0;
  }

  /** The random numbers of its day. */
  Draws draws() {
    return draws;
  }

  /** How far its value usually moves. */
  private double size() {
    return 0.7 * (daily + swing) + 3 * noise + 0.05 * level;
  }

  /** Whether a fault has been over for so many readings. */
  boolean sound(long reading, long rest) {
    return reading >= faultUntil + rest;
  }

  /** Plants a fault in the readings from one to another, exclusive. */
  void plant(SensorFault kind, long from, long until, double times, long number) {
    fault = kind;
    faultFrom = from;
    faultUntil = until;
    faultSize = times;
    episode = number;
  }

  /** The fault of a reading; null where there is none. */
  SensorFault fault(long reading) {
    if (fault == SensorFault.MISSING_BEATS) {
      return reading == faultUntil ? fault : null;
    }
    return reading >= faultFrom && reading < faultUntil ? fault : null;
  }

  /** Whether a reading does not come. */
  boolean silent(long reading) {
    return fault == SensorFault.MISSING_BEATS && reading >= faultFrom && reading < faultUntil;
  }

  long episode() {
    return episode;
  }

  /** What it measures next. */
  double next(long reading, double hour, boolean isWeekend) {
    noiseNow =
        NOISE_INERTIA * noiseNow
            + draws.normal(0, noise * Math.sqrt(1 - NOISE_INERTIA * NOISE_INERTIA));
    driftNow +=
        -driftNow * stepDays / DRIFT_DAYS + draws.normal(0, 0.1 * size() * Math.sqrt(stepDays));
    SensorFault now = fault(reading);
    double faster = now == SensorFault.FREQUENCY_CHANGE ? faultSize : 1;
    phase += faster * 2 * Math.PI * HOURS_OF_DAY * stepDays / swingHours;
    double angle = 2 * Math.PI * (hour - peak) / HOURS_OF_DAY;
    double season = StrictMath.cos(angle) + twice * StrictMath.cos(2 * angle);
    double value =
        level
            + driftNow
            + daily * season * (isWeekend ? weekend : 1)
            + swing * StrictMath.sin(phase)
            + noiseNow;
    if (now == SensorFault.SPIKE || now == SensorFault.LEVEL_CHANGE) {
      value += faultSize * size();
    }
    if (now != SensorFault.FLAT_LINE || Double.isNaN(last)) {
      last = Math.rint(value * 1000) / 1000;
    }
    return last;
  }
}
