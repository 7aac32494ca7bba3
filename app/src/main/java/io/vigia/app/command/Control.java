package io.vigia.app.command;

import io.vigia.jobs.command.Terminal;
import io.vigia.schemas.ControlAction;
import io.vigia.schemas.Rule;
import io.vigia.schemas.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigia control}: changes a running job. */
@Command(
    name = "control",
    description =
        "Changes models, threshold and rules of a running job, and waits until it says what became"
            + " of it.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class Control {
  private static final String MODEL =
      "A detector folder of this machine, or the SHA-256 of its model file.";

  @Command(
      name = "load",
      description = "Has the job fetch a detector folder and check it; the old model goes on.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  int load(
      @Parameters(
              paramLabel = "URI",
              description =
                  "Folder, or path in an object store, that the job's machines can reach.")
          String uri,
      @Option(
              names = "--sha256",
              paramLabel = "HEX",
              description = "SHA-256 of the model file; computed for a folder of this machine.")
          String sha256,
      @Mixin ControlTarget target,
      @Mixin Terminal terminal) {
    if (sha256 == null && !Files.isDirectory(Path.of(uri))) {
      throw new IllegalArgumentException(
          uri
              + ": no folder of this machine; give --sha256 HEX, the SHA-256 of its model file, so"
              + " that the job takes no other");
    }
    boolean isHere = Files.isDirectory(Path.of(uri));
    String hash = target.sha256(sha256 == null ? uri : sha256);
    return target.send(
        target
            .command(ControlAction.LOAD_MODEL)
            .setModelUri(isHere ? Path.of(uri).toAbsolutePath().toUri().toString() : uri)
            .setModelSha256(hash)
            .build(),
        terminal);
  }

  @Command(
      name = "activate",
      description = "Has a loaded model answer.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  int activate(
      @Parameters(paramLabel = "MODEL", description = MODEL) String model,
      @Mixin ControlTarget target,
      @Mixin Terminal terminal) {
    return send(ControlAction.ACTIVATE, model, target, terminal);
  }

  @Command(
      name = "shadow",
      description = "Has a loaded model score beside the active one, to compare them.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  int shadow(
      @Parameters(paramLabel = "MODEL", description = MODEL) String model,
      @Mixin ControlTarget target,
      @Mixin Terminal terminal) {
    return send(ControlAction.SHADOW, model, target, terminal);
  }

  @Command(
      name = "promote",
      description = "Has the model answer that runs in shadow.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  int promote(
      @Parameters(
              arity = "0..1",
              paramLabel = "MODEL",
              description = MODEL + " The one in shadow unless given.")
          String model,
      @Mixin ControlTarget target,
      @Mixin Terminal terminal) {
    return send(ControlAction.PROMOTE, model, target, terminal);
  }

  @Command(
      name = "roll-back",
      description = "Has the model answer that did before; or ends a shadow, of its model.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  int rollBack(
      @Parameters(
              arity = "0..1",
              paramLabel = "MODEL",
              description = MODEL + " The active one unless given.")
          String model,
      @Mixin ControlTarget target,
      @Mixin Terminal terminal) {
    return send(ControlAction.ROLL_BACK, model, target, terminal);
  }

  private static int send(
      ControlAction action, String model, ControlTarget target, Terminal terminal) {
    String sha256 = model == null ? null : target.sha256(model);
    return target.send(target.command(action).setModelSha256(sha256).build(), terminal);
  }

  @Command(
      name = "threshold",
      description = "Sets from which score on events alert.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  int threshold(
      @Parameters(paramLabel = "SCORE", description = "From 0 to 1.") double threshold,
      @Mixin ControlTarget target,
      @Mixin Terminal terminal) {
    return target.send(
        target.command(ControlAction.SET_THRESHOLD).setThreshold(threshold).build(), terminal);
  }

  @Command(
      name = "budget",
      description = "Sets the threshold by how many alerts a day are wanted.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  int budget(
      @Parameters(paramLabel = "ALERTS", description = "Alerts a day, before suppression.")
          double alerts,
      @Mixin ControlTarget target,
      @Mixin Terminal terminal) {
    return target.send(
        target.command(ControlAction.SET_BUDGET).setBudgetPerDay(alerts).build(), terminal);
  }

  @Command(
      name = "add-rule",
      description = "Adds a rule, or puts it in place of the one of the same name.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  int addRule(
      @Parameters(index = "0", paramLabel = "NAME", description = "Name of the rule.") String name,
      @Parameters(
              index = "1",
              paramLabel = "CONDITION",
              description = "In CEL over fields, features and score, such as \"amount > 220.0\".")
          String when,
      @Option(
              names = "--severity",
              defaultValue = "medium",
              paramLabel = "SEVERITY",
              description =
                  "Of its alerts: low, medium, high or critical; ${DEFAULT-VALUE} unless given.")
          Severity severity,
      @Mixin ControlTarget target,
      @Mixin Terminal terminal) {
    return target.send(
        target.command(ControlAction.ADD_RULE).setRule(new Rule(name, when, severity)).build(),
        terminal);
  }

  @Command(
      name = "remove-rule",
      description = "Removes a rule.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  int removeRule(
      @Parameters(paramLabel = "NAME", description = "Name of the rule.") String name,
      @Mixin ControlTarget target,
      @Mixin Terminal terminal) {
    return target.send(
        target
            .command(ControlAction.REMOVE_RULE)
            .setRule(new Rule(name, "", Severity.MEDIUM))
            .build(),
        terminal);
  }
}
