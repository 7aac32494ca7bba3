package io.vigia.benchmarks;

import io.vigia.benchmarks.pipeline.PipelineBenchmark;
import io.vigia.benchmarks.report.BenchmarkResult;
import io.vigia.jobs.command.Failures;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigia bench}: a benchmark, its rivals in the same run. */
@Command(
    name = "vigia bench",
    description = "Runs a benchmark, rivals beside us in the same run.",
    mixinStandardHelpOptions = true,
    version = "vigia 0.1.0-SNAPSHOT",
    sortOptions = false)
public final class BenchCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", description = "pipeline: events a second of the whole job")
  private String name;

  @Option(
      names = "--detector",
      defaultValue = "models/card-fraud",
      description = "The detector that is run (default: ${DEFAULT-VALUE}).")
  private Path detector;

  @Option(
      names = "--events",
      defaultValue = "2000000",
      description = "Events on the topic (default: ${DEFAULT-VALUE}).")
  private int events;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Counted rounds, each of every contender once (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--json", description = "Print one JSON object on one line, the last of stdout.")
  private boolean json;

  private BenchCommand() {}

  /** Runs the command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    Failures failures = new Failures();
    System.exit(
        new CommandLine(new BenchCommand())
            .setExecutionExceptionHandler(failures)
            .setParameterExceptionHandler(failures)
            .execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (!name.equals("pipeline")) {
      throw new IllegalArgumentException("no benchmark '" + name + "'; there is: pipeline");
    }
    if (events < 10_000 || rounds < 1) {
      throw new IllegalArgumentException(
          "--events is " + events + " and --rounds " + rounds + "; expected 10000 and 1 at least");
    }
    BenchmarkResult result =
        new PipelineBenchmark(detector, events, rounds, System.err::println).run();
    System.out.println(json ? result.toJson() : result.toMarkdown());
    return CommandLine.ExitCode.OK;
  }
}
