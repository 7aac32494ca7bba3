package io.vigia.app.simulate.machine;

import io.vigia.app.simulate.Draws;

/**
 * A pump that circulates water, with eight sensors like those of the Skoltech Anomaly Benchmark (I.
 * D. Katser and V. O. Kozitsin, 2020): two of vibration, current, pressure, temperature of the
 * motor, temperature of the water, voltage, flow.
 *
 * <p>All follow the pump's speed, which moves between operating points and around them: flow is
 * proportional to the speed, pressure to its square, power to its cube (the affinity laws of
 * pumps); temperatures follow slowly, above the air's, which has a season of the day.
 */
final class Machine {
  /** Number of sensors. */
  static final int SENSORS = 8;

  private static final int TEMPERATURE = 4;
  private static final int WATER = 5;
  private static final double WANDER = 0.02;
  private static final double POINT_SECONDS = 120;
  private static final double WANDER_SECONDS = 300;
  private static final double POINT_LASTS_SECONDS = 2 * 3600;
  private static final double MOTOR_SECONDS = 900;
  private static final double WATER_SECONDS = 1800;

  /** Noise of each sensor, in its unit. */
  private static final double[] NOISE = {0.004, 0.005, 0.02, 0.015, 0.15, 0.1, 0.6, 0.25};

  /** How far each sensor's value moves with the speed, in its unit. */
  private static final double[] RANGE = {0.1, 0.08, 0.7, 0.8, 6, 2, 2, 9};

  private final Draws draws = new Draws();
  private final double[] gain = new double[SENSORS];
  private final double air;
  private final double seconds;

  private final Drive drive = new Drive();
  // What a sensor follows that does not belong to the others.
  private final Drive other = new Drive();
  private final double[] values = new double[SENSORS];
  private double motor = Double.NaN;
  private double water;
  private double otherMotor;
  private double otherWater;

  private MachineFault fault;
  private int faulty;
  private long faultFrom = Long.MIN_VALUE;
  private long faultUntil = Long.MIN_VALUE;
  private double faultSize;
  private long episode;

  /** A speed, as a share of the highest, that wanders around an operating point. */
  private final class Drive {
    private double point = 0.7;
    private double wanted = 0.7;
    private double wander;

    double next() {
      if (draws.uniform() < seconds / POINT_LASTS_SECONDS) {
        wanted = 0.5 + 0.1 * draws.below(5);
      }
      point += Math.min(1, seconds / POINT_SECONDS) * (wanted - point);
      double share = Math.min(1, seconds / WANDER_SECONDS);
      wander += -share * wander + draws.normal(0, WANDER * Math.sqrt(2 * share));
      return point + wander;
    }
  }

  Machine(MachineParameters parameters, long seed, int number) {
    draws.at(seed, MachineSimulator.PROFILES, number);
    seconds = parameters.interval().toMillis() / 1000.0;
    air = draws.uniform(15, 22);
    for (int i = 0; i < SENSORS; i++) {
      gain[i] = draws.uniform(0.9, 1.1);
    }
  }

  /** The random numbers of its day. */
  Draws draws() {
    return draws;
  }

  /** Whether a fault has been over for so many readings. */
  boolean sound(long reading, long rest) {
    return reading >= faultUntil + rest;
  }

  void plant(MachineFault kind, int sensor, long from, long until, double size, long number) {
    fault = kind;
    faulty = sensor;
    faultFrom = from;
    faultUntil = until;
    faultSize = size;
    episode = number;
  }

  /** The fault of a reading; null where there is none. */
  MachineFault fault(long reading) {
    return reading >= faultFrom && reading < faultUntil ? fault : null;
  }

  /** Number of the sensor that the last fault is of. */
  int faulty() {
    return faulty;
  }

  long episode() {
    return episode;
  }

  /** What its sensors measure next; the same array each time. */
  double[] next(long reading, double hour) {
    double outside = air + 3 * StrictMath.cos(2 * Math.PI * (hour - 15) / 24);
    double speed = drive.next();
    double unrelated = other.next();
    if (Double.isNaN(motor)) {
      motor = warm(outside, speed);
      water = lukewarm(outside, speed);
      otherMotor = motor;
      otherWater = water;
    }
    motor += Math.min(1, seconds / MOTOR_SECONDS) * (warm(outside, speed) - motor);
    water += Math.min(1, seconds / WATER_SECONDS) * (lukewarm(outside, speed) - water);
    otherMotor += Math.min(1, seconds / MOTOR_SECONDS) * (warm(outside, unrelated) - otherMotor);
    otherWater +=
        Math.min(1, seconds / WATER_SECONDS) * (lukewarm(outside, unrelated) - otherWater);
    MachineFault now = fault(reading);
    for (int i = 0; i < SENSORS; i++) {
      boolean broken = i == faulty && now == MachineFault.BROKEN_CORRELATION;
      double value =
          broken ? measure(i, unrelated, otherMotor, otherWater) : measure(i, speed, motor, water);
      double noise = draws.normal(0, NOISE[i]);
      if (i == faulty && now == MachineFault.DRIFT) {
        value += faultSize * RANGE[i] * (reading - faultFrom + 1) / (faultUntil - faultFrom);
      }
      if (i != faulty || now != MachineFault.STUCK) {
        values[i] = Math.rint((value + noise) * 10_000) / 10_000;
      }
    }
    return values;
  }

  private static double warm(double outside, double speed) {
    return outside + 30 * speed * speed * speed;
  }

  private static double lukewarm(double outside, double speed) {
    return outside + 8 * speed;
  }

  private double measure(int sensor, double speed, double motorNow, double waterNow) {
    return switch (sensor) {
      case 0 -> gain[0] * (0.02 + 0.25 * speed * speed);
      case 1 -> gain[1] * (0.04 + 0.20 * speed * speed);
      case 2 -> gain[2] * (0.4 + 1.8 * speed * speed * speed);
      case 3 -> gain[3] * 2.5 * speed * speed;
      case TEMPERATURE -> motorNow;
      case WATER -> waterNow;
      case 6 -> 230 - 10 * gain[6] * speed;
      default -> gain[7] * 32 * speed;
    };
  }
}
