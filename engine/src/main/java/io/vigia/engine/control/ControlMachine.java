package io.vigia.engine.control;

import io.vigia.engine.control.ControlState.Challenge;
import io.vigia.engine.control.ControlState.Serving;
import io.vigia.engine.decide.Decider;
import io.vigia.engine.expr.ExpressionException;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.RuleSpec;
import io.vigia.schemas.ControlCommand;
import io.vigia.schemas.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Follows commands: from a state and a command to the next state, or to the reason why not. A
 * command id that was accepted before is not followed again.
 *
 * <p>A threshold belongs to the model that it was set for: another model that is activated brings
 * its own, and rolling back restores the one from before. A budget is kept, and turned into a
 * threshold anew for each model.
 */
public final class ControlMachine {
  /** How many models a job has at hand; loading one more forgets the oldest that is not in use. */
  public static final int MOST_MODELS = 5;

  /** How many rules a detector may have. */
  public static final int MOST_RULES = 100;

  /** How many ids of accepted commands are remembered. */
  public static final int REMEMBERED = 1_000;

  /** Characters of an id. */
  public static final int LONGEST_ID = 200;

  private static final int LONGEST_URI = 2_000;

  private final DetectorSpec spec;
  private final ModelShelf shelf;

  /**
   * For a detector.
   *
   * @param spec the detector, whose fields and features rules may read
   * @param shelf where models come from
   */
  public ControlMachine(DetectorSpec spec, ModelShelf shelf) {
    this.spec = spec;
    this.shelf = shelf;
  }

  /** Follows a command, or says why it cannot. */
  public Outcome apply(ControlState state, ControlCommand command) {
    int length = command.getId().length();
    if (length < 1 || length > LONGEST_ID) {
      return new Outcome(
          Outcome.Kind.REFUSED,
          state,
          "id of " + length + " characters, expected 1 to " + LONGEST_ID);
    }
    if (state.applied().contains(command.getId())) {
      return new Outcome(
          Outcome.Kind.REPEATED,
          state,
          "a command of id '" + command.getId() + "' was followed before; nothing to do");
    }
    try {
      Change change = follow(state, command);
      List<String> ids = new ArrayList<>(state.applied());
      ids.add(command.getId());
      int forgotten = Math.max(0, ids.size() - REMEMBERED);
      return new Outcome(
          Outcome.Kind.ACCEPTED,
          change.state().after(ids.subList(forgotten, ids.size())),
          change.what());
    } catch (RefusedException e) {
      return new Outcome(Outcome.Kind.REFUSED, state, e.getMessage());
    }
  }

  private record Change(ControlState state, String what) {}

  private Change follow(ControlState state, ControlCommand command) throws RefusedException {
    return switch (command.getAction()) {
      case LOAD_MODEL -> load(state, command);
      case ACTIVATE -> activate(state, named(state, command));
      case SHADOW -> shadow(state, named(state, command));
      case PROMOTE -> promote(state, command);
      case ROLL_BACK -> rollBack(state, command);
      case SET_THRESHOLD -> threshold(state, command.getThreshold());
      case SET_BUDGET -> budget(state, command.getBudgetPerDay());
      case ADD_RULE -> addRule(state, command.getRule());
      case REMOVE_RULE -> removeRule(state, command.getRule());
      case UNKNOWN ->
          throw new RefusedException(
              "an action of a newer version, which this job does not know; upgrade the job");
    };
  }

