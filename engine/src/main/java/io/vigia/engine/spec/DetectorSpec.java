package io.vigia.engine.spec;

import java.util.List;
import java.util.Optional;

/**
 * What a {@code detector.yaml} says, checked: every name resolves, every type fits.
 *
 * @param name the detector's name, {@code [a-z0-9-]+}
 * @param event the stream it watches
 * @param labels the truth, where it arrives
 * @param features the model's inputs in their order
 * @param model how the features are scored; empty where only rules decide
 * @param alerts which scores alert
 * @param learned tables that training fits
 * @param rules conditions that alert whatever the score
 */
public record DetectorSpec(
    String name,
    EventSpec event,
    Optional<LabelSpec> labels,
    List<FeatureSpec> features,
    Optional<ModelSpec> model,
    AlertSpec alerts,
    List<LearnedSpec> learned,
    List<RuleSpec> rules) {

  public DetectorSpec {
    features = List.copyOf(features);
    learned = List.copyOf(learned);
    rules = List.copyOf(rules);
  }
}
