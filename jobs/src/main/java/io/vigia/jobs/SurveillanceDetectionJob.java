package io.vigia.jobs;

import java.util.Map;

/**
 * {@link DetectionJob} with the presets of camera surveillance: {@code --detector
 * models/camera-tracks}.
 */
public final class SurveillanceDetectionJob {
  static final Map<String, String> PRESETS =
      Map.of(
          JobOptions.DETECTOR.key(), "models/camera-tracks",
          JobOptions.ALERTS_TOPIC.key(), "surveillance-alerts");

  private SurveillanceDetectionJob() {}

  /** Runs the job. */
  public static void main(String[] arguments) throws Exception {
    DetectionJob.run(arguments, PRESETS);
  }
}
