package io.vigia.training.report;

import io.vigia.engine.metrics.PermutationImportance;
import java.util.List;
import java.util.Map;

/**
 * All that a report says, measured.
 *
 * @param input what it is made of
 * @param command the command that asked for it, in words
 * @param measurements of the contenders, in their order
 * @param memory of the contenders, in their order
 * @param energy how energy was counted
 * @param importance of the shipped model's inputs, the most important first
 * @param machine what was measured on
 * @param plan how long was measured
 */
record ReportFacts(
    ReportInput input,
    String command,
    List<Measurement> measurements,
    List<MemoryUse> memory,
    EnergyMeter energy,
    List<PermutationImportance> importance,
    Map<String, Object> machine,
    MeterPlan plan) {

  /** What the others are compared with. */
  Measurement reference() {
    return measurements.get(0);
  }

  /** The model that goes into the detector folder. */
  Measurement shipped() {
    return measurements.stream()
        .filter(found -> found.contender().name().equals(input.shipped()))
        .findFirst()
        .orElseThrow();
  }

  /** Average precision as a share of that of the reference. */
  double relativePrecision(Measurement measured) {
    return measured.metrics().averagePrecision() / reference().metrics().averagePrecision();
  }
}