  private Change load(ControlState state, ControlCommand command) throws RefusedException {
    Serving active = active(state);
    String uri = command.getModelUri();
    if (uri == null || uri.isBlank() || uri.length() > LONGEST_URI) {
      throw new RefusedException(
          "LOAD_MODEL: model_uri is "
              + (uri == null ? "null" : "of " + uri.length() + " characters")
              + ", expected the path of the folder, of at most "
              + LONGEST_URI);
    }
    String sha256 = sha256(command);
    if (state.known(sha256).isPresent()) {
      return new Change(state, "model " + shorten(sha256) + " is at hand already");
    }
    List<KnownModel> models = new ArrayList<>(state.models());
    if (models.size() >= MOST_MODELS) {
      KnownModel own = models.get(0);
      KnownModel oldest =
          models.stream()
              .filter(model -> model != own && !state.uses(model.sha256()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new RefusedException(
                          models.size() + " models are in use, and no more are kept at hand"));
      models.remove(oldest);
    }
    KnownModel loaded = shelf.load(uri, sha256);
    models.add(loaded);
    return new Change(
        state.withModels(models),
        String.format(
            Locale.ROOT,
            "model %s, version %s, is at hand; model %s goes on answering",
            shorten(sha256),
            loaded.version(),
            shorten(active.model())));
  }

  private Change activate(ControlState state, KnownModel model) throws RefusedException {
    Serving active = active(state);
    if (active.model().equals(model.sha256())) {
      throw new RefusedException("model " + shorten(model.sha256()) + " is active already");
    }
    Serving next = new Serving(model.sha256(), threshold(state, model));
    return new Change(
        state.withActive(next, Optional.of(active)),
        String.format(
            Locale.ROOT,
            "model %s answers from threshold %s on, in place of %s",
            shorten(next.model()),
            next.threshold(),
            shorten(active.model())));
  }

  private Change shadow(ControlState state, KnownModel model) throws RefusedException {
    if (active(state).model().equals(model.sha256())) {
      throw new RefusedException(
          "model "
              + shorten(model.sha256())
              + " is the active one; a challenger is another model, load one");
    }
    Challenge challenge = new Challenge(model.sha256(), threshold(state, model), state.epoch() + 1);
    return new Change(
        state.withChallenger(Optional.of(challenge)),
        "model "
            + shorten(model.sha256())
            + " scores beside the active one, and would alert from threshold "
            + challenge.threshold()
            + " on");
  }

  private Change promote(ControlState state, ControlCommand command) throws RefusedException {
    String challenger =
        state
            .challenger()
            .map(Challenge::model)
            .orElseThrow(
                () ->
                    new RefusedException(
                        "no model runs in shadow; start one with SHADOW, or use ACTIVATE"));
    String sha256 = command.getModelSha256();
    if (sha256 != null && !sha256.equals(challenger)) {
      throw new RefusedException(
          "model "
              + shorten(sha256)
              + " does not run in shadow, "
              + shorten(challenger)
              + " does; promote that one, or use ACTIVATE");
    }
    return activate(state, known(state, challenger));
  }

  private Change rollBack(ControlState state, ControlCommand command) throws RefusedException {
    Serving active = active(state);
    String sha256 = command.getModelSha256();
    if (sha256 != null && state.isChallenger(sha256)) {
      return new Change(
          state.withChallenger(Optional.empty()),
          "model " + shorten(sha256) + " no longer scores beside the active one");
    }
    if (sha256 != null && !sha256.equals(active.model())) {
      throw new RefusedException(
          "model " + shorten(sha256) + " neither answers nor runs in shadow; nothing to roll back");
    }
    Serving previous =
        state
            .previous()
            .orElseThrow(
                () ->
                    new RefusedException(
                        "model "
                            + shorten(active.model())
                            + " has no model before it; activate another one instead"));
    Serving next =
        state.budget().isPresent()
            ? new Serving(previous.model(), threshold(state, known(state, previous.model())))
            : previous;
    return new Change(
        state.withActive(next, Optional.empty()),
        String.format(
            Locale.ROOT,
            "model %s answers again from threshold %s on, in place of %s",
            shorten(next.model()),
            next.threshold(),
            shorten(active.model())));
  }

  private static Change threshold(ControlState state, Double threshold) throws RefusedException {
    Serving active = active(state);
    if (threshold == null || !(threshold >= 0 && threshold <= 1)) {
      throw new RefusedException("threshold is " + threshold + ", expected a number from 0 to 1");
    }
    return new Change(
        state.withThreshold(new Serving(active.model(), threshold), OptionalDouble.empty()),
        "scores from " + threshold + " on alert");
  }

  private Change budget(ControlState state, Double budget) throws RefusedException {
    Serving active = active(state);
    if (budget == null || !(budget > 0 && budget < Double.POSITIVE_INFINITY)) {
      throw new RefusedException(
          "budget_per_day is " + budget + ", expected a number of alerts above 0");
    }
    double threshold = shelf.threshold(active.model(), budget);
    ControlState next =
        state.withThreshold(new Serving(active.model(), threshold), OptionalDouble.of(budget));
    if (state.challenger().isPresent()) {
      Challenge before = state.challenger().get();
      double beside = shelf.threshold(before.model(), budget);
      next =
          next.withChallenger(Optional.of(new Challenge(before.model(), beside, before.since())));
    }
    return new Change(
        next, "scores from " + threshold + " on alert, for a budget of " + budget + " a day");
  }

  private Change addRule(ControlState state, Rule given) throws RefusedException {
    if (given == null || !RuleSpec.isName(given.getName())) {
      throw new RefusedException(
          (given == null ? "ADD_RULE without a rule" : "rule '" + given.getName() + "'")
              + "; expected a name of letters, digits, '_', '.' and '-'");
    }
    RuleSpec rule = new RuleSpec(given.getName(), given.getWhen(), given.getSeverity());
    List<RuleSpec> rules = new ArrayList<>(state.rules());
    int at = indexOf(rules, rule.name());
    if (at >= 0) {
      rules.set(at, rule);
    } else if (rules.size() < MOST_RULES) {
      rules.add(rule);
    } else {
      throw new RefusedException(
          "the detector has " + MOST_RULES + " rules, the most there may be; remove one first");
    }
    try {
      Decider.check(spec, rules);
    } catch (ExpressionException e) {
      throw new RefusedException("rule '" + rule.name() + "': " + e.getMessage(), e);
    }
    return new Change(
        state.withRules(rules),
        (at >= 0 ? "rule '" + rule.name() + "' is another one: " : "rule '" + rule.name() + "': ")
            + rule.when());
  }

  private static Change removeRule(ControlState state, Rule given) throws RefusedException {
    List<RuleSpec> rules = new ArrayList<>(state.rules());
    int at = given == null ? -1 : indexOf(rules, given.getName());
    if (at < 0) {
      throw new RefusedException(
          "no rule "
              + (given == null ? "is named" : "'" + given.getName() + "'")
              + "; the detector has "
              + rules.stream().map(RuleSpec::name).toList());
    }
    rules.remove(at);
    return new Change(state.withRules(rules), "rule '" + given.getName() + "' no longer holds");
  }

  private static int indexOf(List<RuleSpec> rules, String name) {
    return rules.stream().map(RuleSpec::name).toList().indexOf(name);
  }

  private double threshold(ControlState state, KnownModel model) throws RefusedException {
    return state.budget().isPresent()
        ? shelf.threshold(model.sha256(), state.budget().getAsDouble())
        : model.threshold();
  }

  private static Serving active(ControlState state) throws RefusedException {
    return state
        .active()
        .orElseThrow(
            () -> new RefusedException("the detector has no model, only rules decide in it"));
  }

  private static KnownModel named(ControlState state, ControlCommand command)
      throws RefusedException {
    return known(state, sha256(command));
  }

  private static KnownModel known(ControlState state, String sha256) throws RefusedException {
    return state
        .known(sha256)
        .orElseThrow(
            () ->
                new RefusedException(
                    "model "
                        + shorten(sha256)
                        + " is not at hand; found "
                        + state.models().stream().map(model -> shorten(model.sha256())).toList()
                        + "; load it first"));
  }

  private static String sha256(ControlCommand command) throws RefusedException {
    String sha256 = command.getModelSha256();
    if (sha256 == null || !sha256.matches("[0-9a-f]{64}")) {
      throw new RefusedException(
          command.getAction()
              + ": model_sha256 is "
              + sha256
              + ", expected the 64 hexadecimal digits of the model file's SHA-256");
    }
    return sha256;
  }

  /** Enough of a hash to tell models apart in a sentence. */
  private static String shorten(String sha256) {
    return sha256.length() > 12 ? sha256.substring(0, 12) : sha256;
  }
}
