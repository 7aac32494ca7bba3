package io.vigia.jobs;

import java.util.Map;

/** {@link DetectionJob} with the presets of card fraud: {@code --detector models/card-fraud}. */
public final class FraudDetectionJob {
  static final Map<String, String> PRESETS =
      Map.of(
          JobOptions.DETECTOR.key(), "models/card-fraud",
          JobOptions.ALERTS_TOPIC.key(), "fraud-alerts");

  private FraudDetectionJob() {}

  /** Runs the job. */
  public static void main(String[] arguments) throws Exception {
    DetectionJob.run(arguments, PRESETS);
  }
}
