package io.vigia.engine.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a {@code detector.yaml} says, checked: every name resolves, every type fits.
 *
 * @param name the detector's name, {@code [a-z0-9-]+}
 * @param event the stream it watches
 * @param labels the truth, where it arrives
 * @param features what is computed of an event, in its order; a learned table is a feature at the
 *     first place where it can be looked at
 * @param helpers names of the features that are no inputs of the model: other features and rules
 *     use them
 * @param model how the features are scored; empty where only rules decide
 * @param alerts which scores alert
 * @param rules conditions that alert whatever the score
 */
public record DetectorSpec(
    String name,
    EventSpec event,
    Optional<LabelSpec> labels,
    List<FeatureSpec> features,
    Set<String> helpers,
    Optional<ModelSpec> model,
    AlertSpec alerts,
    List<RuleSpec> rules) {

  public DetectorSpec {
    features = List.copyOf(features);
    helpers = Set.copyOf(helpers);
    rules = List.copyOf(rules);
  }

  /**
   * All tables that training fits, in the order in which features need them: the learned ones and
   * those of standard scores.
   */
  public List<LearnedSpec> tables() {
    List<LearnedSpec> tables = new ArrayList<>();
    for (FeatureSpec feature : features) {
      if (feature instanceof FeatureSpec.Learned table) {
        tables.add(table.table());
      } else if (feature instanceof FeatureSpec.Standard standard) {
        tables.add(standard.mean());
        tables.add(standard.std());
      }
    }
    return tables;
  }

  /** The features that are the model's inputs, in their order. */
  public List<FeatureSpec> inputs() {
    return features.stream().filter(feature -> !helpers.contains(feature.name())).toList();
  }

  /**
   * The key of the last feature that has one: by it rows come to the model, so that what is kept
   * behind the model without another shuffle is kept by it. Empty where no feature has a key.
   */
  public Optional<String> lastKey() {
    return lastKey(features);
  }

  static Optional<String> lastKey(List<FeatureSpec> features) {
    return features.stream()
        .filter(FeatureSpec.Aggregate.class::isInstance)
        .map(feature -> ((FeatureSpec.Aggregate) feature).key())
        .reduce((first, second) -> second);
  }

  /** How scores are smoothed; empty for not. */
  public List<ModelSpec.SmoothSpec> smooth() {
    return model.map(ModelSpec::smooth).orElse(List.of());
  }
}
