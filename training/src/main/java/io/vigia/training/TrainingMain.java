package io.vigia.training;

import io.vigia.jobs.command.Failures;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of vigia that need what training needs; the launcher sends them here. */
@Command(
    name = "vigia",
    description = "Makes models, and compares them.",
    mixinStandardHelpOptions = true,
    version = "vigia 0.1.0-SNAPSHOT",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {TrainCommand.class, ModelCommand.class})
public final class TrainingMain {

  private TrainingMain() {}

  /** Runs a command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs a command: 0 done, 1 the work failed, 2 wrong use. */
  static int run(String... arguments) {
    Failures failures = new Failures();
    return new CommandLine(new TrainingMain())
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(arguments);
  }
}
