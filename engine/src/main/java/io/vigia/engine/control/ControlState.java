package io.vigia.engine.control;

import io.vigia.engine.spec.RuleSpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What holds in a job after the commands so far. Immutable.
 *
 * @param base stands for the folder that the job was started with; of another folder, the state is
 *     of no use
 * @param epoch how many commands were accepted; a higher one is the newer state
 * @param models the models at hand in the order of their loading, the folder's own first; empty
 *     where only rules decide
 * @param active the model that answers; empty where only rules decide
 * @param previous what answered before it, for rolling back
 * @param challenger the model that scores beside the active one, to be compared
 * @param budget alerts a day that thresholds are chosen for; empty where each model's own holds
 * @param rules the rules in their order
 * @param applied ids of the latest accepted commands, oldest first
 */
public record ControlState(
    String base,
    long epoch,
    List<KnownModel> models,
    Optional<Serving> active,
    Optional<Serving> previous,
    Optional<Challenge> challenger,
    OptionalDouble budget,
    List<RuleSpec> rules,
    List<String> applied) {

  public ControlState {
    models = List.copyOf(models);
    rules = List.copyOf(rules);
    applied = List.copyOf(applied);
  }

  /**
   * A model that answers, and from which score on it alerts.
   *
   * @param model SHA-256 of the model
   * @param threshold scores from here on alert, in [0, 1]
   */
  public record Serving(String model, double threshold) {}

  /**
   * A model that scores beside the active one.
   *
   * @param model SHA-256 of the model
   * @param threshold from which score on it would alert, in [0, 1]
   * @param since the epoch of its beginning, which tells it from other trials of the same model
   */
  public record Challenge(String model, double threshold, long since) {}

  /**
   * Before any command.
   *
   * @param base stands for the folder that the job was started with
   * @param model the folder's model; empty where only rules decide
   * @param rules the folder's rules
   */
  public static ControlState initial(
      String base, Optional<KnownModel> model, List<RuleSpec> rules) {
    return new ControlState(
        base,
        0,
        model.stream().toList(),
        model.map(own -> new Serving(own.sha256(), own.threshold())),
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        rules,
        List.of());
  }

  /** The model of a hash, if it is at hand. */
  public Optional<KnownModel> known(String sha256) {
    return models.stream().filter(model -> model.sha256().equals(sha256)).findFirst();
  }

  /** Whether the model that answers is the one of the folder that the job was started with. */
  public boolean isOwnActive() {
    return active.filter(serving -> serving.model().equals(models.get(0).sha256())).isPresent();
  }

  /** Whether a model scores beside the active one. */
  public boolean isChallenger(String sha256) {
    return challenger.filter(challenge -> challenge.model().equals(sha256)).isPresent();
  }

  /** Whether a model answers, did before, or is compared. */
  public boolean uses(String sha256) {
    return active.filter(serving -> serving.model().equals(sha256)).isPresent()
        || previous.filter(serving -> serving.model().equals(sha256)).isPresent()
        || isChallenger(sha256);
  }

  /** The same for a subtask in which another model answers than is asked for. */
  public ControlState answeredBy(Optional<Serving> serving) {
    return new ControlState(
        base, epoch, models, serving, previous, challenger, budget, rules, applied);
  }

  /** The same with other models at hand. */
  ControlState withModels(List<KnownModel> value) {
    return new ControlState(
        base, epoch, value, active, previous, challenger, budget, rules, applied);
  }

  /** The same with another model that answers. */
  ControlState withActive(Serving value, Optional<Serving> before) {
    Optional<Challenge> beside =
        challenger.filter(challenge -> !challenge.model().equals(value.model()));
    return new ControlState(
        base, epoch, models, Optional.of(value), before, beside, budget, rules, applied);
  }

  /** The same with another model beside the active one. */
  public ControlState withChallenger(Optional<Challenge> value) {
    return new ControlState(base, epoch, models, active, previous, value, budget, rules, applied);
  }

  /** The same with another threshold, and the budget that it was chosen for. */
  ControlState withThreshold(Serving value, OptionalDouble chosenFor) {
    return new ControlState(
        base, epoch, models, Optional.of(value), previous, challenger, chosenFor, rules, applied);
  }

  /** The same with other rules. */
  ControlState withRules(List<RuleSpec> value) {
    return new ControlState(
        base, epoch, models, active, previous, challenger, budget, value, applied);
  }

  /** The same after one more command. */
  ControlState after(List<String> ids) {
    return new ControlState(
        base, epoch + 1, models, active, previous, challenger, budget, rules, ids);
  }
}
