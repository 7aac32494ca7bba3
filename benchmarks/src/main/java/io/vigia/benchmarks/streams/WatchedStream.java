package io.vigia.benchmarks.streams;

import io.vigia.app.simulate.Simulator;
import io.vigia.app.simulate.camera.CameraParameters;
import io.vigia.app.simulate.camera.CameraSimulator;
import io.vigia.app.simulate.machine.MachineParameters;
import io.vigia.app.simulate.machine.MachineSimulator;
import io.vigia.app.simulate.sensor.SensorParameters;
import io.vigia.app.simulate.sensor.SensorSimulator;
import java.time.Duration;
import java.util.Locale;

/** The streams that are measured, with as many keys as a deployment has some. */
enum WatchedStream {
  /** Sixteen cameras by day and night. */
  CAMERA("models/camera-tracks") {
    @Override
    Simulator simulator() {
      CameraParameters usual = CameraParameters.defaults();
      return new CameraSimulator(
          new CameraParameters(
              16,
              usual.peopleAnHour(),
              usual.framesASecond(),
              usual.anomaliesAnHour(),
              usual.jitter(),
              usual.missed(),
              usual.start()),
          SEED);
    }
  },

  /** Ten thousand sensors, a reading every five minutes. */
  SENSOR("models/sensors") {
    @Override
    Simulator simulator() {
      SensorParameters usual = SensorParameters.defaults();
      return new SensorSimulator(
          new SensorParameters(
              10_000,
              usual.interval(),
              usual.faultsAWeek(),
              usual.noise(),
              usual.lost(),
              usual.start()),
          SEED);
    }
  },

  /** A thousand machines, a reading every minute. */
  MACHINE("models/sensors-multi") {
    @Override
    Simulator simulator() {
      MachineParameters usual = MachineParameters.defaults();
      return new MachineSimulator(
          new MachineParameters(1000, Duration.ofMinutes(1), usual.faultsAWeek(), usual.start()),
          SEED);
    }
  };

  private static final long SEED = 11;

  private final String folder;

  WatchedStream(String folder) {
    this.folder = folder;
  }

  /** Folder of the shipped detector, from the root of the project. */
  String folder() {
    return folder;
  }

  /** As the command has it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A simulator before its first event. */
  abstract Simulator simulator();
}
