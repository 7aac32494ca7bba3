package io.vigia.app;

import io.vigia.app.command.Autoscale;
import io.vigia.app.command.Control;
import io.vigia.app.command.DemoCommand;
import io.vigia.app.command.Evaluate;
import io.vigia.app.command.Features;
import io.vigia.app.command.Model;
import io.vigia.app.command.Score;
import io.vigia.app.command.Simulate;
import io.vigia.app.command.Submit;
import io.vigia.jobs.command.Failures;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of vigia beside training and benchmarks. */
@Command(
    name = "vigia",
    description = "Real-time fraud and anomaly detection on streams.",
    mixinStandardHelpOptions = true,
    version = "vigia 0.1.0-SNAPSHOT",
    footer = {
      "",
      "In modules of their own, built when first used:",
      "  train           Makes a detector folder from a detector.yaml and data.",
      "  model compare   Compares two detectors on the same labelled events.",
      "  model quantize  Makes an int8 network of any fp32 ONNX network.",
      "  bench           Measures, the rivals in the same run.",
      "",
      "Exit status: 0 done, 1 the work failed, 2 wrong use."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      Simulate.class,
      Score.class,
      Features.class,
      Evaluate.class,
      Model.class,
      Submit.class,
      Control.class,
      Autoscale.class
    })
public final class Vigia {

  private Vigia() {}

  /** Runs a command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, arguments));
  }

  /**
   * Runs a command.
   *
   * @return 0 done, 1 the work failed, 2 wrong use
   */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    Failures failures = new Failures();
    CommandLine command =
        new CommandLine(new Vigia())
            .setOut(out)
            .setErr(err)
            .setExecutionExceptionHandler(failures)
            .setParameterExceptionHandler(failures)
            .setCaseInsensitiveEnumValuesAllowed(true);
    int status = command.execute(arguments);
    out.flush();
    err.flush();
    return status;
  }
}
