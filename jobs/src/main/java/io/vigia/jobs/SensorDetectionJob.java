package io.vigia.jobs;

import java.util.Map;

/** {@link DetectionJob} with the presets of single sensors: {@code --detector models/sensors}. */
public final class SensorDetectionJob {
  static final Map<String, String> PRESETS =
      Map.of(
          JobOptions.DETECTOR.key(), "models/sensors",
          JobOptions.ALERTS_TOPIC.key(), "sensor-alerts");

  private SensorDetectionJob() {}

  /** Runs the job. */
  public static void main(String[] arguments) throws Exception {
    DetectionJob.run(arguments, PRESETS);
  }
}
