package io.vigia.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.control.ControlState.Challenge;
import io.vigia.engine.control.ControlState.Serving;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.engine.spec.RuleSpec;
import io.vigia.schemas.ControlAction;
import io.vigia.schemas.ControlCommand;
import io.vigia.schemas.Rule;
import io.vigia.schemas.Severity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ControlMachineTest {
  private static final String OWN = sha('0');
  private static final String A = sha('a');
  private static final String B = sha('b');
  private static final DetectorSpec SPEC =
      DetectorSpecReader.read(
          new DetectorFiles(
              "d",
              new TreeMap<>(
                  Map.of(
                      DetectorFiles.SPEC,
                      """
                      detector: d
                      event:
                        {schema: Transaction, topic: t, id: transaction_id, time: tx_time,
                         keys: {customer: customer_id}}
                      features:
                        - {name: amount, field: tx_amount}
                      model: {file: model.onnx}
                      rules:
                        - {name: large, when: "amount > 220.0", severity: high}
                      """
                          .getBytes(StandardCharsets.UTF_8)))));
  private static final ControlState INITIAL =
      ControlState.initial("base", Optional.of(new KnownModel(OWN, "1", 0.5)), SPEC.rules());

  /** Models by the first digit of their hash; a folder named broken holds none. */
  private static final class Folders implements ModelShelf {
    @Override
    public KnownModel load(String uri, String sha256) throws RefusedException {
      if (uri.equals("broken")) {
        throw new RefusedException("broken: no detector folder");
      }
      return new KnownModel(sha256, uri, Character.digit(sha256.charAt(0), 16) / 16.0);
    }

    @Override
    public double threshold(String sha256, double alertsPerDay) {
      return 1 / (1 + alertsPerDay + Character.digit(sha256.charAt(0), 16));
    }
  }

  private final ControlMachine machine = new ControlMachine(SPEC, new Folders());

  private static String sha(char digit) {
    return String.valueOf(digit).repeat(64);
  }

  private static ControlCommand.Builder command(String id, ControlAction action) {
    return ControlCommand.newBuilder()
        .setId(id)
        .setDetector("d")
        .setIssuedAt(Instant.EPOCH)
        .setAction(action);
  }

  private static ControlCommand load(String id, String sha256) {
    return command(id, ControlAction.LOAD_MODEL)
        .setModelUri("v" + id)
        .setModelSha256(sha256)
        .build();
  }

  private static ControlCommand of(String id, ControlAction action, String sha256) {
    return command(id, action).setModelSha256(sha256).build();
  }

  private static ControlCommand rule(String id, ControlAction action, String name, String when) {
    return command(id, action).setRule(new Rule(name, when, Severity.LOW)).build();
  }

  private ControlState follow(ControlCommand... commands) {
    ControlState state = INITIAL;
    for (ControlCommand command : commands) {
      Outcome outcome = machine.apply(state, command);
      assertThat(outcome.kind()).as(outcome.reason()).isEqualTo(Outcome.Kind.ACCEPTED);
      state = outcome.state();
    }
    return state;
  }

  private void refused(ControlState state, ControlCommand command, String... reason) {
    Outcome outcome = machine.apply(state, command);
    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REFUSED);
    assertThat(outcome.state()).isSameAs(state);
    assertThat(outcome.reason()).contains(reason);
  }

  @Test
  void aLoadedModelAnswersFromItsOwnThresholdOnceActivated() {
    ControlState loaded = follow(load("1", A));
    assertThat(loaded.active()).contains(new Serving(OWN, 0.5));
    assertThat(loaded.known(A)).contains(new KnownModel(A, "v1", 10 / 16.0));

    ControlState active = follow(load("1", A), of("2", ControlAction.ACTIVATE, A));
    assertThat(active.active()).contains(new Serving(A, 10 / 16.0));
    assertThat(active.previous()).contains(new Serving(OWN, 0.5));
    assertThat(active.epoch()).isEqualTo(2);
  }

  @Test
  void rollingBackRestoresModelAndThresholdFromBefore() {
    ControlState state =
        follow(
            command("0", ControlAction.SET_THRESHOLD).setThreshold(0.25).build(),
            load("1", A),
            of("2", ControlAction.ACTIVATE, A),
            of("3", ControlAction.ROLL_BACK, null));
    assertThat(state.active()).contains(new Serving(OWN, 0.25));
    refused(state, of("4", ControlAction.ROLL_BACK, null), "has no model before it");
  }

  @Test
  void aRollBackOfAModelThatNoLongerAnswersIsRefused() {
    ControlState state =
        follow(
            load("1", A), of("2", ControlAction.ACTIVATE, A), of("3", ControlAction.ROLL_BACK, A));
    refused(
        state,
        of("4", ControlAction.ROLL_BACK, A),
        "model aaaaaaaaaaaa neither answers nor runs in shadow");
  }

  @Test
  void aChallengerIsPromotedOrSentAway() {
    ControlState shadow = follow(load("1", A), of("2", ControlAction.SHADOW, A));
    assertThat(shadow.challenger()).contains(new Challenge(A, 10 / 16.0, 2));
    assertThat(shadow.active()).contains(new Serving(OWN, 0.5));

    ControlState promoted = machine.apply(shadow, of("3", ControlAction.PROMOTE, A)).state();
    assertThat(promoted.active()).contains(new Serving(A, 10 / 16.0));
    assertThat(promoted.challenger()).isEmpty();

    ControlState ended = machine.apply(shadow, of("3", ControlAction.ROLL_BACK, A)).state();
    assertThat(ended.challenger()).isEmpty();
    assertThat(ended.active()).contains(new Serving(OWN, 0.5));

    refused(INITIAL, of("3", ControlAction.PROMOTE, null), "no model runs in shadow");
    refused(shadow, of("3", ControlAction.PROMOTE, B), "does not run in shadow, aaaaaaaaaaaa does");
    refused(shadow, of("3", ControlAction.SHADOW, OWN), "is the active one");
  }

  @Test
  void aBudgetIsTurnedIntoAThresholdAnewForEachModel() {
    ControlState state =
        follow(load("1", A), command("2", ControlAction.SET_BUDGET).setBudgetPerDay(9.0).build());
    assertThat(state.active()).contains(new Serving(OWN, 1 / 10.0));
    assertThat(state.budget()).isEqualTo(OptionalDouble.of(9));

    state = machine.apply(state, of("3", ControlAction.ACTIVATE, A)).state();
    assertThat(state.active()).contains(new Serving(A, 1 / 20.0));

    state =
        machine
            .apply(state, command("4", ControlAction.SET_THRESHOLD).setThreshold(1.0).build())
            .state();
    assertThat(state.active()).contains(new Serving(A, 1));
    assertThat(state.budget()).isEmpty();
  }

  @Test
  void whatIsNoThresholdOrBudgetIsRefused() {
    for (Double threshold : new Double[] {null, -0.01, 1.01, Double.NaN}) {
      refused(
          INITIAL,
          command("1", ControlAction.SET_THRESHOLD).setThreshold(threshold).build(),
          "threshold is " + threshold + ", expected a number from 0 to 1");
    }
    for (Double budget : new Double[] {null, 0.0, -1.0, Double.NaN, Double.POSITIVE_INFINITY}) {
      refused(
          INITIAL,
          command("1", ControlAction.SET_BUDGET).setBudgetPerDay(budget).build(),
          "budget_per_day is " + budget + ", expected a number of alerts above 0");
    }
  }

  @Test
  void rulesAreAddedReplacedInTheirPlaceAndRemoved() {
    ControlState state =
        follow(
            rule("1", ControlAction.ADD_RULE, "small", "amount < 1.0"),
            rule("2", ControlAction.ADD_RULE, "large", "amount > 500.0"));
    assertThat(state.rules())
        .containsExactly(
            new RuleSpec("large", "amount > 500.0", Severity.LOW),
            new RuleSpec("small", "amount < 1.0", Severity.LOW));

    state = machine.apply(state, rule("3", ControlAction.REMOVE_RULE, "large", "")).state();
    assertThat(state.rules()).extracting(RuleSpec::name).containsExactly("small");
    refused(
        state,
        rule("4", ControlAction.REMOVE_RULE, "large", ""),
        "no rule 'large'; the detector has [small]");
  }

  @Test
  void aRuleThatCannotBeReadIsRefused() {
    refused(
        INITIAL,
        rule("1", ControlAction.ADD_RULE, "bad", "amuont > 1.0"),
        "rule 'bad': expression \"amuont > 1.0\"");
    refused(INITIAL, rule("1", ControlAction.ADD_RULE, "a b", "amount > 1.0"), "rule 'a b'");
    refused(INITIAL, command("1", ControlAction.ADD_RULE).build(), "ADD_RULE without a rule");
  }

  @Test
  void whatCannotBeLoadedIsRefusedAndTheOldModelGoesOn() {
    refused(
        INITIAL,
        command("1", ControlAction.LOAD_MODEL).setModelUri("broken").setModelSha256(A).build(),
        "broken: no detector folder");
    refused(INITIAL, command("1", ControlAction.LOAD_MODEL).build(), "model_uri is null");
    refused(
        INITIAL,
        command("1", ControlAction.LOAD_MODEL).setModelUri("x").setModelSha256("abc").build(),
        "model_sha256 is abc, expected the 64 hexadecimal digits");
    refused(
        INITIAL,
        of("1", ControlAction.ACTIVATE, A),
        "model aaaaaaaaaaaa is not at hand; found [000000000000]; load it first");
    refused(INITIAL, of("1", ControlAction.UNKNOWN, null), "upgrade the job");
    refused(INITIAL, of("", ControlAction.ROLL_BACK, null), "id of 0 characters");
  }

  @Test
  void aDetectorOfRulesHasNoModelToChange() {
    ControlState rules = ControlState.initial("base", Optional.empty(), SPEC.rules());
    refused(rules, load("1", A), "only rules decide");
    refused(
        rules, command("1", ControlAction.SET_THRESHOLD).setThreshold(0.5).build(), "only rules");
  }

  @Test
  void theOldestModelThatIsNotInUseIsForgotten() {
    List<ControlCommand> commands = new ArrayList<>();
    commands.add(load("0", sha('a')));
    commands.add(of("1", ControlAction.ACTIVATE, sha('a')));
    for (char digit = '1'; digit <= '5'; digit++) {
      commands.add(load("load" + digit, sha(digit)));
    }
    ControlState state = follow(commands.toArray(ControlCommand[]::new));
    assertThat(state.models())
        .extracting(KnownModel::sha256)
        .containsExactly(OWN, sha('a'), sha('3'), sha('4'), sha('5'));
  }

  @Provide
  Arbitrary<List<ControlCommand>> commands() {
    Arbitrary<String> models = Arbitraries.of(OWN, A, B, sha('c'), sha('d'), sha('e'), sha('f'));
    Arbitrary<ControlAction> actions = Arbitraries.of(ControlAction.values());
    Arbitrary<Integer> ids = Arbitraries.integers().between(1, 40);
    Arbitrary<Double> numbers = Arbitraries.doubles().between(-0.5, 1.5);
    Arbitrary<String> conditions = Arbitraries.of("amount > 1.0", "amount <", "score > 0.5");
    return Combinators.combine(actions, ids, models, numbers, conditions)
        .as(
            (action, id, model, number, condition) ->
                command("id-" + id, action)
                    .setModelUri(number > 1.2 ? "broken" : "v")
                    .setModelSha256(model)
                    .setThreshold(number)
                    .setBudgetPerDay(number)
                    .setRule(new Rule("r" + id % 4, condition, Severity.HIGH))
                    .build())
        .list()
        .ofMaxSize(60);
  }

  private ControlState run(ControlState from, List<ControlCommand> commands) {
    ControlState state = from;
    for (ControlCommand command : commands) {
      state = machine.apply(state, command).state();
    }
    return state;
  }

  @Property(tries = 300)
  void the_same_commands_give_the_same_state_and_survive_as_bytes(
      @ForAll("commands") List<ControlCommand> commands) {
    ControlState state = run(INITIAL, commands);
    assertThat(run(INITIAL, commands)).isEqualTo(state);

    ControlState half = run(INITIAL, commands.subList(0, commands.size() / 2));
    ControlOrder told = new ControlOrder("id", "ACTIVATE", half, Map.of());
    ControlState restored = ControlOrder.of(told.toBytes()).state();
    assertThat(run(restored, commands.subList(commands.size() / 2, commands.size())))
        .isEqualTo(state);
  }

  @Property(tries = 300)
  void every_command_said_twice_gives_the_same_state(
      @ForAll("commands") List<ControlCommand> commands) {
    List<ControlCommand> twice = new ArrayList<>();
    for (ControlCommand command : commands) {
      twice.add(command);
      if (machine.apply(run(INITIAL, twice), command).kind() == Outcome.Kind.REPEATED) {
        twice.add(command);
      }
    }
    assertThat(run(INITIAL, twice)).isEqualTo(run(INITIAL, commands));
  }

  @Property(tries = 300)
  void a_model_that_is_in_use_is_at_hand(@ForAll("commands") List<ControlCommand> commands) {
    ControlState state = run(INITIAL, commands);
    assertThat(state.active()).isPresent();
    assertThat(state.known(state.active().get().model())).isPresent();
    state.previous().ifPresent(each -> assertThat(state.known(each.model())).isPresent());
    state.challenger().ifPresent(each -> assertThat(state.known(each.model())).isPresent());
    assertThat(state.isChallenger(state.active().get().model())).isFalse();
    assertThat(state.models()).hasSizeLessThanOrEqualTo(ControlMachine.MOST_MODELS);
    assertThat(state.active().get().threshold()).isBetween(0.0, 1.0);
  }
}
