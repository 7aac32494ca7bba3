package io.vigia.jobs;

import java.util.Map;

/**
 * {@link DetectionJob} with the presets of machines with several sensors: {@code --detector
 * models/sensors-multi}.
 */
public final class MachineDetectionJob {
  static final Map<String, String> PRESETS =
      Map.of(
          JobOptions.DETECTOR.key(), "models/sensors-multi",
          JobOptions.ALERTS_TOPIC.key(), "machine-alerts");

  private MachineDetectionJob() {}

  /** Runs the job. */
  public static void main(String[] arguments) throws Exception {
    DetectionJob.run(arguments, PRESETS);
  }
}
